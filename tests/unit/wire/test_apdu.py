"""Command and response APDUs: every case of ISO/IEC 7816-3 §12.1.3 there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.wire.apdu import Command, MalformedApdu, Response

byte = st.integers(0, 255)


@st.composite
def commands(draw: st.DrawFn) -> Command:
    extended = draw(st.booleans())
    data = draw(st.binary(max_size=400 if extended else 255))
    ne = draw(st.none() | st.integers(1, 65_536 if extended else 256))
    if not data and ne is None:
        extended = False
    return Command(draw(byte), draw(byte), draw(byte), draw(byte), data, ne, extended)


@given(commands())
def test_a_command_survives_the_wire(command: Command) -> None:
    assert Command.parse(bytes(command)) == command


@given(st.binary(max_size=300))
def test_any_bytes_are_a_command_or_malformed(raw: bytes) -> None:
    try:
        command = Command.parse(raw)
    except MalformedApdu:
        return
    assert bytes(command) == raw


@pytest.mark.parametrize(
    ("raw", "data", "ne", "extended"),
    [
        ("00200080", "", None, False),  # case 1: the query of a PIN's counter
        ("00B0000020", "", 32, False),  # case 2 short
        ("00B0000000", "", 256, False),  # case 2 short, Le 00
        ("00A4020C020018", "0018", None, False),  # case 3 short
        ("002000800431323334", "31323334", None, False),
        ("802A008003AABBCC00", "AABBCC", 256, False),  # case 4 short
        ("00B09A00000000", "", 65_536, True),  # case 2 extended, Le 0000
        ("00B00000000150", "", 0x150, True),
        ("80AE0000000002AABB", "AABB", None, True),  # case 3 extended
        ("80AE0000000002AABB0000", "AABB", 65_536, True),  # case 4 extended
    ],
)
def test_commands_that_clients_send(raw: str, data: str, ne: int | None, extended: bool) -> None:
    command = Command.parse(bytes.fromhex(raw))
    assert (command.data.hex().upper(), command.ne, command.extended) == (data, ne, extended)
    assert bytes(command).hex().upper() == raw


@pytest.mark.parametrize(
    "raw", ["", "00A4", "00A404", "00A4040C0AD3", "00A4040C02AABBCCDD", "00B000000001", "00B0000000000001AA01"]
)
def test_lengths_that_disagree_are_refused(raw: str) -> None:
    with pytest.raises(MalformedApdu):
        Command.parse(bytes.fromhex(raw))


@pytest.mark.parametrize(
    "command", [{"cla": 256}, {"data": bytes(256)}, {"ne": 257}, {"ne": 0}, {"data": bytes(65_536), "extended": True}]
)
def test_what_does_not_fit_is_never_cut(command: dict[str, int]) -> None:
    with pytest.raises(MalformedApdu):
        Command(**{"cla": 0, "ins": 0, "p1": 0, "p2": 0} | command)  # type: ignore[arg-type]


@given(st.binary(max_size=300), st.integers(0, 0xFFFF))
def test_a_response_survives_the_wire(data: bytes, sw: int) -> None:
    assert Response.parse(bytes(Response(data, sw))) == Response(data, sw)


def test_a_response_has_a_status_word() -> None:
    with pytest.raises(MalformedApdu):
        Response.parse(b"\x90")
