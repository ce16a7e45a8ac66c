"""Somebody goes on using the card of a dead relative, whose PINs were on a slip of paper beside it.

The family registers the death; both certificates end with `affiliationChanged`. From then on the card opens nothing and signs in
nowhere, though it is genuine and the PINs are right. Before anybody registers it, only the face tells.
"""

import pytest
from tests.offices import clock
from tests.parties import PIN, World, makes_card, opens_account, printed, takes_picture

from tegata.chip.personalisation import PersonalisedCard
from tegata.parties.bank import store
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import LifeEvent

RELATIVE = 92


@pytest.fixture
def card(firms: World, request: pytest.FixtureRequest) -> PersonalisedCard:
    return makes_card(firms.home, request.node.name[:60], 91)


def dies(firms: World, made: PersonalisedCard) -> None:
    for kind, certified in made.certificates.items():
        serial = UnverifiedCertificate.parse(certified.certificate).serial
        firms.home.authorities[kind].apply(LifeEvent.DEATH, serial, clock.forward(minutes=1))


def test_no_account_is_opened(firms: World, card: PersonalisedCard) -> None:
    dies(firms, card)
    with firms.visitor(firms.card_of(card)) as relative:
        refused = opens_account(relative)
        assert refused.status_code == 403
        assert "If you are a relative" in refused.text


def test_nobody_signs_in_to_the_account_there_was(firms: World, card: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(card)) as visitor:
        page = opens_account(visitor).text
        visitor.send("/account/card", card=visitor.use_card(page, "authenticate", {"pin": PIN}))
        visitor.send("/sign-out")
        dies(firms, card)
        answer = visitor.use_card(visitor.get("/sign-in").text, "authenticate", {"pin": PIN})
        refused = visitor.send("/sign-in", card=answer)
        assert (refused.status_code, visitor.get("/account").status_code) == (403, 410)


def test_until_then_the_face_tells(firms: World, card: PersonalisedCard) -> None:
    """A chip does not know that its holder has died: method ヘ rests on the face."""
    with firms.visitor(firms.card_of(card)) as relative:
        relative.send("/open", proof="chip and face")
        page = relative.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").text
        answer = relative.use_card(page, "read_face", printed(card))
        picture = {"camera": ("face.jpg", takes_picture(RELATIVE), "image/jpeg")}
        refused = relative.send("/open/chip", card=answer, name="手", address="町", files=picture)
        assert "not that of the card" in refused.text
    assert store.waiting(firms.bank.database) == []
