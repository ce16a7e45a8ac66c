"""VERIFY, CHANGE REFERENCE DATA and CHANGE KEY: forms, counters, and what a blocked reference says."""

import pytest
from tests.conversations import specimen
from tests.conversations.talk import enter, select_file, send, verify

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import APPLICATIONS
from tegata.chip.card import Card


def test_counters_start_as_specified(card: Card) -> None:
    for application in APPLICATIONS:
        enter(card, application)
        for secret in application.secrets:
            assert send(card, f"0020 00 {0x80 | secret.fid:02X}") == f"63C{secret.tries:X}"


def test_a_reference_blocked_from_issue(card: Card) -> None:
    enter(card, text.TEXT)
    select_file(card, text.BLOCKED)
    assert send(card, "00200080") == "63C0"
    assert send(card, "00200080 Lc", b"1234") == "6984"
    assert send(card, "00240180 Lc", b"1234") == "6984"


def test_verification_numbers_by_short_id(card: Card) -> None:
    enter(card, text.TEXT)
    assert send(card, "00200095 Lc", specimen.NUMBER_B) == "9000"
    assert send(card, "00200094 Lc", specimen.NUMBER_B) == "63C9"


@pytest.mark.parametrize("wrong", [b"1", b"123", b"12345", b"1234\0", b"\x001234", b"0" * 16, b"\xff" * 4])
def test_every_wrong_value_counts_whatever_its_length(card: Card, wrong: bytes) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.AUTHENTICATION_PIN, wrong) == "63C2"


def test_letters_are_compared_byte_for_byte(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.SIGNATURE_PASSWORD, b"abc123") == "63C4"


def test_forms_that_do_not_count(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert send(card, "00200080") == "6986"
    select_file(card, jpki.AUTHENTICATION_PIN)
    assert send(card, "0020008000") == "63C3"
    assert send(card, "00200080 Lc", bytes(17)) == "6700"
    assert send(card, "00200180 Lc", b"0000") == "6A86"
    assert send(card, "00200000 Lc", b"0000") == "6A86"
    assert send(card, "002000C0 Lc", b"0000") == "6A86"
    assert send(card, "0020008005 31323334") == "6700"
    assert send(card, "00200083 Lc", b"0000") == "6A82"
    assert send(card, "00200080") == "63C3"


def test_only_references_are_verified(card: Card) -> None:
    enter(card, jpki.JPKI)
    for fid in (jpki.AUTHENTICATION_CERTIFICATE, 0x0009):
        select_file(card, fid)
        assert send(card, "00200080") == "6981"
        assert send(card, "00200080 Lc", b"1234") == "6981"
    select_file(card, jpki.AUTHENTICATION_KEY)
    assert send(card, "00200080") == "6300"
    assert send(card, "00200080 Lc", b"1234") == "6981"


def test_a_changed_password_is_the_only_one(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "9000"
    assert send(card, "00240180 Lc", b"XYZ0123456789ABC") == "9000"
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "63C4"
    assert verify(card, jpki.SIGNATURE_PASSWORD, b"XYZ0123456789ABC") == "9000"


@pytest.mark.parametrize(("new", "word"), [(b"12345", "6700"), (b"123", "6700"), (b"", "6700"), (b"12a4", "6A80")])
def test_a_new_pin_must_fit_the_specification(card: Card, new: bytes, word: str) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"
    assert send(card, "00240180 Lc" if new else "00240180", new) == word
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"


@pytest.mark.parametrize("application", [common.COMMON, resident.RESIDENT], ids=lambda application: application.name)
def test_two_applications_change_by_change_key(card: Card, application: object) -> None:
    enter(card, application)
    select_file(card, common.PIN)
    assert send(card, "80320080 Lc", b"4321") == "6982"
    assert send(card, "00200080 Lc", specimen.PIN) == "9000"
    assert send(card, "00240180 Lc", b"4321") == "6982"
    assert send(card, "80320080 Lc", b"4321") == "9000"
    assert send(card, "80320180 Lc", b"4321") == "6A86"
    assert verify(card, common.PIN, specimen.PIN) == "63C2"
    assert verify(card, common.PIN, b"4321") == "9000"


def test_what_is_printed_on_the_card_cannot_be_changed(card: Card) -> None:
    enter(card, face.FACE)
    assert verify(card, face.NUMBER_A, specimen.NUMBER.encode()) == "9000"
    assert send(card, "00240180 Lc", b"990000000000") == "6982"
    assert send(card, "80320080 Lc", b"990000000000") == "6982"


def test_change_in_other_forms_is_refused(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"
    assert send(card, "00240080 Lc", specimen.PIN + b"4321") == "6A86"
    assert send(card, "8024 0180 Lc", b"4321") == "6E00"
    select_file(card, jpki.AUTHENTICATION_KEY)
    assert send(card, "00240180 Lc", b"4321") == "6981"


def test_power_and_reset(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "9000"
    contactless = card.atr.startswith(bytes.fromhex("3B888001"))
    assert card.reset() == card.atr
    enter(card, jpki.JPKI)
    assert send(card, "00B0810004")[-4:] == ("9000" if contactless else "6982")
    card.power_off()
    enter(card, jpki.JPKI)
    assert send(card, "00B0810004") == "6982"
