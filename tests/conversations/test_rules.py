"""The twenty rules that a card must keep to be accepted by the programs that are out there, one test each."""

from hashlib import sha1, sha256, sha384, sha512

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from tests.conversations import specimen
from tests.conversations.talk import ask, enter, select_file, send, verify

from tegata.cardspec import common, face, jpki, text
from tegata.cardspec.applications import APPLICATIONS
from tegata.chip.card import Card
from tegata.wire import digestinfo

NAMES_THAT_OPENSC_TRIES = [
    "627601FF000000",
    "A00000000101",
    "E82B0601040181C31F0201",
    "D23300000045737445494420763335",
    "A00000030800001000",
    "A000000116DB00",
    "A0000000790100",
    "F276A288BCFBA69D34F31001",
    "A00000039742544659",
    "D27600012401",
]


def recovered(key: RSAPrivateKey, signature: bytes) -> bytes:
    """What the padding of a signature holds."""
    return key.public_key().recover_data_from_signature(signature, PKCS1v15(), None)


def test_rule_01_answers_are_direct(card: Card) -> None:
    enter(card, jpki.JPKI)
    for fid in (jpki.AUTHENTICATION_CERTIFICATE, jpki.AUTHENTICATION_CA):
        select_file(card, fid)
        for expected in ("00", "04", "FF"):
            assert len(ask(card, f"00B00000{expected}")) == (int(expected, 16) or 256)


@pytest.mark.parametrize("name", NAMES_THAT_OPENSC_TRIES)
def test_rule_02_foreign_applications_are_not_found(card: Card, name: str) -> None:
    for p2 in range(256):
        assert send(card, f"00A404{p2:02X} Lc", bytes.fromhex(name)) == "6A82"
        assert send(card, f"00A404{p2:02X} Lc 00", bytes.fromhex(name)) == "6A82"
    assert send(card, "00CADF3005") == "6A88"
    assert send(card, "00CB3FFF035C017E08") == "6D00"
    enter(card, jpki.JPKI)


def test_rule_03_selecting_answers_without_data(card: Card) -> None:
    for application in APPLICATIONS:
        assert send(card, "00A4040C Lc", application.aid) == "9000"
        for fid in application.by_fid:
            assert send(card, f"00A4020C02{fid:04X}") == "9000"


def test_rule_04_keys_and_pins_are_selected_like_files(card: Card) -> None:
    enter(card, jpki.JPKI)
    for fid in (0x0017, 0x0018, 0x001A, 0x001B, 0x0005, 0x0009, 0x0010, 0x0016, 0x0019, 0x001C, 0x001E):
        assert send(card, f"00A4020C02{fid:04X}") == "9000"
    assert send(card, "00A4020C020003") == "6A82"


def test_rule_05_the_query_never_says_9000_and_never_counts(card: Card) -> None:
    enter(card, jpki.JPKI)
    for fid, value, tries in ((0x0018, specimen.PIN, 3), (0x001B, specimen.PASSWORD, 5)):
        select_file(card, fid)
        for _ in range(20):
            assert send(card, "00200080") == f"63C{tries}"
        assert send(card, "00200080 Lc", value) == "9000"
        assert send(card, "00200080") == f"63C{tries}"
        for left in reversed(range(tries)):
            assert send(card, "00200080 Lc", b"WRONG1") == f"63C{left}"
        assert send(card, "00200080") == "63C0"


