"""A request from asking to result: what is shown, the four acts with a real chip, tries left, and a result handed out once."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, PINS
from tests.unit.terminals.agent.agent import BANK, CHALLENGE, SHOP, Desk, desk, printed, text

from tegata.chip.personalisation import Certified, PersonalisedCard, personalise
from tegata.pki.documents import cms
from tegata.pki.names import Kind
from tegata.reader.authenticity import CopiedChip, FaceFiles, accept_face
from tegata.reader.binding import bound
from tegata.terminals.agent.book import MOST_OPEN
from tegata.terminals.agent.texts import TEXTS, language_of

DOCUMENT = "口座開設申込書\nさくら銀行".encode()
AUTHENTICATE = {"action": "authenticate", "challenge": text(CHALLENGE)}
SIGN = {"action": "sign", "document": text(DOCUMENT)}


def result(at: Desk, asked: dict[str, str]) -> dict[str, bytes]:
    answer = at.of_site(asked, "/result")
    assert answer.status_code == 200, answer.text
    return {name: base64.b64decode(value) for name, value in answer.json().items()}


def signed_by(certificate: bytes, signature: bytes, signed: bytes) -> None:
    key = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, signed, padding.PKCS1v15(), SHA256())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_names_the_site_by_its_origin_and_says_what_is_asked(language: str) -> None:
    at = desk()
    asked = at.ask(purpose="口座を開くため <b>", **SIGN).json()
    page = at.page(asked, language).text
    assert BANK.origin in page
    assert BANK.name in page
    assert "口座を開くため &lt;b&gt;" in page
    assert DOCUMENT.decode() in page
    assert f'<html lang="{language}">' in page


def test_a_document_is_signed_as_cms() -> None:
    at = desk()
    asked = at.ask(**SIGN).json()
    assert at.of_site(asked).json() == {"state": "waiting", "code": ""}
    assert at.agree(asked, pin=PINS.signature.lower()).status_code == 200
    assert at.of_site(asked).json()["state"] == "done"
    opened = cms.open_signed(result(at, asked)["cms"])
    assert opened.content == DOCUMENT


def test_a_challenge_is_signed_for_the_site_that_asked() -> None:
    at = desk()
    for body, pin, action in (
        (AUTHENTICATE, PINS.authentication, "authenticate"),
        ({**AUTHENTICATE, "action": "sign"}, PINS.signature, "sign"),
    ):
        asked = at.ask(**body).json()
        at.agree(asked, pin=pin)
        got = result(at, asked)
        signed_by(got["certificate"], got["signature"], bound(BANK.origin, action, CHALLENGE))


def test_an_answer_handed_on_is_good_for_nobody_else() -> None:
    """A listed but dishonest shop passes on the bank's challenge: what it gets names the shop."""
    at = desk()
    asked = at.ask(SHOP, **AUTHENTICATE).json()
    at.agree(asked, pin=PINS.authentication)
    got = at.of_site(asked, "/result", SHOP).json()
    certificate, signature = base64.b64decode(got["certificate"]), base64.b64decode(got["signature"])
    signed_by(certificate, signature, bound(SHOP.origin, "authenticate", CHALLENGE))
    with pytest.raises(InvalidSignature):
        signed_by(certificate, signature, bound(BANK.origin, "authenticate", CHALLENGE))


def test_the_face_is_read_by_what_is_printed_and_accepted_afar() -> None:
    at = desk()
    asked = at.ask(action="read_face", challenge=text(CHALLENGE)).json()
    at.agree(asked, **printed(at.made))
    files = FaceFiles(**result(at, asked))
    challenge, trusted = bound(BANK.origin, "read_face", CHALLENGE), personalised.issuer().trusted_keys
    assert accept_face(files, trusted, challenge)[0].birth == HANAKO.birth
    with pytest.raises(CopiedChip):
        accept_face(files, trusted, CHALLENGE)


def test_a_form_is_filled_without_the_number() -> None:
    at = desk()
    asked = at.ask(action="form_fill").json()
    at.agree(asked, **printed(at.made))
    got = at.of_site(asked, "/result").json()
    assert got == {"name": HANAKO.name, "address": HANAKO.address, "birth": HANAKO.birth.isoformat(), "sex": "female"}
    assert all(HANAKO.individual_number not in answer.text for answer in at.calls)


def test_a_wrong_pin_says_how_many_tries_are_left_and_the_last_is_asked_for() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    first, second, third = (at.agree(asked, pin="0000") for _ in range(3))
    assert "2 tries are left" in first.text
    assert "1 tries are left" in second.text
    assert "Only one try is left" in third.text, "not spent unasked"
    assert at.of_site(asked).json()["state"] == "waiting"
    locked = at.agree(asked, pin="0000", last_try="yes")
    assert "town hall" in locked.text
    assert at.of_site(asked).json() == {"state": "failed", "code": "pin-blocked"}
    again = at.ask(**AUTHENTICATE).json()
    at.agree(again, pin=PINS.authentication)
    assert at.of_site(again).json() == {"state": "failed", "code": "pin-blocked"}
    assert all("0000" not in answer.text for answer in at.calls)


