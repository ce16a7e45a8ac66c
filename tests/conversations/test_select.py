"""SELECT as measured: partial names, next match, FCI, what happens without data, and the state right after reset."""

import pytest
from tests.conversations.talk import enter, send

from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID, COMMON, FACE, JPKI, RESIDENT, TEXT
from tegata.chip.card import MAKERS, Card
from tegata.chip.memory import RamMemory


def test_fci_holds_the_name(card: Card) -> None:
    for application in APPLICATIONS:
        answer = send(card, "00A40400 Lc 00", application.aid)
        assert answer.startswith("6f")
        assert f"84{len(application.aid):02x}{application.aid.hex()}" in answer
        assert send(card, "00A40400 Lc", application.aid) == "9000"


def test_part_of_a_name_finds_the_first_and_next_goes_on(card: Card) -> None:
    part = bytes.fromhex("D392100031000101")
    order = []
    answer = send(card, "00A40400 Lc 00", part)
    while answer != "6A82":
        order.append(answer)
        answer = send(card, "00A40402 Lc 00", part)
    names = [application.aid.hex() for application in (FACE, TEXT, RESIDENT, COMMON)]
    assert [name for name, answer in zip(names, order, strict=True) if name in answer] == names


def test_next_match_without_data_in_the_answer(card: Card) -> None:
    enter(card, FACE)
    assert send(card, "00A4040E Lc", TEXT.aid[:8]) == "9000"
    assert send(card, "00A4020C020008") == "9000"


@pytest.mark.parametrize("p2", [0x01, 0x03, 0x04, 0x08, 0x10, 0x8C])
def test_other_forms_of_a_name_select_are_refused(card: Card, p2: int) -> None:
    assert send(card, f"00A404{p2:02X} Lc", JPKI.aid) == "6A86"


def test_no_name_means_the_card_manager(card: Card) -> None:
    enter(card, JPKI)
    assert CARD_MANAGER_AID.hex() in send(card, "00A4040000")
    assert send(card, "00A4020C020006") == "6A82"


def test_selecting_nothing_is_wrong_after_reset_and_without_effect_later(card: Card) -> None:
    first_word = "6F00" if card.atr in MAKERS["b"].personality.atr.values() else "6A86"
    assert send(card, "00A40000") == first_word
    assert send(card, "00A40000") == "6A86"
    enter(card, JPKI)
    assert send(card, "00A4020C020006") == "9000"
    assert send(card, "00A40000") == "9000"
    assert send(card, "00B0000004") == "4a504b49 9000"
    assert send(card, "00A40000023F00") == "6A82"
    assert send(card, "00A4000C023F00") == "6A82"


def test_files_are_found_inside_an_application_only(card: Card) -> None:
    assert send(card, "00A4020C022F10").endswith(("6A82", "6F00"))
    assert send(card, "00A4020C022F11") == "6A82"
    enter(card, JPKI)
    assert send(card, "00A4020C0100") == "6700"
    assert send(card, "00A4020C") == "6700"
    assert send(card, "00A40200020006") == "6A86"
    assert send(card, "00A4010C020006") == "6A86"


def test_a_refused_select_leaves_all_as_it_was(card: Card) -> None:
    enter(card, JPKI)
    assert send(card, "00A4020C020006") == "9000"
    assert send(card, "00A4020C020003") == "6A82"
    assert send(card, "00A4040C05A000000001") == "6A82"
    assert send(card, "00B0000004") == "4a504b49 9000"


@pytest.mark.parametrize("maker", MAKERS)
def test_a_blank_chip_answers_and_holds_nothing(maker: str) -> None:
    card = Card(RamMemory(), MAKERS[maker])
    for application in APPLICATIONS:
        assert send(card, "00A4040C Lc", application.aid) == "6A82"
    assert send(card, "00A4040C Lc", CARD_MANAGER_AID) == "9000"
    assert send(card, "00CA004500") == "6A88"
    assert send(card, "00840000 08").endswith("9000")
