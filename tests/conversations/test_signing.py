"""COMPUTE DIGITAL SIGNATURE in its six forms and INTERNAL AUTHENTICATE, judged by the public keys."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from tests.conversations import specimen
from tests.conversations.talk import ask, enter, select_file, send, verify

from tegata.cardspec import common, face, jpki, text
from tegata.chip.card import Card
from tegata.wire import digestinfo

MESSAGE = b"message " * 31
DIGEST = sha256(MESSAGE).digest()


@pytest.fixture
def ready(card: Card) -> Card:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "9000"
    select_file(card, jpki.SIGNATURE_KEY)
    return card


def test_six_forms_of_input(ready: Card) -> None:
    public = specimen.keys().signature.public_key()
    bare = public.recover_data_from_signature(ask(ready, "802A0180 Lc 00", MESSAGE), PKCS1v15(), None)
    assert bare == DIGEST
    info = public.recover_data_from_signature(ask(ready, "802A0280 Lc 00", DIGEST), PKCS1v15(), None)
    assert info == digestinfo.encode("sha256", DIGEST)
    public.verify(ask(ready, "802A0380 Lc 00", MESSAGE), MESSAGE, PKCS1v15(), SHA256())
    pss = PSS(MGF1(SHA256()), 32)
    first, second = ask(ready, "802A0480 Lc 00", DIGEST), ask(ready, "802A0580 Lc 00", MESSAGE)
    for signature in (first, second):
        public.verify(signature, MESSAGE, pss, SHA256())
    assert first != second


@pytest.mark.parametrize(
    ("form", "size", "word"),
    [
        (0, 246, "6985"),
        (0, 255, "6985"),
        (1, 255, "9000"),
        (2, 31, "6985"),
        (2, 33, "6985"),
        (3, 255, "9000"),
        (4, 20, "6985"),
        (5, 1, "9000"),
        (6, 32, "6A86"),
        (0x80, 32, "6A86"),
    ],
)
def test_input_lengths(ready: Card, form: int, size: int, word: str) -> None:
    assert send(ready, f"802A{form:02X}80 Lc 00", bytes(size))[-4:] == word


def test_extended_input_beyond_the_forms(ready: Card) -> None:
    assert send(ready, "802A038000 0100" + "00" * 256 + "0000") == "6985"
    assert ask(ready, "802A008000 0033" + "00" * 51 + "0000")


@pytest.mark.parametrize("command", ["802A0080", "802A008000", "802A00800101", "802A0080010110"])
def test_no_input_or_no_room_for_the_signature(ready: Card, command: str) -> None:
    assert send(ready, command) == "6700"


def test_what_is_no_key_of_this_command(ready: Card) -> None:
    assert send(ready, "802A0081 0101 00") == "6981"
    assert send(ready, "802A009B 0101 00") == "6981"
    assert send(ready, "802A0083 0101 00") == "6A82"
    assert send(ready, "802A0000 0101 00") == "6A88"
    assert send(ready, "802A0060 0101 00") == "6A86"
    assert send(ready, "002A009A 0101 00") == "6E00"


@pytest.mark.parametrize("application", [text.TEXT, face.FACE], ids=lambda application: application.name)
def test_the_cards_own_key_answers_without_a_secret(card: Card, application: object) -> None:
    enter(card, application)
    challenge = digestinfo.encode("sha256", DIGEST)
    signature = ask(card, "802A0000 Lc 00", challenge)
    specimen.keys().card.public_key().verify(signature, MESSAGE, PKCS1v15(), SHA256())


def test_internal_authenticate(card: Card) -> None:
    enter(card, common.COMMON)
    for challenge in (b"x", bytes(8), bytes(255)):
        signature = ask(card, "00880099 Lc 00", challenge)
        assert signature == ask(card, "00880099 Lc 00", challenge)
        specimen.keys().internal.public_key().verify(signature, challenge, PKCS1v15(), SHA256())
    select_file(card, common.AUTHENTICATION_KEY)
    assert ask(card, "00880080 Lc 00", b"x")
    assert send(card, "00880099") == "6700"
    assert send(card, "00880199 Lc 00", b"x") == "6A86"
    assert send(card, "00880000 Lc 00", b"x") == "6A86"
    assert send(card, "0088009C Lc 00", b"x") == "6981"
    assert send(card, "802A0099 Lc 00", b"x") == "6985"


def test_internal_authenticate_with_other_keys(card: Card) -> None:
    enter(card, text.TEXT)
    assert send(card, "00880093 Lc 00", b"x") == "6985"
    enter(card, face.FACE)
    assert send(card, "0088009A Lc 00", b"x") == "6985"
    enter(card, jpki.JPKI)
    assert send(card, "00880097 Lc 00", b"x") == "6982"
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"
    assert send(card, "00880097 Lc 00", b"x") == "6985"


def test_the_session_key_signs_nothing(card: Card) -> None:
    enter(card, text.TEXT)
    assert send(card, f"802A00{0x80 | text.SESSION_KEY:02X} Lc 00", b"x") == "6982"
    assert verify(card, text.PIN, specimen.PIN) == "9000"
    assert send(card, f"802A00{0x80 | text.SESSION_KEY:02X} Lc 00", b"x") == "6985"
