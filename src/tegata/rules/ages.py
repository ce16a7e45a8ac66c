"""Age by law: the Act on Calculation of Ages (年齢計算ニ関スル法律, Act 50 of 1902) with Civil Code art. 143.

A year of age is full when the day before the birthday ends. Whoever is born on 29 February has, in a common year,
the full year when 28 February ends. This is not the rule for the day a card expires; see `expiry.birthday_in`.
"""

import calendar
from datetime import date, timedelta


class NotYetBorn(ValueError):
    """An age was asked for a day before the birth."""


def day_attained(birth: date, age: int) -> date:
    """Return the day at whose end (24:00) somebody born on `birth` is `age` years old: the day before the birthday."""
    return _first_day_of_age(birth, age) - timedelta(days=1)


def age_on(birth: date, day: date) -> int:
    """Return the age in full years during `day`. It rises with the first second of the birthday. Raises NotYetBorn."""
    if day < birth:
        raise NotYetBorn("there is no age before the birth")
    years = day.year - birth.year
    return years if _first_day_of_age(birth, years) <= day else years - 1


def _first_day_of_age(birth: date, age: int) -> date:
    year = birth.year + age
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)