def test_rule_06_a_wrong_pin_counts_down_to_blocked(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert [verify(card, 0x0018, b"0000") for _ in range(5)] == ["63C2", "63C1", "63C0", "6984", "6984"]
    assert verify(card, 0x0018, specimen.PIN) == "6984"
    card.power_off()
    enter(card, jpki.JPKI)
    assert verify(card, 0x0018, specimen.PIN) == "6984"
    assert verify(card, 0x001B, specimen.PASSWORD) == "9000"


def test_rule_06_a_right_pin_gives_all_tries_back(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert [verify(card, 0x001B, b"WRONG1") for _ in range(4)] == ["63C4", "63C3", "63C2", "63C1"]
    assert verify(card, 0x001B, specimen.PASSWORD) == "9000"
    assert send(card, "00200080") == "63C5"


def test_rule_07_reading_past_the_end_is_short_and_behind_it_refused(card: Card) -> None:
    enter(card, jpki.JPKI)
    select_file(card, jpki.TOKEN_INFORMATION)
    assert len(ask(card, "00B0000000")) == 160
    assert len(ask(card, "00B0009F00")) == 1
    assert [send(card, f"00B0{offset:04X}00") for offset in (0xA0, 0xA1, 0x100, 0x7FFF)] == ["6B00"] * 4


def test_rule_08_both_forms_of_le(card: Card) -> None:
    enter(card, jpki.JPKI)
    select_file(card, jpki.AUTHENTICATION_CERTIFICATE)
    assert ask(card, "00B0000000") == specimen.AUTHENTICATION_CERTIFICATE[:256]
    assert ask(card, "00B00000000200") == specimen.AUTHENTICATION_CERTIFICATE[:512]
    assert ask(card, "00B00000000000") == specimen.AUTHENTICATION_CERTIFICATE
    assert ask(card, "00B00101000000") == specimen.AUTHENTICATION_CERTIFICATE[257:]


def test_rule_09_short_file_identifiers(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert ask(card, "00B08A04FF") == specimen.AUTHENTICATION_CERTIFICATE[4:259]
    assert ask(card, "00B00000000000") == specimen.AUTHENTICATION_CERTIFICATE  # it is the current file now
    assert send(card, "00200098") == "63C3"
    assert send(card, "00200098 Lc", specimen.PIN) == "9000"
    signature = ask(card, "802A0097 Lc 00", b"any bytes")
    assert recovered(specimen.keys().authentication, signature) == b"any bytes"
    assert send(card, "00B0830000") == "6A82"


def test_rule_10_refusals_have_their_own_words(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert send(card, "00B0000000") == "6986"
    select_file(card, jpki.SIGNATURE_CERTIFICATE)
    assert send(card, "00B0000000") == "6982"
    for fid in (0x0017, 0x0018, 0x001A, 0x001B, 0x0009):
        select_file(card, fid)
        assert send(card, "00B0000000") == "6981"


def test_rule_11_the_key_signs_whatever_comes(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, 0x0018, specimen.PIN) == "9000"
    select_file(card, jpki.AUTHENTICATION_KEY)
    digests = {"sha1": sha1, "sha256": sha256, "sha384": sha384, "sha512": sha512}
    inputs = [digestinfo.encode(name, make(b"x").digest()) for name, make in digests.items()]
    inputs += [digestinfo.encode("sha256", bytes(32), null=False), b"\x00", b"raw", bytes(245)]
    for data in inputs:
        assert recovered(specimen.keys().authentication, ask(card, "802A0080 Lc 00", data)) == data
    assert send(card, "802A0080 Lc 00", bytes(246)) == "6985"


def test_rule_12_each_key_needs_its_pin_once(card: Card) -> None:
    enter(card, jpki.JPKI)
    for pin, value, key, other in ((0x0018, specimen.PIN, 0x17, 0x1A), (0x001B, specimen.PASSWORD, 0x1A, None)):
        assert send(card, f"802A00{0x80 | key:02X} Lc 00", b"data") == "6982"
        assert verify(card, pin, value) == "9000"
        for _ in range(3):
            assert len(ask(card, f"802A00{0x80 | key:02X} Lc 00", b"data")) == 256
        if other:
            assert send(card, f"802A00{0x80 | other:02X} Lc 00", b"data") == "6982"


def test_rule_13_another_application_forgets_the_same_remembers(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, 0x001B, specimen.PASSWORD) == "9000"
    enter(card, jpki.JPKI)
    assert send(card, "00B00000FF") == "6986"
    assert ask(card, "00B08100000000") == specimen.SIGNATURE_CERTIFICATE
    enter(card, text.TEXT)
    enter(card, jpki.JPKI)
    assert send(card, "00B08100000000") == "6982"


def test_rule_14_the_token_says_what_it_is(card: Card) -> None:
    enter(card, jpki.JPKI)
    select_file(card, jpki.TOKEN_INFORMATION)
    assert ask(card, "00B0000020") == b"JPKIAPICCTOKEN2" + b" " * 17


def test_rule_15_lengths_have_one_byte_or_three(card: Card) -> None:
    enter(card, text.TEXT)
    assert verify(card, text.PIN, specimen.PIN) == "9000"
    for fid, value_at in ((1, 3), (3, 5), (4, 5), (5, 5), (7, 5)):
        content = ask(card, f"00B0{0x80 | fid:02X}00000000")
        assert content[2] < 0x80 if value_at == 3 else content[2] == 0x82
    attributes = ask(card, "00B08200000000")
    body = len(attributes) - (3 if attributes[2] < 0x80 else 5)
    assert attributes[2:3] == bytes((body,)) if body < 0x80 else attributes[2:5] == b"\x82" + body.to_bytes(2)


def test_rule_16_the_number_lies_at_3_to_14_of_17_bytes(card: Card) -> None:
    enter(card, text.TEXT)
    assert verify(card, text.PIN, specimen.PIN) == "9000"
    content = ask(card, "00B0810000")
    assert (len(content), content[3:15].decode()) == (17, specimen.NUMBER)


def test_rule_17_text_files_have_the_fixed_lengths_that_readers_ask_for(card: Card) -> None:
    enter(card, text.TEXT)
    assert verify(card, text.PIN, specimen.PIN) == "9000"
    for command, size in (("00B08300000150", 336), ("00B08400000238", 568), ("00B08500000100", 256)):
        assert len(ask(card, command)) == size


def test_rule_18_a_pin_is_changed_after_it_was_verified(card: Card) -> None:
    enter(card, jpki.JPKI)
    select_file(card, jpki.AUTHENTICATION_PIN)
    assert send(card, "00240180 Lc", b"9876") == "6982"
    assert send(card, "00200080 Lc", specimen.PIN) == "9000"
    assert send(card, "00240180 Lc", b"9876") == "9000"
    card.power_off()
    enter(card, jpki.JPKI)
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "63C2"
    assert verify(card, jpki.AUTHENTICATION_PIN, b"9876") == "9000"


def test_rule_19_presence_polls_disturb_nothing(card: Card) -> None:
    atr = card.atr
    enter(card, jpki.JPKI)
    assert card.atr == atr
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"
    assert card.atr == atr
    assert len(ask(card, "802A0097 Lc 00", b"data")) == 256


def test_rule_20_no_key_of_the_real_issuer_is_named(card: Card) -> None:
    real = {f"{first}0000{last}".encode() for first in "56" for last in ("20", "23", "33")}
    enter(card, text.TEXT)
    assert ask(card, "00B08400000000")[9:16] not in real
    enter(card, face.FACE)
    assert ask(card, "00B08400000000")[9:16] not in real
    enter(card, common.COMMON)
    assert ask(card, "00B0820000")[:7] not in real
