"""The issuer's transaction against whoever stands between the centre and the card: one order, written whole, once."""

from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from tests.conversations import specimen
from tests.conversations.talk import ask, enter, send, verify

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.issuer_commands import (
    MOST_PENDING,
    Target,
    authentication_code,
    card_key,
    encode_target,
    transaction_digest,
)
from tegata.cardspec.model import ElementaryFile, Key
from tegata.chip.card import Card, Interface

CERTIFICATE = (jpki.JPKI.aid, jpki.AUTHENTICATION_CERTIFICATE)
AUTHORITY = (jpki.JPKI.aid, jpki.AUTHENTICATION_CA)
KEY = (jpki.JPKI.aid, jpki.AUTHENTICATION_KEY)
RECORD = (common.COMMON.aid, common.CARD_RECORD)
EXPIRY = (CARD_MANAGER_AID, DataObject.EXPIRY)
NEW = specimen.certificate(1500, 0x66)
OTHER = specimen.certificate(700, 0x77)


def enter_card_manager(card: Card) -> None:
    assert send(card, "00A4040C Lc", CARD_MANAGER_AID) == "9000"


def code(card: Card, context: bytes = b"", key: bytes = specimen.ISSUER_KEY) -> bytes:
    return authentication_code(key, ask(card, "0084000010") + context, CARD_MANAGER_AID)


def begin(card: Card) -> None:
    enter_card_manager(card)
    assert send(card, "00820000 Lc", code(card)) == "9000"


def stage(card: Card, target: Target, content: bytes, size: int = 200) -> None:
    for at in range(0, max(1, len(content)), size):
        assert send(card, f"8058{at:04X} Lc", encode_target(target) + content[at : at + size]) == "9000"


def commit(card: Card, ordered: Mapping[Target, bytes], key: bytes = specimen.ISSUER_KEY) -> str:
    return send(card, "80560000 Lc", code(card, transaction_digest(ordered), key))


def read_certificate(card: Card) -> bytes:
    enter(card, jpki.JPKI)
    return ask(card, "00B08A00000000")


def test_files_of_several_applications_change_together(card: Card) -> None:
    record = b"\x01\x1c" + b"7" * 28
    ordered = {CERTIFICATE: NEW, RECORD: record, EXPIRY: b"20310217"}
    begin(card)
    for target, content in ordered.items():
        stage(card, target, content)
    assert commit(card, ordered) == "9000"
    assert ask(card, "00CA00F208") == b"20310217"
    assert read_certificate(card) == NEW
    enter(card, common.COMMON)
    assert ask(card, "00B2010C00") == record


def test_what_waits_is_not_read_and_a_shorter_file_leaves_no_rest(card: Card) -> None:
    begin(card)
    stage(card, CERTIFICATE, OTHER)
    assert commit(card, {CERTIFICATE: OTHER}) == "9000"
    begin(card)
    stage(card, CERTIFICATE, NEW)
    assert read_certificate(card) == OTHER
    enter_card_manager(card)
    assert commit(card, {CERTIFICATE: NEW}) == "6982"


def test_the_old_key_signs_until_the_new_one_is_committed(card: Card) -> None:
    def signed_by(modulus: bytes) -> None:
        enter(card, jpki.JPKI)
        assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"
        signature = ask(card, "802A0397 Lc 00", b"x")
        RSAPublicNumbers(65537, int.from_bytes(modulus)).public_key().verify(signature, b"x", PKCS1v15(), SHA256())

    old = specimen.keys().authentication.public_key().public_numbers().n.to_bytes(256)
    begin(card)
    ask(card, "805A0000 Lc 00", encode_target(KEY))
    signed_by(old)
    begin(card)
    modulus = ask(card, "805A0000 Lc 00", encode_target(KEY))
    stage(card, CERTIFICATE, NEW)
    assert commit(card, {KEY: modulus, CERTIFICATE: NEW}) == "9000"
    signed_by(modulus)
    card.power_off()
    signed_by(modulus)


@pytest.mark.parametrize("command", ["80580000 Lc", "805A0000 Lc 00", "80560000 Lc", "80560100"])
def test_nothing_goes_without_the_issuers_authentication(card: Card, command: str) -> None:
    data = encode_target(KEY if "5A" in command[:4] else CERTIFICATE)
    enter_card_manager(card)
    assert send(card, command, data) == "6982"
    enter(card, jpki.JPKI)
    own = authentication_code(specimen.ISSUER_KEY, ask(card, "0084000010"), jpki.JPKI.aid)
    assert send(card, "00820000 Lc", own) == "9000"
    assert send(card, command, data) == "6982"


