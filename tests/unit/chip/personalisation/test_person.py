"""A person from a TOML table: what is left out is made, what is wrong is named by its field and never by its value."""

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tegata.chip.personalisation import Person, PersonError, person_from_mapping, sample_person
from tegata.rules.numbers import individual_number_check_digit, parse_individual_number, parse_resident_code
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex

MINIMAL: dict[str, Any] = tomllib.loads(
    """
    name = "手形 花子"
    kana = "テガタ ハナコ"
    address = "東京都清瀬市見本町一丁目２番３号"
    birth = 1980-02-17
    sex = "female"
    municipality = "13221"
    """
)


def test_what_is_left_out_is_made() -> None:
    person = person_from_mapping(MINIMAL, running=7)
    assert (person.name, person.kana) == ("手形　花子", "テガタ　ハナコ")
    assert (person.birth, person.sex, person.residence) == (date(1980, 2, 17), Sex.FEMALE, Residence.NATIONAL)
    assert person.is_national
    assert person.individual_number.startswith("99")
    assert person.resident_code.startswith("99")
    assert person.individual_number != person_from_mapping(MINIMAL, running=8).individual_number
    assert (person.former_name, person.alias, person.stay_ends, person.braille) == (None, None, None, False)


def test_everything_can_be_said() -> None:
    body = "99123456789"
    number = body + individual_number_check_digit(body)
    person = person_from_mapping(
        MINIMAL
        | {
            "individual_number": number,
            "residence": "mid to long-term resident",
            "stay_ends": "2028-03-31",
            "former_name": "見本",
            "alias": "山田　花子",
            "braille": True,
            "municipality": 132217,
            "sex": "女",
        }
    )
    assert (person.individual_number, person.alias, person.former_name) == (number, "山田　花子", "見本")
    assert (person.stay_ends, person.braille, person.is_national) == (date(2028, 3, 31), True, False)
    assert person.municipality.code5 == "13221"


@pytest.mark.parametrize("name", ["name", "address", "birth", "sex", "municipality"])
def test_a_missing_field_is_named(name: str) -> None:
    for fields in ({key: value for key, value in MINIMAL.items() if key != name}, MINIMAL | {name: ""}):
        with pytest.raises(PersonError, match=f"^{name} is missing"):
            person_from_mapping(fields)


WRONG: list[tuple[str, object]] = [
    ("birth", "17.2.1980"),
    ("birth", "1980-02-30"),
    ("birth", True),
    ("sex", "weiblich"),
    ("municipality", "99999"),
    ("municipality", "tokyo"),
    ("name", ["手形", "花子"]),
    ("address", True),
    ("individual_number", "990000000012"),
    ("individual_number", "1234"),
    ("resident_code", "99000000000"),
    ("residence", "tourist"),
    ("stay_ends", "soon"),
    ("nickname", "はなちゃん"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_field_is_named_and_its_value_is_not(name: str, value: object) -> None:
    with pytest.raises(PersonError) as caught:
        person_from_mapping(MINIMAL | {name: value})
    message = str(caught.value)
    assert name.split("_", maxsplit=1)[0] in message.lower()
    assert str(value) not in message.replace("e.g. ", "")


FIELDS = [*MINIMAL, "individual_number", "resident_code", "residence", "stay_ends", "former_name", "alias", "braille"]
ANY_TOML = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds the table of characters
@given(st.dictionaries(st.sampled_from(FIELDS), ANY_TOML, max_size=3))
def test_whatever_the_file_says_there_is_a_person_or_a_reason(fields: dict[str, object]) -> None:
    try:
        found = person_from_mapping(MINIMAL | fields)
    except PersonError:
        return
    assert isinstance(found, Person)


@given(st.integers(0, 10**9))
def test_sample_people_are_synthetic_and_the_same_every_time(seed: int) -> None:
    person = sample_person(seed)
    assert person == sample_person(seed)
    assert person.individual_number.startswith("99")
    assert parse_individual_number(person.individual_number) == person.individual_number
    assert parse_resident_code(person.resident_code) == person.resident_code
    assert person.address.startswith(person.municipality.prefecture)
    assert date(1950, 1, 1) <= person.birth < date(2006, 1, 1)


def test_a_person_in_a_log_shows_nothing() -> None:
    assert repr(sample_person(0)) == "Person(…)"
    assert "手形" not in f"{[sample_person(0)]}"
