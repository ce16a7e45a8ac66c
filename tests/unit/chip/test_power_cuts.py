"""The power is cut at every byte of every write. No counter rises, no secret is half, the card answers."""

from collections.abc import Callable, Iterator

import pytest
from tests.conversations import specimen
from tests.conversations.talk import ask, enter, send, verify
from tests.unit.chip import small
from tests.unit.chip.cutting import CuttableMemory, powered, states_after_a_cut

from tegata.cardspec import common, jpki
from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.issuer_commands import authentication_code, encode_target, transaction_digest
from tegata.cardspec.model import Application
from tegata.chip import references
from tegata.chip.card import MAKERS, Card, Maker
from tegata.chip.commands.table import INSTRUCTIONS
from tegata.chip.loading import load

Work = Callable[[Card], object]


@pytest.fixture(params=small.MAKER_NAMES)
def maker(request: pytest.FixtureRequest) -> Maker:
    return MAKERS[request.param]


def cut_everywhere(maker: Maker, prepare: Work, command: Work, *, every: int = 1) -> Iterator[CuttableMemory]:
    """All memories that a cut of this command can leave, in the order of its bytes."""
    memory = small.loaded(maker)
    prepare(Card(memory, maker))

    def work(cut: CuttableMemory) -> None:
        writes_from_here, cut.left = cut.left, None
        card = Card(cut, maker, key_maker=lambda: specimen.keys().card)
        enter(card, jpki.JPKI)
        _before(card, command)
        cut.written, cut.left = 0, writes_from_here
        command(card)

    return states_after_a_cut(memory, work, every=every)


def _before(card: Card, command: Work) -> None:
    """What must have happened in the same power cycle, with the power on."""
    getattr(command, "before", lambda _card: None)(card)


def counters(memory: CuttableMemory, maker: Maker) -> tuple[int, int]:
    """Tries left of the PIN and of the password."""
    card = powered(memory, maker)
    enter(card, jpki.JPKI)
    return int(send(card, "00200098")[-1], 16), int(send(card, "0020009B")[-1], 16)


def opens(memory: CuttableMemory, maker: Maker, value: bytes, application: Application, fid: int) -> bool:
    card = powered(memory, maker)
    enter(card, application)
    return verify(card, fid, value) == "9000"


def once_each(values: Iterator[object]) -> list[object]:
    """Without neighbours that are alike."""
    found: list[object] = []
    for value in values:
        if not found or found[-1] != value:
            found.append(value)
    return found


