"""Cards forged for sale: true-looking plastic, the buyer's own face, somebody else's name. Osaka, 2023-12.

750 blanks and data for 3,000 cards were found; no chip was forged. Whoever looks at a picture of such a card is taken in. Here
nobody looks at plastic: a picture is no method, and what a chip says counts only under its issuer's signature.
"""

from dataclasses import replace
from datetime import date

import pytest
from tests.conversations.personalised import plugged, with_file
from tests.parties import Visitor, World, makes_card, printed, takes_picture

from tegata.cardspec import face
from tegata.cardspec.codecs.face import CardFace
from tegata.chip.image import CardImage
from tegata.chip.personalisation import CardIssuer, Order, PersonalisedCard, Pins, new_keys, personalise, portrait
from tegata.parties.bank import store
from tegata.reader import InProcess
from tegata.server.home import Home

BUYER = 52


@pytest.fixture(scope="module")
def victim(founded: Home) -> PersonalisedCard:
    return makes_card(founded, "forged-victim", 51)


def applies(visitor: Visitor, typed: dict[str, str]) -> str:
    visitor.send("/open", proof="chip and face")
    page = visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").text
    card = visitor.use_card(page, "read_face", typed)
    picture = {"camera": ("face.jpg", takes_picture(BUYER), "image/jpeg")}
    return visitor.send("/open/chip", card=card, name="手形", address="見本町", files=picture).text


def plastic(victim: PersonalisedCard, image: CardImage) -> InProcess:
    """Whatever chip is behind it, the victim's data are printed on it."""
    return InProcess(plugged(image))


def founded_on(firms: World) -> date:
    return firms.home.now().date()


def test_a_picture_of_it_is_no_method(firms: World, victim: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(victim)) as visitor:
        assert visitor.send("/open", proof="image and face").status_code == 403


def test_the_buyers_face_in_a_copied_record_is_altered(firms: World, victim: PersonalisedCard) -> None:
    """The forger copies the victim's chip file and puts the buyer's photo in: the face would match."""
    own = CardFace.from_bytes(victim.image.applications[face.FACE.aid].files[face.FACE_RECORD])
    forged = bytes(replace(own, portrait=portrait(takes_picture(BUYER))))
    image = with_file(victim.image, face.FACE, face.FACE_RECORD, forged)
    with firms.visitor(lambda: plastic(victim, image)) as visitor:
        assert "not as its issuer signed it" in applies(visitor, printed(victim))
    assert store.waiting(firms.bank.database) == []


def test_a_chip_that_the_forger_issues_is_no_issuers(firms: World, victim: PersonalisedCard) -> None:
    """A whole card of his own, signed by keys that bear the issuer's name."""
    order = Order(victim.person, takes_picture(BUYER), Pins(), 1, BUYER, founded_on(firms))
    made = personalise(order, CardIssuer.generate(bytes(32)), new_keys(), lambda *_: {}, lambda limit: 1234 % limit)
    with firms.visitor(lambda: plastic(victim, made.image)) as visitor:
        assert "not trusted" in applies(visitor, printed(made))
    assert store.waiting(firms.bank.database) == []


def test_the_genuine_chip_of_somebody_else_shows_somebody_else(firms: World, victim: PersonalisedCard) -> None:
    """A found card behind the forged face: what is printed on the plastic does not even open it."""
    found = makes_card(firms.home, "forged-found", 53)
    with firms.visitor(lambda: plastic(victim, found.image)) as visitor, pytest.raises(Exception, match="409"):
        applies(visitor, printed(victim))
    with firms.visitor(lambda: plastic(victim, found.image)) as visitor:
        assert "not that of the card" in applies(visitor, printed(found))
    assert store.waiting(firms.bank.database) == []