def test_commit_takes_no_code_of_another_card_or_another_act(card: Card) -> None:
    for wrong in (
        lambda: code(card, transaction_digest({CERTIFICATE: NEW}), card_key(bytes(32), "9900000000000012")),
        lambda: code(card),
        lambda: code(card, b"\x01"),
        lambda: code(card, transaction_digest({CERTIFICATE: OTHER})),
        lambda: code(card, transaction_digest({AUTHORITY: NEW})),
        lambda: code(card, transaction_digest({CERTIFICATE: NEW, EXPIRY: b"20310217"})),
    ):
        begin(card)
        stage(card, CERTIFICATE, NEW)
        assert send(card, "80560000 Lc", wrong()) == "63C9"
        assert send(card, "80560000 Lc", bytes(16)) == "6982"
        assert read_certificate(card) == specimen.AUTHENTICATION_CERTIFICATE


def test_a_recorded_transaction_cannot_be_played_again(card: Card) -> None:
    enter_card_manager(card)
    opening = code(card)
    assert send(card, "00820000 Lc", opening) == "9000"
    stage(card, CERTIFICATE, NEW)
    closing = code(card, transaction_digest({CERTIFICATE: NEW}))
    assert send(card, "80560000 Lc", closing) == "9000"
    assert send(card, "80560000 Lc", closing) == "6982"
    assert send(card, "00820000 Lc", opening) == "6985"
    ask(card, "0084000010")
    assert send(card, "00820000 Lc", opening) == "63C9"
    begin(card)
    stage(card, CERTIFICATE, NEW)
    assert send(card, "80560000 Lc", closing) == "6985"
    ask(card, "0084000010")
    assert send(card, "80560000 Lc", closing) == "63C9"


def test_chunks_out_of_order_are_refused_and_missing_ones_noticed(card: Card) -> None:
    begin(card)
    head = encode_target(CERTIFICATE)
    assert send(card, "805800C8 Lc", head + NEW[200:400]) == "6B00"
    assert send(card, "80580000 Lc", head + NEW[:200]) == "9000"
    assert send(card, "80580190 Lc", head + NEW[400:600]) == "6B00"
    assert send(card, "80580064 Lc", head + NEW[100:300]) == "6B00"
    assert send(card, "805800C8 Lc", head + NEW[200:400]) == "9000"
    assert commit(card, {CERTIFICATE: NEW}) == "63C9"
    assert read_certificate(card) == specimen.AUTHENTICATION_CERTIFICATE


def test_offset_zero_begins_a_file_anew(card: Card) -> None:
    begin(card)
    stage(card, CERTIFICATE, OTHER)
    stage(card, CERTIFICATE, NEW)
    assert commit(card, {CERTIFICATE: NEW}) == "9000"
    assert read_certificate(card) == NEW


def test_exactly_these_files_and_keys_may_change() -> None:
    """What a card is (number, birth, its own keys and who vouches for them) stays: a change of it is a new card."""
    items = [(a.name, i.fid, i) for a in APPLICATIONS for i in a.by_fid.values()]
    assert {(name, fid) for name, fid, i in items if isinstance(i, ElementaryFile) and i.rewritable} == {
        ("JPKI", 0x01), ("JPKI", 0x02), ("JPKI", 0x08), ("JPKI", 0x0A), ("JPKI", 0x0B),
        ("text", 0x02), ("text", 0x03), ("card face", 0x02),
        ("resident register", 0x01), ("resident register", 0x02), ("common", 0x01),
    }  # fmt: skip
    assert {(name, fid) for name, fid, i in items if isinstance(i, Key) and i.renewable} == {
        ("JPKI", 0x17),
        ("JPKI", 0x1A),
    }


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ((text.TEXT.aid, text.INDIVIDUAL_NUMBER), "6982"),
        ((face.FACE.aid, face.NUMBER_IMAGE), "6982"),
        ((face.FACE.aid, face.BIRTH_DATE), "6982"),
        ((text.TEXT.aid, text.CARD_KEY), "6982"),
        ((jpki.JPKI.aid, jpki.AUTHENTICATION_KEY), "6982"),
        ((jpki.JPKI.aid, jpki.AUTHENTICATION_PIN), "6982"),
        ((jpki.JPKI.aid, 0x001E), "6982"),
        ((CARD_MANAGER_AID, DataObject.CARD_ID), "6982"),
        ((b"\xa0\x00\x00\x00\x03", 1), "6A82"),
    ],
)
def test_what_may_not_change_is_refused(card: Card, target: Target, status: str) -> None:
    begin(card)
    assert send(card, "80580000 Lc", encode_target(target) + b"x") == status
    assert commit(card, {}) == "6985"


def test_only_the_holders_keys_are_renewed(card: Card) -> None:
    begin(card)
    for target in (
        (text.TEXT.aid, text.SIGNING_KEY),
        (face.FACE.aid, face.SIGNING_KEY),
        (common.COMMON.aid, common.AUTHENTICATION_KEY),
        (jpki.JPKI.aid, jpki.AUTHENTICATION_PIN),
    ):
        assert send(card, "805A0000 Lc 00", encode_target(target)) == "6982"


