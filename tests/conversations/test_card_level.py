"""GET DATA, GET CHALLENGE, class bytes, ATRs, and commands that nobody knows."""

import pytest
from tests.conversations import specimen
from tests.conversations.talk import ask, enter, select_file, send

from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID, COMMON, JPKI, TEXT
from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory

ATRS_SEEN = {
    "3B888001000005E0B381A1007F",
    "3B888001004B51FFB381D1000F",
    "3BE000FF8131FE4514",
    "3BDA13FF8131FB468012392F31C173C601C03B",
}


def card_manager(card: Card) -> None:
    assert send(card, "00A4040C Lc", CARD_MANAGER_AID) == "9000"


def is_maker_b(card: Card) -> bool:
    return card.atr in MAKERS["b"].personality.atr.values()


def test_the_atr_is_one_that_was_seen(card: Card) -> None:
    assert card.atr.hex().upper() in ATRS_SEEN
    assert card.power_on() == card.atr


@pytest.mark.parametrize(
    ("tag", "value"),
    [("0045", b"990000000000001"), ("00F0", b"13221"), ("00F2", b"20290217")],
)
def test_small_data_objects(card: Card, tag: str, value: bytes) -> None:
    card_manager(card)
    assert ask(card, f"00CA{tag}00") == value
    assert ask(card, f"00CA{tag}000000") == value
    assert send(card, f"00CA{tag}") == "6700"
    assert send(card, f"00CA{tag}02") == "6700"
    enter(card, JPKI)
    assert send(card, f"00CA{tag}00") == "6A88"


@pytest.mark.parametrize("tag", ["0042", "0066", "00F7"])
def test_other_data_objects_are_there(card: Card, tag: str) -> None:
    card_manager(card)
    assert len(ask(card, f"00CA{tag}00")) > 8


def test_large_objects_want_the_extended_form(card: Card) -> None:
    card_manager(card)
    assert send(card, "00CA00F800") == "6700"
    upper = ask(card, "00CA00F8000000")
    assert upper[:2] == b"\x5f\x4e"
    assert send(card, "00CA7F2100") == ("6A88" if is_maker_b(card) else "6700")
    if not is_maker_b(card):
        assert ask(card, "00CA7F21000000")[:2] == b"\x7f\x21"


def test_the_contact_atr_is_a_data_object(card: Card) -> None:
    expected = MAKERS["b" if is_maker_b(card) else "a"].personality.atr[Interface.CONTACT][1:]
    card_manager(card)
    outside = send(card, "00CA5F5100")
    enter(card, COMMON)
    inside = send(card, "00CA5F5100")
    answers = (outside, inside) if not is_maker_b(card) else (inside, outside)
    assert answers == (f"{expected.hex()} 9000", "6A88")


def test_challenges_at_every_level(card: Card) -> None:
    card_manager(card)
    for application in (None, *APPLICATIONS):
        if application:
            enter(card, application)
        for size in (1, 8, 16, 255, 256):
            assert len(ask(card, f"00840000{size & 0xFF:02X}")) == size
    assert ask(card, "0084000010") != ask(card, "0084000010")
    assert send(card, "00840000000010") == "6985"
    assert send(card, "00840000") == "6700"
    assert send(card, "008400000101") == "6700"
    assert send(card, "0084010008") == "6A86"


@pytest.mark.parametrize("cla", ["01", "02", "03", "81", "83", "40", "7F"])
def test_other_channels(card: Card, cla: str) -> None:
    enter(card, JPKI)
    assert send(card, f"{cla}A4040C Lc", JPKI.aid) == "6881"


@pytest.mark.parametrize("cla", ["10", "20", "90", "A0", "C0", "E0", "FF"])
def test_other_classes(card: Card, cla: str) -> None:
    enter(card, JPKI)
    assert send(card, f"{cla}A4040C Lc", JPKI.aid) == "6E00"


@pytest.mark.parametrize("command", ["0002000000", "00700000", "00C0000010", "00D6000001AA", "80A2000000", "00CB3FFF"])
def test_unknown_instructions(card: Card, command: str) -> None:
    enter(card, JPKI)
    assert send(card, command) == "6D00"


def test_a_command_of_telephones(card: Card) -> None:
    enter(card, JPKI)
    assert send(card, "80FC0000") == "6700"


@pytest.mark.parametrize("cla", ["04", "08", "0C"])
def test_secure_messaging_is_the_text_applications_alone(card: Card, cla: str) -> None:
    enter(card, JPKI)
    assert send(card, f"{cla}A4020C020006") == "6882"
    assert send(card, f"{cla}B0000000") == "69FC"
    assert send(card, f"{cla}200098") == "69FC"


def test_bytes_that_are_no_command(card: Card) -> None:
    enter(card, JPKI)
    for raw in (b"", b"\0", b"\0\xa4", b"\0\xa4\4", b"\0\xa4\4\x0c\x0a\xd3", b"\0\xb0\0\0\0\0", bytes(70000)):
        assert card.respond(raw) == b"\x67\x00"
    select_file(card, 0x0006)


def test_only_the_first_command_after_power_up_is_lost_and_no_select_by_name() -> None:
    memory = RamMemory()
    load(memory, specimen.image(), MAKERS["b"])
    card = Card(memory, MAKERS["b"])
    assert send(card, "00CA004500") == "6F00"
    assert ask(card, "00CA004500") == b"990000000000001"
    card.power_off()
    enter(card, TEXT)
    assert send(card, "00200091") == "63C3"
