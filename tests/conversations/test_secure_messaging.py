"""Secure messaging of the text application: delivery of the key, protected commands, and how a session ends."""

import pytest
from tests.conversations import specimen
from tests.conversations.secure_terminal import SecureTerminal, delivery, sealed_seed
from tests.conversations.talk import ask, enter, send, verify

from tegata.cardspec import common, face, jpki, resident, text
from tegata.chip.card import Card

VERIFY, SELECT, READ = 0x20, 0xA4, 0xB0


def key_file(card: Card) -> bytes:
    enter(card, text.TEXT)
    assert verify(card, text.PIN, specimen.PIN) == "9000"
    return ask(card, "00B08600000000")


@pytest.fixture
def terminal(card: Card) -> SecureTerminal:
    assert card.respond(delivery(sealed_seed(key_file(card)))) == b"\x90\x00"
    return SecureTerminal(card)


def test_protected_reading_gives_what_plain_reading_gives(terminal: SecureTerminal) -> None:
    for fid in (text.INDIVIDUAL_NUMBER, text.BASIC_ATTRIBUTES, text.ISSUER_CERTIFICATE):
        plain = ask(terminal.card, f"00B0{0x80 | fid:02X}00000000")
        assert terminal.send(READ, 0x80 | fid, 0, expected=65536).data == plain
        assert terminal.send(READ, 0, 3, expected=14).data == plain[3:17]
    assert terminal.counter == 6


def test_protected_select_and_verify(terminal: SecureTerminal) -> None:
    assert terminal.send(SELECT, 2, 0x0C, b"\x00\x15").sw == 0x9000
    assert terminal.send(VERIFY, 0, 0x80).sw == 0x63CA
    assert terminal.send(VERIFY, 0, 0x80, b"00000000000000").sw == 0x63C9
    assert terminal.send(VERIFY, 0, 0x80, specimen.NUMBER_B).sw == 0x9000
    assert terminal.send(SELECT, 4, 0x00, text.TEXT.aid, expected=256).data[:1] == b"\x6f"


def test_the_counter_goes_up_even_when_refused(terminal: SecureTerminal) -> None:
    assert terminal.send(READ, 0x80 | 0x03, 0x01, expected=0).sw == 0x9000
    assert terminal.send(READ, 0x80 | 0x1D, 0, expected=0).sw == 0x6A82
    assert terminal.send(0x02, 0, 0).sw == 0x6D00
    assert terminal.send(READ, 0x81, 0, expected=17).data[3:15].decode() == specimen.NUMBER


def test_a_missed_counter_ends_the_session(terminal: SecureTerminal) -> None:
    terminal.counter += 1
    answer = terminal.send(VERIFY, 0, 0x95, specimen.NUMBER_B)
    assert answer.sw == 0x6988
    assert terminal.send(VERIFY, 0, 0x95, specimen.NUMBER_B).sw == 0x69FC
    assert send(terminal.card, "00200095") == "63CA"


@pytest.mark.parametrize(
    "body",
    [
        "87110100",
        "8601 01",
        "8611 02" + "00" * 16,
        "860201FF",
        "9601 10",
        "9603 010010",
        "9603000010 FFFF",
        "8101",
        "FF",
    ],
)
def test_a_bad_object_ends_the_session(terminal: SecureTerminal, body: str) -> None:
    raw = bytes.fromhex(body)
    assert send(terminal.card, "08B08100 Lc 00", raw) == "6988"
    assert send(terminal.card, "08B08100 Lc 00", b"\x96\x03\x00\x00\x11") == "69FC"
    assert send(terminal.card, "00B0810011")[-4:] == "9000"


def test_other_class_bytes(terminal: SecureTerminal) -> None:
    assert send(terminal.card, "0CB0810000") == "6987"
    assert send(terminal.card, "04B0810000") == "6882"
    assert send(terminal.card, "88320080") == "6882"
    assert terminal.send(READ, 0x81, 0, expected=17).sw == 0x9000


def test_leaving_the_application_ends_the_session(terminal: SecureTerminal) -> None:
    assert terminal.send(SELECT, 4, 0x0C, jpki.JPKI.aid).sw == 0x9000
    enter(terminal.card, text.TEXT)
    assert terminal.send(READ, 0x84, 0, expected=4).sw == 0x69FC


def test_no_session_before_a_key_is_delivered(card: Card) -> None:
    enter(card, text.TEXT)
    assert send(card, "08B0840000") == "69FC"


def test_a_new_delivery_starts_anew(terminal: SecureTerminal) -> None:
    assert terminal.send(READ, 0x84, 0, expected=4).sw == 0x9000
    seed = bytes(32)
    assert terminal.card.respond(delivery(sealed_seed(ask(terminal.card, "00B08600000000"), seed))) == b"\x90\x00"
    assert SecureTerminal(terminal.card, seed).send(READ, 0x84, 0, expected=4).sw == 0x9000


def test_delivery_needs_the_pin_and_no_verification_number(card: Card) -> None:
    file = key_file(card)
    card.power_off()
    enter(card, text.TEXT)
    assert card.respond(delivery(sealed_seed(file))) == b"\x69\x82"
    assert verify(card, text.NUMBER_B, specimen.NUMBER_B) == "9000"
    assert card.respond(delivery(sealed_seed(file))) == b"\x69\x82"


@pytest.mark.parametrize(
    "message",
    [b"", bytes(36), b"\xa0\x22\x80\x20" + bytes(31), b"\xa0\x23\x80\x21" + bytes(33), b"\xa0\x22\x81\x20" + bytes(32)],
)
def test_delivery_of_another_structure(card: Card, message: bytes) -> None:
    assert card.respond(delivery(sealed_seed(key_file(card), message=message))) == b"\x6a\x80"


def test_delivery_of_what_is_no_ciphertext(card: Card) -> None:
    key_file(card)
    assert card.respond(delivery(bytes(255) + b"\x01")) == b"\x6a\x80"
    assert card.respond(delivery(b"short")) == b"\x6a\x80"
    assert card.respond(delivery(b"\xff" * 256)) == b"\x6f\x00"
    assert send(card, "80AE0000") == "6A80"
    assert send(card, "80AE0100") == "6A86"


def test_delivery_elsewhere(card: Card) -> None:
    words = []
    for application in (common.COMMON, face.FACE, jpki.JPKI, resident.RESIDENT):
        enter(card, application)
        words.append(card.respond(delivery(bytes(256))).hex().upper())
    assert words == ["66F1", "66F1", "6982", "6982"]
