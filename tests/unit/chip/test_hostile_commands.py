"""Random and mutated commands: an answer to each, a specified status word, no secret, no change that is not allowed.

A few thousand commands here; `make fuzz` sends more than a million, guided by coverage.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conversations import specimen
from tests.conversations.hostile import COMMANDS, Violation, WatchedCard, leaks
from tests.unit.chip import small


def _mutated(command: bytes, at: int, replacement: bytes, cut: int) -> bytes:
    at %= len(command) + 1
    return command[:at] + replacement + command[at + len(replacement) - cut :]


raw = st.binary(max_size=40)
known = st.sampled_from(COMMANDS)
mutated = st.builds(_mutated, known, st.integers(0, 300), st.binary(min_size=1, max_size=3), st.integers(0, 1))
headers = st.builds(
    lambda cla, ins, p1p2, body: bytes((cla, ins)) + p1p2 + body,
    st.sampled_from([0x00, 0x80, 0x08, 0x0C]),
    st.sampled_from(sorted({command[1] for command in COMMANDS})),
    st.binary(min_size=2, max_size=2),
    st.binary(max_size=24),
)
conversations = st.lists(st.one_of(known, mutated, mutated, headers, raw), min_size=1, max_size=25)


@pytest.mark.parametrize("maker", small.MAKER_NAMES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversation=conversations)
def test_nothing_that_is_sent_breaks_the_card(maker: str, conversation: list[bytes]) -> None:
    watched = WatchedCard(maker)
    for command in conversation:
        watched.respond(command)
    watched.check_memory()


def test_the_watch_sees_a_leak() -> None:
    prime = specimen.keys().signature.private_numbers().p.to_bytes(128)
    assert leaks(b"x" * 7 + prime[10:50] + b"y")
    assert leaks(specimen.NUMBER_B)
    assert not leaks(bytes(range(200)))


def test_the_watch_sees_a_change_of_memory() -> None:
    watched = WatchedCard("a")
    watched._memory.write(0, b"\0")
    with pytest.raises(Violation):
        watched.check_memory()


def test_every_known_command_succeeds_somewhere() -> None:
    """Otherwise mutations would start from what is refused at the door."""
    succeeded = set()
    for name in (3, 0, 2, 4, 5):
        watched = WatchedCard("a")
        watched.respond(COMMANDS[name])
        for command in COMMANDS[7:]:
            if watched.respond(command).sw == 0x9000:
                succeeded.add(command[1])
    assert succeeded >= {0xA4, 0x20, 0x24, 0xB0, 0xB2, 0x84, 0x88, 0x2A}
