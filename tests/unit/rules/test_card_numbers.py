"""Numbers of one card: there and back, and what goes into the two verification numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.card_numbers import (
    WESTERN,
    OutOfRange,
    SerialNumber,
    birth_digits,
    make_application_id,
    make_security_code,
    parse_application_id,
    parse_security_code,
    verification_number_a,
    verification_number_b,
)
from tegata.rules.numbers import InvalidNumber, WrongCheckDigit, WrongLength

SERIALS = st.builds(SerialNumber, st.integers(0, 99), st.integers(2016, 2115), st.integers(0, 10**11 - 1))


@given(SERIALS)
def test_a_serial_number_is_read_back(serial: SerialNumber) -> None:
    assert len(str(serial)) == 16
    assert SerialNumber.parse(str(serial)) == serial


@given(SERIALS, st.integers(0, 15), st.integers(1, 9))
def test_a_wrong_digit_in_a_serial_number(serial: SerialNumber, place: int, shift: int) -> None:
    text = str(serial)
    with pytest.raises(WrongCheckDigit):
        SerialNumber.parse(text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :])


@pytest.mark.parametrize(("maker", "year", "running"), [(100, 2026, 0), (1, 2015, 0), (1, 2116, 0), (1, 2026, 10**11)])
def test_parts_that_do_not_fit(maker: int, year: int, running: int) -> None:
    with pytest.raises(OutOfRange):
        SerialNumber(maker, year, running)


@given(st.integers(0, 10**22 - 1))
def test_an_application_id_is_read_back(drawn: int) -> None:
    made = make_application_id(lambda _: drawn)
    assert parse_application_id(made) == made
    assert len(made) == 23
    with pytest.raises(WrongCheckDigit):
        parse_application_id(made[:-1] + str((int(made[-1]) + 1) % 10))


def test_a_security_code_keeps_its_leading_zeros() -> None:
    assert make_security_code(lambda below: below - 9993) == "0007"
    assert parse_security_code("0007") == "0007"
    with pytest.raises(WrongLength):
        parse_security_code("007")


def test_verification_number_a_is_the_individual_number() -> None:
    assert verification_number_a("1234 5678 9018") == "123456789018"
    with pytest.raises(InvalidNumber):
        verification_number_a("123456789019")


@pytest.mark.parametrize(
    ("birth", "era", "western"),
    [
        (date(1980, 2, 17), "550217", "800217"),
        (date(1989, 1, 7), "640107", "890107"),
        (date(1989, 1, 8), "010108", "890108"),
        (date(2019, 5, 1), "010501", "190501"),
    ],
)
def test_verification_number_b(birth: date, era: str, western: str) -> None:
    assert birth_digits(birth) == era
    assert verification_number_b(birth, 2029, "0123") == f"{era}20290123"
    assert verification_number_b(birth, 2029, "0123", calendar=WESTERN) == f"{western}20290123"


def test_verification_number_b_has_fourteen_digits_or_is_refused() -> None:
    with pytest.raises(OutOfRange):
        verification_number_b(date(1980, 2, 17), 29, "0123")
    with pytest.raises(InvalidNumber):
        verification_number_b(date(1980, 2, 17), 2029, "12a4")
