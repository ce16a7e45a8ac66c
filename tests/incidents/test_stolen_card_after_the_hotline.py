"""A stolen card with its PINs is used at a bank and a phone shop after its holder has called the hot line.

The call puts both certificates on hold. The thief has the card and every PIN; the firm asks whether the certificate counts, in
that moment, and says no. Where that cannot be asked, nothing is opened either.
"""

import pytest
from tests.offices import clock
from tests.parties import PASSWORD, PIN, SHOP, World, makes_card, opens_account

from tegata.chip.personalisation import PersonalisedCard
from tegata.pki.path import OcspSource, UnverifiedCertificate
from tegata.pki.path.errors import StatusUnknown
from tegata.pki.revocation import LifeEvent


@pytest.fixture
def card(firms: World, request: pytest.FixtureRequest) -> PersonalisedCard:
    return makes_card(firms.home, request.node.name[:60], 95)


def calls_the_hotline(firms: World, made: PersonalisedCard) -> None:
    for kind, certified in made.certificates.items():
        serial = UnverifiedCertificate.parse(certified.certificate).serial
        firms.home.authorities[kind].apply(LifeEvent.LOSS_REPORTED_BY_PHONE, serial, clock.forward(minutes=1))


def contracts(firms: World, card: PersonalisedCard) -> str:
    with firms.visitor(firms.card_of(card), SHOP) as visitor:
        page = visitor.send("/contract", plan="データのみ 10GB").text
        return visitor.send("/contract/sign", card=visitor.use_card(page, "sign", {"pin": PASSWORD})).text


def test_bank_and_shop_take_it_before_the_call_and_not_after(firms: World, card: PersonalisedCard) -> None:
    assert "070-0000-" in contracts(firms, card)
    calls_the_hotline(firms, card)
    assert "reported lost or stolen" in contracts(firms, card)
    with firms.visitor(firms.card_of(card)) as thief:
        assert "reported lost or stolen" in opens_account(thief).text


def test_nor_does_it_sign_in(firms: World, card: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(card)) as visitor:
        page = opens_account(visitor).text
        visitor.send("/account/card", card=visitor.use_card(page, "authenticate", {"pin": PIN}))
        visitor.send("/sign-out")
        calls_the_hotline(firms, card)
        answer = visitor.use_card(visitor.get("/sign-in").text, "authenticate", {"pin": PIN})
        assert "reported lost or stolen" in visitor.send("/sign-in", card=answer).text
        assert visitor.get("/account").status_code == 410


def test_where_nobody_can_say_nothing_is_opened(firms: World, card: PersonalisedCard) -> None:
    def away(_request: bytes) -> bytes:
        raise StatusUnknown("no answer")

    firms.platform.__dict__["status"] = OcspSource(away)
    assert "cannot be checked now" in contracts(firms, card)
