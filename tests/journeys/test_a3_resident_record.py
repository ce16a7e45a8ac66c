"""A3: what of the resident record reaches a card: names, former name, alias, residence, 住民票コード with its check digit."""

from datetime import date

import pytest
from tests.journeys.conftest import Make

from tegata import reader
from tegata.cardspec import resident, text
from tegata.chip.personalisation import MissingGlyph, PersonError, person_from_mapping
from tegata.server.home import Home, NoSuchCard

FOREIGNER = {
    "name": "SAMPLE MARIA",
    "alias": "見本　マリア",
    "address": "神奈川県横浜市西区みなとみらい一丁目１番１号",
    "birth": date(1990, 5, 6),
    "sex": "female",
    "municipality": "14103",
    "residence": "mid to long-term resident",
    "stay_ends": date(2028, 3, 31),
}


def test_a_foreign_resident_s_card_ends_with_the_stay(home: Home, make_card: Make) -> None:
    made = make_card("a3-maria", person=person_from_mapping(FOREIGNER, 31))
    assert made.expires == date(2028, 3, 31)
    with home.open_card("a3-maria") as card:
        session = reader.TextSession(reader.InProcess(card))
        session.verify(text.PIN, "1234")
        assert session.attributes().name == "SAMPLE　MARIA"


def test_the_resident_record_code_opens_with_its_own_pin_only(home: Home, make_card: Make) -> None:
    made = make_card("a3-code")
    with home.open_card("a3-code") as card:
        session = reader.ResidentSession(reader.InProcess(card))
        with pytest.raises(reader.ReaderError):
            session.code()
        session.verify(resident.PIN, "1234")
        assert session.code() == made.person.resident_code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("municipality", "99999"),
        ("sex", "?"),
        ("birth", "1980-02-30"),
        ("resident_code", "12345678901"),
        ("nickname", "x"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_made(home: Home, field: str, value: str) -> None:
    with pytest.raises(PersonError):
        person_from_mapping(FOREIGNER | {field: value})


def test_a_name_that_cannot_be_printed_makes_no_card(home: Home, make_card: Make) -> None:
    person = person_from_mapping(FOREIGNER | {"alias": "見本 \U0001f600"}, 32)
    with pytest.raises(MissingGlyph, match="U\\+1F600"):
        make_card("a3-smile", person=person)
    with pytest.raises(NoSuchCard):
        home.card("a3-smile")