def test_what_cannot_be_a_pin_costs_no_try() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    for pin in ("12345", "abcd", "１２３４", ""):
        assert at.agree(asked, pin=pin).status_code == 422
    assert at.agree(asked, pin=PINS.authentication).status_code == 200


@pytest.mark.parametrize("typed", [{"birth": "soon"}, {"expiry_year": "26"}, {"security_code": "12"}])
def test_what_cannot_be_printed_costs_none_either(typed: dict[str, str]) -> None:
    at = desk()
    asked = at.ask(action="form_fill").json()
    assert at.agree(asked, **{**printed(at.made), **typed}).status_code == 422
    assert at.agree(asked, **printed(at.made)).status_code == 200


def childs_card() -> PersonalisedCard:
    """As an issuer makes it: no signature certificate under 15."""
    child = replace(HANAKO, birth=personalised.MADE_ON.replace(year=2016))
    order = personalised.order(child)

    def certify(public_keys: Mapping[Kind, bytes], *about: Any) -> dict[Kind, Certified]:
        return {
            kind: personalised.certify(kind, key, *about)
            for kind, key in public_keys.items()
            if kind is not Kind.SIGNATURE
        }

    return personalise(order, personalised.issuer(), personalised.keys(0), certify, lambda limit: 1234 % limit)


def test_a_childs_card_cannot_sign_and_the_site_learns_why() -> None:
    at = desk(childs_card())
    asked = at.ask(**SIGN).json()
    assert "under 15" in at.agree(asked, pin=PINS.signature).text
    assert at.of_site(asked).json() == {"state": "failed", "code": "no-certificate"}
    face = at.ask(action="read_face", challenge=text(CHALLENGE)).json()
    assert at.agree(face, **printed(at.made)).status_code == 200, "the chip and the face remain"


def test_the_result_is_handed_out_once_and_to_the_site_that_asked() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    assert at.of_site(asked, "/result").status_code == 409
    at.agree(asked, pin=PINS.authentication)
    assert at.of_site(asked, "/result", SHOP).status_code == 404
    assert at.of_site(asked, "/result", key="guess").status_code == 404
    assert at.of_site(asked, "/result").status_code == 200
    assert at.of_site(asked, "/result").status_code == 410
    assert at.of_site(asked).json()["state"] == "taken"


def test_the_holder_may_stop() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    assert "given nothing" in at.send(asked, "/decline").text
    assert at.of_site(asked).json()["state"] == "declined"
    assert at.of_site(asked, "/result").status_code == 409


def test_nothing_lives_long() -> None:
    at = desk()
    asked = at.ask(**AUTHENTICATE).json()
    at.clock.later(minutes=5)
    assert at.page(asked).status_code == 404
    fresh = at.ask(**AUTHENTICATE).json()
    at.agree(fresh, pin=PINS.authentication)
    at.clock.later(minutes=1)
    assert at.of_site(fresh, "/result").status_code == 404


def test_a_site_that_asks_and_asks_is_told_to_wait() -> None:
    at = desk()
    assert [at.ask(**AUTHENTICATE).status_code for _ in range(MOST_OPEN + 1)] == [201] * MOST_OPEN + [429]
    assert at.ask(SHOP, **AUTHENTICATE).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "read_number"},
        {"action": "sign"},
        {"action": "sign", "challenge": text(CHALLENGE), "document": text(DOCUMENT)},
        {"action": "authenticate", "challenge": text(b"short")},
        {"action": "authenticate", "challenge": "no base64!"},
        {"action": "form_fill", "challenge": text(CHALLENGE)},
        {"action": "authenticate", "challenge": text(CHALLENGE), "pin": "1234"},
        {"action": "sign", "document": ""},
    ],
)
def test_what_asks_for_nothing_a_card_does_is_refused_in_words(body: dict[str, str]) -> None:
    answer = desk().ask(**body)
    assert answer.status_code == 422
    assert answer.json()["title"]
    assert "1234" not in answer.text


def test_texts_are_in_both_languages_and_the_browser_chooses() -> None:
    assert all(japanese and english for japanese, english in TEXTS.values())
    assert [language_of("", accepted) for accepted in ("en-GB,ja;q=0.5", "fr,ja", "", "fr")] == ["en", "ja", "ja", "ja"]
    assert language_of("en", "ja") == "en"
