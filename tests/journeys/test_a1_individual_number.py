"""A1: the Individual Number has its check digit, and a card that carries it says the same number everywhere."""

import pytest
from tests.journeys.conftest import Make

from tegata import reader
from tegata.cardspec import text
from tegata.chip.personalisation import PersonError, person_from_mapping
from tegata.rules.numbers import InvalidNumber, parse_individual_number
from tegata.server.home import Home

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