def wrong_once(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert send(card, "0020009B Lc", b"WRONG1") == "63C4"


def nothing(card: Card) -> None:
    pass


def test_verify_of_a_wrong_value_takes_the_try_or_was_never_made(maker: Maker) -> None:
    states = cut_everywhere(maker, wrong_once, lambda card: send(card, "0020009B Lc", b"WRONG2"))
    assert once_each(counters(state, maker) for state in states) == [(3, 4), (3, 3)]


def test_verify_of_the_right_value_goes_down_before_it_goes_up(maker: Maker) -> None:
    states = cut_everywhere(maker, wrong_once, lambda card: send(card, "0020009B Lc", specimen.PASSWORD))
    assert once_each(counters(state, maker) for state in states) == [(3, 4), (3, 3), (3, 5)]


@pytest.mark.parametrize("value", [b"0000", specimen.PIN])
def test_verify_with_the_last_try(maker: Maker, value: bytes) -> None:
    def two_wrong(card: Card) -> None:
        enter(card, jpki.JPKI)
        assert [send(card, "00200098 Lc", b"0000") for _ in range(2)] == ["63C2", "63C1"]

    states = cut_everywhere(maker, two_wrong, lambda card: send(card, "00200098 Lc", value))
    expected = [(1, 5), (0, 5)] if value == b"0000" else [(1, 5), (0, 5), (3, 5)]
    assert once_each(counters(state, maker) for state in states) == expected


def test_the_counter_is_down_in_memory_when_the_comparison_is_made(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = small.loaded(maker)
    card = Card(memory, maker)
    enter(card, jpki.JPKI)
    at_comparison = []
    genuine = references.matches

    def watched(kept: bytes, presented: bytes) -> bool:
        at_comparison.append(counters(memory, maker))
        return genuine(kept, presented)

    monkeypatch.setattr(references, "matches", watched)
    assert send(card, "00200098 Lc", specimen.PIN) == "9000"
    assert at_comparison == [(2, 5)]
    assert counters(memory, maker) == (3, 5)


def _which(state: CuttableMemory, maker: Maker, old: bytes, new: bytes, application: Application, fid: int) -> str:
    found = [name for name, value in (("old", old), ("new", new)) if opens(state, maker, value, application, fid)]
    assert len(found) == 1
    return found[0]


def test_change_reference_data_leaves_the_old_or_the_new(maker: Maker) -> None:
    def command(card: Card) -> None:
        assert send(card, "0024019B Lc", b"NEWPASSWORD12345") == "9000"

    command.before = lambda card: send(card, "0020009B Lc", specimen.PASSWORD)  # type: ignore[attr-defined]
    states = list(cut_everywhere(maker, wrong_once, command))
    found = [_which(s, maker, specimen.PASSWORD, b"NEWPASSWORD12345", jpki.JPKI, 0x1B) for s in states]
    assert once_each(iter(found)) == ["old", "new"]
    assert {counters(state, maker) for state in states} == {(3, 5)}


def test_change_key_leaves_the_old_or_the_new(maker: Maker) -> None:
    def command(card: Card) -> None:
        assert send(card, "8032009C Lc", b"4321") == "9000"

    def before(card: Card) -> None:
        enter(card, common.COMMON)
        assert send(card, "0020009C Lc", specimen.PIN) == "9000"

    command.before = before  # type: ignore[attr-defined]
    states = cut_everywhere(maker, nothing, command)
    found = (_which(s, maker, specimen.PIN, b"4321", common.COMMON, common.PIN) for s in states)
    assert once_each(found) == ["old", "new"]


def blocked(card: Card) -> None:
    enter(card, jpki.JPKI)
    while send(card, "0020009B Lc", b"WRONG1") != "6984":
        pass


def authenticated(card: Card) -> None:
    challenge = ask(card, "0084000010")
    code = authentication_code(specimen.ISSUER_KEY, challenge, jpki.JPKI.aid)
    assert send(card, "00820000 Lc", code) == "9000"


def test_unlock_key_sets_counter_and_value_together(maker: Maker) -> None:
    def command(card: Card) -> None:
        assert send(card, "8054009B Lc", b"FRESH1") == "9000"

    command.before = authenticated  # type: ignore[attr-defined]

    def seen(state: CuttableMemory) -> tuple[int, bool, bool]:
        old, new = (opens(state, maker, value, jpki.JPKI, 0x1B) for value in (specimen.PASSWORD, b"FRESH1"))
        return counters(state, maker)[1], old, new

    states = cut_everywhere(maker, blocked, command)
    assert once_each(seen(state) for state in states) == [(0, False, False), (5, False, True)]


@pytest.mark.parametrize(
    ("key", "tries"), [(specimen.ISSUER_KEY, [9, 8, 10]), (bytes(32), [9, 8])], ids=["right", "wrong"]
)
def test_external_authenticate_counts_down_first(maker: Maker, key: bytes, tries: list[int]) -> None:
    def authenticate(card: Card, with_key: bytes) -> None:
        code = authentication_code(with_key, ask(card, "0084000010"), jpki.JPKI.aid)
        assert send(card, "00820000 Lc", code) in {"9000", "63C9", "63C8"}

    def one_wrong(card: Card) -> None:
        enter(card, jpki.JPKI)
        authenticate(card, bytes(32))

    def left(state: CuttableMemory) -> int:
        card = powered(state, maker)
        enter(card, jpki.JPKI)
        return int(send(card, "00820000")[-1], 16)

    states = cut_everywhere(maker, one_wrong, lambda card: authenticate(card, key))
    assert once_each(left(state) for state in states) == tries


NEW_CERTIFICATE, NEW_RECORD = b"a longer certificate of a new key", b"\x01\x1c" + b"9" * 28
RENEWED_KEY = (jpki.JPKI.aid, jpki.AUTHENTICATION_KEY)
REWRITTEN = {
    (jpki.JPKI.aid, jpki.AUTHENTICATION_CERTIFICATE): NEW_CERTIFICATE,
    (common.COMMON.aid, common.CARD_RECORD): NEW_RECORD,
    (CARD_MANAGER_AID, DataObject.EXPIRY): b"20400217",
}


class Commit:
    """A transaction that is ready, and its last command."""

    code = b""

    def before(self, card: Card) -> None:
        assert send(card, "00A4040C Lc", CARD_MANAGER_AID) == "9000"
        assert send(card, "00820000 Lc", self.proof(card)) == "9000"
        modulus = ask(card, "805A0000 Lc 00", encode_target(RENEWED_KEY))
        for target, content in REWRITTEN.items():
            assert send(card, "80580000 Lc", encode_target(target) + content) == "9000"
        self.code = self.proof(card, transaction_digest({**REWRITTEN, RENEWED_KEY: modulus}))

    def proof(self, card: Card, context: bytes = b"") -> bytes:
        return authentication_code(specimen.ISSUER_KEY, ask(card, "0084000010") + context, CARD_MANAGER_AID)

    def __call__(self, card: Card) -> None:
        assert send(card, "80560000 Lc", self.code) == "9000"


def _after_commit(states: Iterator[CuttableMemory], maker: Maker) -> None:
    """Key, certificate, record and expiry: wherever the power was cut, the card is wholly the old one or wholly the new one."""

    def seen(state: CuttableMemory) -> tuple[bool, bytes, str, str]:
        card = powered(state, maker)
        assert send(card, "00A4040C Lc", CARD_MANAGER_AID) == "9000"
        expiry = send(card, "00CA00F208")
        enter(card, jpki.JPKI)
        certificate = ask(card, "00B08A0000")
        assert send(card, "00200098 Lc", specimen.PIN) == "9000"
        signs = send(card, "802A0097 Lc 00", b"x").endswith("9000")
        enter(card, common.COMMON)
        return signs, certificate, send(card, "00B2010C00"), expiry

    old = (False, b"public", "6A83", "6A88")
    new = (True, NEW_CERTIFICATE, f"{NEW_RECORD.hex()} 9000", f"{b'20400217'.hex()} 9000")
    assert once_each(seen(state) for state in states) == [old, new]


def test_commit_changes_everything_or_nothing(maker: Maker) -> None:
    _after_commit(cut_everywhere(maker, nothing, Commit()), maker)


def test_a_commit_for_which_the_log_is_compacted() -> None:
    def fill(card: Card) -> None:
        enter(card, jpki.JPKI)
        for _ in range(210):
            assert send(card, "00200098 Lc", specimen.PIN) == "9000"

    _after_commit(cut_everywhere(MAKERS["b"], fill, Commit(), every=7), MAKERS["b"])


@pytest.mark.parametrize("first", [True, False], ids=["fresh memory", "over another card"])
def test_loading_leaves_a_blank_chip_or_a_whole_one(maker: Maker, first: bool) -> None:
    memory = CuttableMemory(small.SIZE)
    if not first:
        memory = small.loaded(maker)
        wrong_once(Card(memory, maker))

    def seen(state: CuttableMemory) -> str:
        card = powered(state, maker)
        if send(card, "00A4040C Lc", jpki.JPKI.aid) == "6A82":
            return "blank"
        tries = counters(state, maker)
        assert opens(state, maker, specimen.PASSWORD, jpki.JPKI, 0x1B)
        assert ask(card, "00B08A0000") == b"public"
        return f"whole {tries}"

    states = states_after_a_cut(memory, lambda cut: load(cut, small.image(), maker))
    before = ["blank"] if first else ["whole (3, 4)", "blank"]
    assert once_each(seen(state) for state in states) == [*before, "whole (3, 5)"]


def test_compaction_of_the_log_is_all_or_nothing() -> None:
    maker = MAKERS["b"]
    memory = small.loaded(maker)
    card = Card(memory, maker)
    enter(card, jpki.JPKI)
    length = 0
    while length < 200:  # two usual records have less than a hundred bytes
        memory.written, before = 0, memory.copy()
        assert send(card, "00200098 Lc", specimen.PIN) == "9000"
        length = memory.written
    states = cut_after(before, maker)
    found = once_each(counters(state, maker)[0] for state in states)
    assert found == [3, 2, 3]


def cut_after(before: CuttableMemory, maker: Maker) -> Iterator[CuttableMemory]:
    def work(cut: CuttableMemory) -> None:
        card = Card(cut, maker)
        enter(card, jpki.JPKI)
        send(card, "00200098 Lc", specimen.PIN)

    return states_after_a_cut(before, work)


def test_no_other_command_writes(maker: Maker) -> None:
    writing = {(0x00, 0x20), (0x00, 0x24), (0x00, 0x82), (0x80, 0x32), (0x80, 0x54), (0x80, 0x56)}
    memory = small.loaded(maker)
    card = Card(memory, maker)
    memory.left = 0
    for cla, ins in INSTRUCTIONS.keys() - writing:
        enter(card, jpki.JPKI)
        for p1, p2 in ((0, 0), (2, 0x0C), (0x8A, 0), (4, 0)):
            for body in (b"", b"\0", b"\x02\x00\x18", b"\x02\x00\x18\x00"):
                card.respond(bytes((cla, ins, p1, p2)) + body)
