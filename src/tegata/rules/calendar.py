"""Japanese eras (元号) and the reckoning of months, as the card face and the laws on periods use them.

Days are Gregorian `date`s. Before 1873 Japan reckoned by a lunisolar calendar: such a day is an error, not a guess.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from typing import Self

JST = timezone(timedelta(hours=9), "JST")

FIRST_GREGORIAN_DAY = date(1873, 1, 1)
"""明治6年1月1日 (Dajōkan edict 337 of 明治5)."""


class NotWareki(ValueError):
    """Text that is not a date of the form 昭和55年2月17日, or names a day the calendar does not have."""


class DayOutsideEra(ValueError):
    """A year, month and day that do not lie in the era they are given for."""


class BeforeGregorianCalendar(ValueError):
    """A day before 1873, when months and years were not those of the Gregorian calendar."""


class Era(Enum):
    """元号 since the restoration, in order: kanji, the letter in short notation, first day.

    Meiji: proclaimed 1868-10-23, in force from the first day of that year. Taishō and Shōwa: the day of the accession.
    Heisei: the day after it (Order 1 of 1989). Reiwa: Order 143 of 2019.
    """

    MEIJI = ("明治", "M", date(1868, 1, 25))
    TAISHO = ("大正", "T", date(1912, 7, 30))
    SHOWA = ("昭和", "S", date(1926, 12, 25))
    HEISEI = ("平成", "H", date(1989, 1, 8))
    REIWA = ("令和", "R", date(2019, 5, 1))

    def __init__(self, kanji: str, letter: str, first_day: date) -> None:
        self.kanji = kanji
        self.letter = letter
        self.first_day = first_day

    @property
    def digit(self) -> int:
        """1 for Meiji to 5 for Reiwa, as in the signature certificate."""
        return list(Era).index(self) + 1

    @classmethod
    def of_digit(cls, digit: int) -> Self:
        """Return the era of a digit 1 to 5. Raises ValueError."""
        if not 1 <= digit <= len(cls):
            raise ValueError("an era digit is 1 to 5")
        return list(cls)[digit - 1]


@dataclass(frozen=True, slots=True)
class EraDate:
    """A day in the Japanese calendar: era, year of the era (1 is 元年), month, day of the month."""

    era: Era
    year: int
    month: int
    day: int

    def __str__(self) -> str:
        year = "元" if self.year == 1 else str(self.year)
        return f"{self.era.kanji}{year}年{self.month}月{self.day}日"

    @property
    def short(self) -> str:
        """Six digits YYMMDD, without the era."""
        return f"{self.year:02}{self.month:02}{self.day:02}"

    @property
    def gregorian(self) -> date:
        """The same day as a `date`. Raises NotWareki (no such day), DayOutsideEra, BeforeGregorianCalendar."""
        try:
            day = date(self.era.first_day.year + self.year - 1, self.month, self.day)
        except ValueError:
            raise NotWareki("the calendar has no such day") from None
        if era_of(day).era is not self.era:
            raise DayOutsideEra(f"not a day of {self.era.kanji}")
        return day


def era_of(day: date) -> EraDate:
    """Return `day` in the Japanese calendar. The day an era begins belongs to it. Raises BeforeGregorianCalendar."""
    if day < FIRST_GREGORIAN_DAY:
        raise BeforeGregorianCalendar("before 1873 the Japanese calendar was not the Gregorian one")
    era = max((era for era in Era if era.first_day <= day), key=lambda era: era.first_day)
    return EraDate(era, day.year - era.first_day.year + 1, day.month, day.day)


def wareki(day: date) -> str:
    """Return `day` as the face of a national's card has it: 昭和55年2月17日, 令和元年5月1日."""
    return str(era_of(day))


def western(day: date) -> str:
    """Return `day` as the face of a foreigner's card has it: 1980年2月17日."""
    return f"{day.year}年{day.month}月{day.day}日"


_WAREKI = re.compile(rf"({'|'.join(era.kanji for era in Era)})(元|\d{{1,2}})年(\d{{1,2}})月(\d{{1,2}})日")


def parse_wareki(text: str) -> date:
    """Read 昭和55年2月17日, with half- or full-width digits.

    Raises NotWareki, DayOutsideEra, BeforeGregorianCalendar.
    """
    match = _WAREKI.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        raise NotWareki("a date in the Japanese calendar reads 昭和55年2月17日")
    kanji, year, month, day = match.groups()
    era = next(era for era in Era if era.kanji == kanji)
    return EraDate(era, 1 if year == "元" else int(year), int(month), int(day)).gregorian


def add_months(day: date, months: int) -> date:
    """Return the corresponding day `months` later (earlier if negative), or the last of a month that lacks it.

    Civil Code art. 143(2), proviso.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_day(day: date) -> datetime:
    """Return the last second of `day` in Japan, 23:59:59+09:00: until then what expires on that day is valid."""
    return datetime.combine(day, time(23, 59, 59), JST)
