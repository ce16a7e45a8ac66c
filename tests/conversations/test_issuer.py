"""The issuer's authentication and UNLOCK KEY: who may, once, for what, and how the issuer's key protects itself."""

from tests.conversations import specimen
from tests.conversations.talk import ask, enter, select_file, send, verify

from tegata.cardspec import common, face, jpki, text
from tegata.cardspec.issuer_commands import ISSUER_TRIES, authentication_code, card_key
from tegata.cardspec.model import Application
from tegata.chip.card import Card

AUTHENTICATE = "00820000 Lc"


def authenticate(card: Card, application: Application, key: bytes = specimen.ISSUER_KEY) -> str:
    challenge = ask(card, "0084000010")
    return send(card, AUTHENTICATE, authentication_code(key, challenge, application.aid))


def block(card: Card, fid: int) -> None:
    while verify(card, fid, b"0000") != "6984":
        pass


def test_a_blocked_pin_gets_its_tries_back(card: Card) -> None:
    enter(card, jpki.JPKI)
    block(card, jpki.AUTHENTICATION_PIN)
    assert authenticate(card, jpki.JPKI) == "9000"
    assert send(card, "80540098") == "9000"
    assert send(card, "00200098") == "63C3"
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"


def test_a_blocked_password_gets_a_new_value(card: Card) -> None:
    enter(card, jpki.JPKI)
    block(card, jpki.SIGNATURE_PASSWORD)
    assert authenticate(card, jpki.JPKI) == "9000"
    assert send(card, "80540080 Lc", b"NEW123") == "9000"
    assert send(card, "00B0810000") == "6982"
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "63C4"
    assert verify(card, jpki.SIGNATURE_PASSWORD, b"NEW123") == "9000"


def test_unlocking_takes_the_verified_status_away(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "9000"
    assert authenticate(card, jpki.JPKI) == "9000"
    assert send(card, "8054009B Lc", b"NEW123") == "9000"
    assert send(card, "00B0810000") == "6982"


def test_one_authentication_serves_one_unlocking(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert send(card, "80540098") == "6982"
    assert authenticate(card, jpki.JPKI) == "9000"
    assert send(card, "80540098") == "9000"
    assert send(card, "8054009B") == "6982"


def test_an_authentication_stays_in_its_application(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert authenticate(card, text.TEXT) == "63C9"
    assert authenticate(card, jpki.JPKI) == "9000"
    enter(card, text.TEXT)
    assert send(card, "80540091") == "6982"


def test_a_challenge_serves_once(card: Card) -> None:
    enter(card, jpki.JPKI)
    code = authentication_code(specimen.ISSUER_KEY, ask(card, "0084000010"), jpki.JPKI.aid)
    assert send(card, AUTHENTICATE, code) == "9000"
    assert send(card, AUTHENTICATE, code) == "6985"
    ask(card, "0084000008")
    assert send(card, AUTHENTICATE, code) == "6985"


def test_the_issuers_key_blocks_itself(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert send(card, "00820000") == "63CA"
    for left in reversed(range(ISSUER_TRIES)):
        assert authenticate(card, jpki.JPKI, bytes(32)) == f"63C{left:X}"
    assert authenticate(card, jpki.JPKI) == "6984"
    assert send(card, "00820000") == "63C0"
    card.power_off()
    enter(card, jpki.JPKI)
    assert authenticate(card, jpki.JPKI) == "6984"
    assert verify(card, jpki.AUTHENTICATION_PIN, specimen.PIN) == "9000"


def test_a_wrong_authentication_takes_the_right_one_back(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert authenticate(card, jpki.JPKI) == "9000"
    assert authenticate(card, jpki.JPKI, bytes(32)) == "63C9"
    assert send(card, "80540098") == "6982"
    assert authenticate(card, jpki.JPKI) == "9000"
    assert send(card, "00820000") == "63CA"


def test_a_verification_number_gets_tries_but_no_new_value(card: Card) -> None:
    enter(card, face.FACE)
    block(card, face.NUMBER_B)
    assert authenticate(card, face.FACE) == "9000"
    assert send(card, "80540092 Lc", b"99999999999999") == "6985"
    assert send(card, "80540092") == "9000"
    assert verify(card, face.NUMBER_B, specimen.NUMBER_B) == "9000"


def test_what_is_blocked_from_issue_stays_so(card: Card) -> None:
    enter(card, text.TEXT)
    assert authenticate(card, text.TEXT) == "9000"
    assert send(card, "80540092") == "6985"
    assert send(card, "80540092 Lc", b"1234") == "6985"
    assert send(card, "00200092") == "63C0"


def test_a_new_value_must_fit(card: Card) -> None:
    enter(card, common.COMMON)
    assert authenticate(card, common.COMMON) == "9000"
    assert send(card, "8054009C Lc", b"12345") == "6700"
    assert send(card, "8054009C Lc", b"12A4") == "6A80"
    assert send(card, "8054029C Lc", b"9999") == "6A86"
    assert send(card, "80540099 Lc", b"9999") == "6981"
    assert send(card, "8054009C Lc", b"9999") == "9000"
    assert verify(card, common.PIN, b"9999") == "9000"


def test_forms_of_authentication(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert send(card, AUTHENTICATE, bytes(15)) == "6700"
    assert send(card, "00820100 Lc", bytes(16)) == "6A86"
    assert send(card, AUTHENTICATE, bytes(16)) == "6985"
    select_file(card, jpki.AUTHENTICATION_PIN)
    assert send(card, "00820000") == "63CA"


def test_every_card_has_a_key_of_its_own() -> None:
    one, other = (card_key(bytes(32), serial) for serial in ("9900000000000012", "9900000000000020"))
    assert one != other
    assert len(one) == len(other) == 32
