"""A1: the Individual Number has its check digit, and a card that carries it says the same number everywhere."""

import pytest
from tests.journeys.conftest import Make
from tests.journeys.rounds import answered, browser, employed, in_use, settle
from tests.offices import START, act
from tests.offices import clock as office_clock
from tests.unit.services.residents.newcomers import registered

from tegata import reader
from tegata.cardspec import text
from tegata.chip.personalisation import PersonError, person_from_mapping
from tegata.rules.invalidity import Ground
from tegata.rules.numbers import InvalidNumber, parse_individual_number
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.numbering import api as numbering

FIELDS = {
    "name": "手形　花子",
    "address": "東京都清瀬市",
    "birth": "1980-02-17",
    "sex": "female",
    "municipality": "13221",
}


def test_the_number_on_the_chip_is_the_one_that_was_assigned(home: Home, make_card: Make) -> None:
    made = make_card("a1")
    with home.open_card("a1") as card:
        session = reader.TextSession(reader.InProcess(card))
        session.verify(text.PIN, "1234")
        number = session.number()
    assert number == made.person.individual_number == parse_individual_number(number)
    assert number.startswith("99"), "a test person's number is no real one's"


@pytest.mark.parametrize("number", ["990000000018", "99000000001", "9900000000１8"])
def test_a_wrong_number_is_refused_and_not_repeated(number: str) -> None:
    with pytest.raises(InvalidNumber) as refused:
        parse_individual_number(number)
    with pytest.raises(PersonError) as field:
        person_from_mapping(FIELDS | {"individual_number": number})
    assert number not in str(refused.value) + str(field.value)


@pytest.mark.django_db(transaction=True)
def test_assigned_told_after_a_month_and_changed_after_a_leak(country: Home) -> None:
    """Notices wait about a month; a leaked number is retired for ever, and the card that shows it falls the same day."""
    office_clock.moment = START
    who = registered()
    settle()
    centre, page = browser(employed(Duty.CENTRE_OPERATOR, town="")), "/numbers/notices"
    assert "application/pdf" not in str(centre.post(page, follow=True).content)
    settle(25)
    runs = centre.post(page, follow=True).content.decode()
    run = runs.split(f'action="{page}/')[1].split('"')[0]
    assert centre.post(f"{page}/{run}").content.startswith(b"%PDF")
    card = in_use(who)
    settle()
    reader_of = act(numbering.Permission.READ, numbering.Permission.FIND)
    old = numbering.read(reader_of, who, numbering.NumberPurpose.TAX)
    chief = browser(employed(Duty.CHIEF))
    asked = chief.post(f"/numbers/residents/{who}/change", {"why": "leaked, on request"}).content.decode()
    assert "never used again" in asked, "asked twice, for it cannot be undone"
    assert numbering.read(reader_of, who, numbering.NumberPurpose.TAX) == old
    chief.post(f"/numbers/residents/{who}/change", {"why": "leaked, on request", "confirmed": "yes"})
    settle()
    new = numbering.read(reader_of, who, numbering.NumberPurpose.TAX)
    assert new != old
    with pytest.raises(numbering.RetiredNumber, match="changed"):
        numbering.resident_of(reader_of, old, numbering.NumberPurpose.TAX)
    assert cards.card(who, card.card_id).ground is Ground.NUMBER_CHANGED
    assert "good" not in answered(country, card).values()
