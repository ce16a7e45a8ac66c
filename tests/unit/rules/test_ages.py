"""Age by the Act on Calculation of Ages: full when the day before the birthday ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.ages import NotYetBorn, age_on, day_attained

BIRTHS = st.dates(date(1900, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2006, 4, 1), date(2024, 3, 31), 17),
        (date(2006, 4, 1), date(2024, 4, 1), 18),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2000, 1, 1), date(2000, 1, 1), 0),
        (date(2000, 12, 31), date(2001, 12, 30), 0),
    ],
)
def test_ages(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("birth", "age", "attained"),
    [
        (date(2006, 4, 1), 18, date(2024, 3, 31)),
        (date(2004, 2, 29), 18, date(2022, 2, 28)),
        (date(2004, 2, 29), 20, date(2024, 2, 28)),
        (date(2004, 3, 1), 20, date(2024, 2, 29)),
        (date(2005, 1, 1), 20, date(2024, 12, 31)),
    ],
)
def test_the_day_at_whose_end_an_age_is_full(birth: date, age: int, attained: date) -> None:
    assert day_attained(birth, age) == attained


@given(BIRTHS, st.integers(1, 120))
def test_the_age_rises_overnight(birth: date, age: int) -> None:
    eve = day_attained(birth, age)
    assert age_on(birth, eve) == age - 1
    assert age_on(birth, eve + timedelta(days=1)) == age


@given(BIRTHS, st.integers(1, 100))
def test_nobody_is_old_before_the_birth(birth: date, days: int) -> None:
    with pytest.raises(NotYetBorn):
        age_on(birth, birth - timedelta(days=days))
