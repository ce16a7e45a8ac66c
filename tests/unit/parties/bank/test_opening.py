"""Opening an account: what the certificate says and nothing else, each step once, each refusal under its own name."""

import base64
from datetime import UTC, datetime

import pytest
from tests.offices import clock
from tests.parties import PASSWORD, PIN, Visitor, World, document_of, makes_card, opens_account, printed, takes_picture

from tegata.chip.personalisation import PersonalisedCard
from tegata.parties.bank import store
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import Reason
from tegata.server.home import Home
from tegata.synthetic.faces import draw_face

PICTURE = ("face.jpg", "image/jpeg")


@pytest.fixture(scope="session")
def made(founded: Home) -> PersonalisedCard:
    return makes_card(founded, "bank-customer", 11)


@pytest.fixture(scope="session")
def other(founded: Home) -> PersonalisedCard:
    return makes_card(founded, "bank-other", 12)


def asked_to_sign(visitor: Visitor) -> str:
    visitor.send("/open", proof="signature")
    return visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="会社員").text


def asked_for_the_chip(visitor: Visitor) -> str:
    visitor.send("/open", proof="chip and face")
    return visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="会社員").text


def with_picture(picture: bytes) -> dict[str, tuple[str, bytes, str]]:
    return {"camera": (PICTURE[0], picture, PICTURE[1])}


def test_an_account_is_opened_once(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        page = asked_to_sign(visitor)
        card = visitor.use_card(page, "sign", {"pin": PASSWORD})
        opened = visitor.send("/open/sign", card=card)
        assert (opened.status_code, made.person.name in opened.text) == (200, True)
        assert "Record of the check" in opened.text, "the operator's evidence, in place of the certificate"
        assert visitor.send("/open/sign", card=card).status_code == 410


def test_a_signature_over_another_document_opens_nothing(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        first = visitor.use_card(asked_to_sign(visitor), "sign", {"pin": PASSWORD})
        page = asked_to_sign(visitor)
        assert "not your application" in visitor.send("/open/sign", card=first).text
        altered = base64.b64encode(document_of(page) + b" ").decode()
        second = visitor.use_card(page, "sign", {"pin": PASSWORD}, document=altered)
        assert "not your application" in visitor.send("/open/sign", card=second).text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason.CERTIFICATE_HOLD, "reported lost or stolen"),
        (Reason.AFFILIATION_CHANGED, "cannot be used"),
        (Reason.SUPERSEDED, "is revoked"),
    ],
)
def test_a_certificate_that_has_ended_says_why(firms: World, reason: Reason, said: str) -> None:
    made = makes_card(firms.home, f"ended-{reason.name.lower().replace('_', '-')}", 13)
    serial = UnverifiedCertificate.parse(made.certificates[Kind.SIGNATURE].certificate).serial
    authority, now = firms.home.authorities[Kind.SIGNATURE], clock.forward(minutes=1)
    if reason is Reason.CERTIFICATE_HOLD:
        authority.hold(serial, now)
    else:
        authority.revoke(serial, reason, now)
    with firms.visitor(firms.card_of(made)) as visitor:
        refused = opens_account(visitor)
        assert refused.status_code == 403
        assert said in refused.text


@pytest.mark.parametrize(
    "card", ["", "{}", "[]", "null", '{"cms": 1}', '{"cms": "AAAA", "name": "AAAA"}', '{"cms": "!"}']
)
def test_what_is_no_answer_of_a_card_is_refused_in_words(firms: World, made: PersonalisedCard, card: str) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        asked_to_sign(visitor)
        answer = visitor.send("/open/sign", card=card)
        assert answer.status_code in {403, 422}
        assert "cannot be" in answer.text or "could not be" in answer.text


def test_the_chip_and_the_face_wait_for_a_clerk_who_may_refuse(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        card = visitor.use_card(asked_for_the_chip(visitor), "read_face", printed(made))
        picture = with_picture(takes_picture(11))
        page = visitor.send("/open/chip", card=card, name="手形", address="見本町", files=picture)
        assert "We have your application" in page.text
        (number,) = store.waiting(firms.bank.database)
        assert visitor.send(f"/desk/{number}/open").status_code == 403, "a customer is no clerk"
        assert visitor.send("/desk/key", key="guess").status_code == 403
        visitor.send("/desk/key", key="clerks")
        visitor.send(f"/desk/{number}/refuse")
        with pytest.raises(store.Ended):
            store.chip_record(firms.bank.database, number)


def test_a_chips_answer_for_another_application_is_a_copy(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        old = visitor.use_card(asked_for_the_chip(visitor), "read_face", printed(made))
        asked_for_the_chip(visitor)
        picture = with_picture(takes_picture(11))
        assert "is a copy" in visitor.send("/open/chip", card=old, name="手形", address="町", files=picture).text


def test_the_cards_own_photo_is_no_picture_taken_now(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        card = visitor.use_card(asked_for_the_chip(visitor), "read_face", printed(made))
        own = visitor.send("/open/chip", card=card, name="手形", address="町", files=with_picture(draw_face(11, 0)))
        assert "taken now" in own.text


def test_an_expired_card_is_refused(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        before, clock.moment = clock.moment, datetime(made.expires.year + 1, 1, 1, tzinfo=UTC)
        try:
            card = visitor.use_card(asked_for_the_chip(visitor), "read_face", printed(made))
            picture = with_picture(takes_picture(11))
            assert "has expired" in visitor.send("/open/chip", card=card, name="手", address="町", files=picture).text
        finally:
            clock.moment = before


def test_the_image_method_ends_by_the_bank_and_then_by_law(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        assert "do not accept" in visitor.send("/open", proof="image and face").text
        before, clock.moment = clock.moment, datetime(2027, 3, 31, 15, tzinfo=UTC)  # midnight in Japan
        try:
            assert "withdrawn by law" in visitor.send("/open", proof="image and face").text
        finally:
            clock.moment = before


def test_a_card_signs_in_once_it_is_registered_and_no_other(
    firms: World, made: PersonalisedCard, other: PersonalisedCard
) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        page = opens_account(visitor).text
        card = visitor.use_card(page, "authenticate", {"pin": PIN})
        assert "is registered" in visitor.send("/account/card", card=card).text
        visitor.send("/sign-out")
        assert visitor.get("/account").status_code == 410
        page = visitor.get("/sign-in").text
        answer = visitor.use_card(page, "authenticate", {"pin": PIN})
        assert visitor.send("/sign-in", card=answer).url.path == "/account"
        visitor.send("/sign-out")
        assert visitor.send("/sign-in", card=answer).status_code == 403, "an answer counts once"
    with firms.visitor(firms.card_of(other)) as stranger:
        answer = stranger.use_card(stranger.get("/sign-in").text, "authenticate", {"pin": PIN})
        assert "not registered" in stranger.send("/sign-in", card=answer).text


def test_an_answer_for_the_shop_does_not_open_the_bank(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        page = opens_account(visitor).text
        visitor.send("/account/card", card=visitor.use_card(page, "authenticate", {"pin": PIN}))
        page = visitor.get("/sign-in").text
        visitor.site, bank = "http://127.0.0.1:8300", visitor.site
        answer = visitor.use_card(page, "authenticate", {"pin": PIN})
        visitor.site = bank
        assert visitor.send("/sign-in", card=answer).status_code == 403


def test_no_page_can_be_made_to_show_a_form_of_another_site(firms: World, made: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(made)) as visitor:
        answer = visitor.http.post("/open", data={"proof": "signature"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        front = visitor.get("/")
        assert "frame-ancestors 'none'" in front.headers["content-security-policy"]
        assert not front.cookies