def test_a_file_has_its_size_and_the_memory_an_end(card: Card) -> None:
    begin(card)
    presence = (jpki.JPKI.aid, jpki.CERTIFICATE_PRESENCE)
    stage(card, presence, b"\x8f\x8f")
    assert commit(card, {presence: b"\x8f\x8f"}) == "6A80"
    stage(card, presence, b"\x8f\x8f\0")
    stage(card, CERTIFICATE, bytes(MOST_PENDING - 3))
    assert send(card, f"8058{MOST_PENDING - 3:04X} Lc", encode_target(CERTIFICATE) + b"x") == "6A84"
    stage(card, CERTIFICATE, b"")
    assert commit(card, {presence: b"\x8f\x8f\0", CERTIFICATE: b""}) == "9000"
    enter(card, jpki.JPKI)
    assert send(card, "00B08A0000") == "6B00"


def test_abort_and_every_loss_of_status_drop_what_waits(card: Card) -> None:
    def lost_by(act: object) -> None:
        begin(card)
        stage(card, CERTIFICATE, NEW)
        assert callable(act)
        act()
        enter_card_manager(card)
        assert commit(card, {CERTIFICATE: NEW}) == "6982"
        assert read_certificate(card) == specimen.AUTHENTICATION_CERTIFICATE

    lost_by(lambda: send(card, "80560100"))
    lost_by(lambda: enter(card, resident.RESIDENT))
    lost_by(card.power_off)
    if card._interface is Interface.CONTACT:
        lost_by(card.reset)


def test_a_new_authentication_begins_a_new_transaction(card: Card) -> None:
    begin(card)
    stage(card, CERTIFICATE, NEW)
    begin(card)
    stage(card, AUTHORITY, OTHER)
    assert commit(card, {CERTIFICATE: NEW, AUTHORITY: OTHER}) == "63C9"
    begin(card)
    stage(card, CERTIFICATE, NEW)
    begin(card)
    stage(card, AUTHORITY, OTHER)
    assert commit(card, {AUTHORITY: OTHER}) == "9000"
    assert read_certificate(card) == specimen.AUTHENTICATION_CERTIFICATE


def test_forms(card: Card) -> None:
    begin(card)
    assert send(card, "805A0000 Lc", encode_target(KEY)) == "6700"
    assert send(card, "805A0000 Lc 00", encode_target(KEY) + b"x") == "6700"
    assert send(card, "805A0100 Lc 00", encode_target(KEY)) == "6A86"
    assert send(card, "80580000 Lc", encode_target(CERTIFICATE)[:-1]) == "6700"
    assert send(card, "80580000") == "6700"
    stage(card, CERTIFICATE, NEW)
    assert send(card, "80560200") == "6A86"
    assert send(card, "80560001 Lc", bytes(16)) == "6A86"
    assert send(card, "80560100 Lc", b"x") == "6700"
    assert send(card, "80560000 Lc", bytes(15)) == "6700"
    assert send(card, "80560000 Lc", bytes(16)) == "6985"
    assert send(card, "00580000 Lc", b"x") == "6E00"
    assert commit(card, {CERTIFICATE: NEW}) == "9000"


def test_a_pin_can_be_taken_away_and_given_again(card: Card) -> None:
    def authenticate() -> None:
        own = authentication_code(specimen.ISSUER_KEY, ask(card, "0084000010"), jpki.JPKI.aid)
        assert send(card, "00820000 Lc", own) == "9000"

    enter(card, jpki.JPKI)
    assert send(card, "80540198") == "6982"
    authenticate()
    assert send(card, "80540198 Lc", b"1234") == "6700"
    assert send(card, "80540198") == "9000"
    assert send(card, "00200098") == "63C0"
    assert send(card, "00200098 Lc", specimen.PIN) == "6984"
    authenticate()
    assert send(card, "80540098") == "6985"
    assert send(card, "80540098 Lc", b"8642") == "9000"
    assert send(card, "00200098 Lc", b"8642") == "9000"


def test_a_verification_number_cannot_be_taken_away(card: Card) -> None:
    enter(card, face.FACE)
    own = authentication_code(specimen.ISSUER_KEY, ask(card, "0084000010"), face.FACE.aid)
    assert send(card, "00820000 Lc", own) == "9000"
    assert send(card, "80540192") == "6985"


def test_a_vouched_for_reader_signs_once_without_pin(card: Card) -> None:
    """[guess] How the health insurance uses a card without PIN: the reader is vouched for, each time."""

    def vouch(purpose: int) -> str:
        context = bytes((purpose,)) if purpose else b""
        own = authentication_code(specimen.ISSUER_KEY, ask(card, "0084000010") + context, jpki.JPKI.aid)
        return send(card, "00820001 Lc", own)

    enter(card, jpki.JPKI)
    assert vouch(0) == "63C9"
    assert vouch(1) == "9000"
    assert send(card, "80540098") == "6982"
    assert send(card, "802A009A Lc 00", b"x") == "6982"
    assert send(card, "802A0097 Lc 00", b"x").endswith("9000")
    assert send(card, "802A0097 Lc 00", b"x") == "6982"
    assert vouch(1) == "9000"
    enter(card, text.TEXT)
    enter(card, jpki.JPKI)
    assert send(card, "802A0097 Lc 00", b"x") == "6982"
