"""A man applies for other families' benefits with his own card and a namesake's birth date and address. Noto, 2020-07.

The form let him write over what the card had said. Here the attributes of an account are the certificate's: nothing that is
typed is taken for them, and what is signed names none that could differ.
"""

from dataclasses import replace

import pytest
from tests.parties import PASSWORD, World, makes_card, printed, takes_picture

from tegata.chip.personalisation import PersonalisedCard, sample_person
from tegata.parties.bank import store
from tegata.server.home import Home

VICTIM = {"name": "森　進一", "address": "石川県鳳珠郡能登町見本町１", "birth": "1950-01-01", "sex": "1"}


@pytest.fixture(scope="module")
def thief(founded: Home) -> PersonalisedCard:
    """Of the same name, by chance."""
    return makes_card(founded, "namesake", 81, person=replace(sample_person(81), name=VICTIM["name"]))


def test_what_is_typed_beside_the_signature_is_not_taken(firms: World, thief: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(thief)) as visitor:
        visitor.send("/open", proof="signature", **VICTIM)
        page = visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="その他", **VICTIM).text
        card = visitor.use_card(page, "sign", {"pin": PASSWORD})
        visitor.send("/open/sign", card=card, **VICTIM)
    opened = opened_by(firms)
    assert (opened.address, opened.birth) == (thief.person.address, thief.person.birth.isoformat())
    assert opened.address != VICTIM["address"]


def test_at_the_chip_birth_date_and_sex_are_the_chips_and_a_clerk_sees_the_rest(
    firms: World, thief: PersonalisedCard
) -> None:
    with firms.visitor(firms.card_of(thief)) as visitor:
        visitor.send("/open", proof="chip and face")
        page = visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").text
        card = visitor.use_card(page, "read_face", printed(thief))
        picture = {"camera": ("face.jpg", takes_picture(81), "image/jpeg")}
        visitor.send("/open/chip", card=card, files=picture, **VICTIM)
        (number,) = store.waiting(firms.bank.database)
        visitor.send("/desk/key", key="clerks")
        desk = visitor.get("/desk").text
        assert VICTIM["address"] in desk
        assert "Image of the address in the chip" in desk
        visitor.send(f"/desk/{number}/open", **VICTIM)
    assert opened_by(firms).birth == thief.person.birth.isoformat(), "not the victim's, whatever the clerk does"


def opened_by(firms: World) -> store.Account:
    with firms.bank.database.reading() as db:
        (number,) = [row["number"] for row in db.execute("SELECT number FROM account")]
    found = store.account(firms.bank.database, number)
    assert found is not None
    return found
