"""Eras to the day, the Japanese date text both ways, months by the Civil Code."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.calendar import (
    FIRST_GREGORIAN_DAY,
    BeforeGregorianCalendar,
    DayOutsideEra,
    Era,
    EraDate,
    NotWareki,
    add_months,
    end_of_day,
    era_of,
    parse_wareki,
    wareki,
    western,
)

GREGORIAN_DAYS = st.dates(FIRST_GREGORIAN_DAY, date(2117, 12, 31))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1927, 1, 1), "昭和2年1月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 2, 29), "令和2年2月29日"),
    ],
)
def test_the_days_on_which_eras_change(day: date, text: str) -> None:
    assert wareki(day) == text
    assert parse_wareki(text) == day


@given(GREGORIAN_DAYS)
def test_every_day_is_read_back(day: date) -> None:
    assert parse_wareki(wareki(day)) == day
    assert era_of(day).gregorian == day
    assert era_of(day).year >= 1


@given(st.dates(date(1868, 1, 1), date(1872, 12, 31)))
def test_before_the_gregorian_calendar_nothing_is_guessed(day: date) -> None:
    with pytest.raises(BeforeGregorianCalendar):
        era_of(day)
    with pytest.raises(BeforeGregorianCalendar):
        parse_wareki("明治5年12月2日")


def test_digits_and_letters_of_the_eras() -> None:
    assert [(era.digit, era.letter) for era in Era] == [(1, "M"), (2, "T"), (3, "S"), (4, "H"), (5, "R")]
    assert [Era.of_digit(era.digit) for era in Era] == list(Era)
    with pytest.raises(ValueError, match="1 to 5"):
        Era.of_digit(0)


@pytest.mark.parametrize(
    "text", ["昭和64年1月8日", "平成元年1月7日", "平成31年5月1日", "令和1年4月30日", "大正16年1月1日"]
)
def test_a_day_of_another_era(text: str) -> None:
    with pytest.raises(DayOutsideEra):
        parse_wareki(text)


@pytest.mark.parametrize(
    "text", ["", "昭和55年2月30日", "昭和元年", "元治元年1月1日", "1980年2月17日", "昭和0年1月1日x"]
)
def test_what_is_no_japanese_date(text: str) -> None:
    with pytest.raises(NotWareki):
        parse_wareki(text)


def test_year_nought_is_no_year() -> None:
    with pytest.raises(DayOutsideEra):
        parse_wareki("昭和0年12月25日")


def test_full_width_digits_and_the_year_one_in_digits() -> None:
    assert parse_wareki("平成１年１月８日") == date(1989, 1, 8)
    assert parse_wareki("令和 元年 5月 1日") == date(2019, 5, 1)


def test_other_forms() -> None:
    assert western(date(1980, 2, 17)) == "1980年2月17日"
    assert EraDate(Era.SHOWA, 5, 2, 7).short == "050207"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 5, 31), -3, date(2024, 2, 29)),
        (date(2023, 5, 31), -3, date(2023, 2, 28)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2023, 1, 15), -1, date(2022, 12, 15)),
        (date(2023, 12, 1), 1, date(2024, 1, 1)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(GREGORIAN_DAYS, st.integers(-240, 240))
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and add_months(later.replace(day=1), 1).day == 1)


def test_a_day_ends_in_japan() -> None:
    assert end_of_day(date(2024, 12, 25)).astimezone(UTC) == datetime(2024, 12, 25, 14, 59, 59, tzinfo=UTC)
