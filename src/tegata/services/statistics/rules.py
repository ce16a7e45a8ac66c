"""Decisions of the statistics: what is counted, under which age, over which population, and which cells are not shown.

A resident's part in the counters is one value, `Standing`; what an event adds and takes away is the difference of two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

SMALLEST_SHOWN = 10
"""[guess] A cell of fewer people or cards is not published, for a town and an age may point to one person. (The ministry
publishes no town by age; every town's total it does, however small.)"""

NEW_POPULATION_FROM_MONTH = 8
"""[guess] The register's population of 1 January is used from August on: between 31 July and 31 August the ministry's series
went over to it in 2021 and 2022, a month earlier or later in other years."""

OLDEST = 90
"""The ministry's last band: 90 and over."""


class Measure(StrEnum):
    """What is counted. The last two are announced by rooms that are still to come: their names stand, without figures."""

    POPULATION = "population"  # 住民基本台帳人口
    APPLICATIONS = "applications"  # 申請件数, cumulative
    MADE = "made"
    ISSUED = "issued"  # 交付枚数, cumulative: where it was handed over, for good
    HELD = "held"  # 保有枚数, net: where the holder lives
    CANCELLED = "cancelled"  # 廃止枚数, cumulative, by reason
    DISCARDED = "discarded"  # made and never handed over
    CERTIFICATES_ISSUED = "certificates issued"
    CERTIFICATES_ENDED = "certificates ended"
    INSURANCE = "insurance registrations"  # 健康保険証としての利用登録
    ACCOUNTS = "account registrations"  # 公金受取口座の登録


class Reason(StrEnum):
    """Why a card was cancelled: the ministry's six, in its order (2023-07-07)."""

    DIED = "died"
    EXPIRED = "expired"
    LOST = "lost"
    RENEWED = "renewed"
    MOVED_ABROAD = "moved abroad"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cell:
    """One counter. `born` is the year of birth: an age would drift while its people grow older."""

    measure: Measure
    detail: str
    town: str
    born: int
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What the counters of population and cards held contain of one resident.

    `version` of the resident record it was taken from: an older event that comes late changes nothing.
    """

    town: str
    born: int
    version: int = 0
    lives: bool = False
    held: int = 0


def after_entry(before: Standing, entered: Standing) -> Standing:
    """Return the standing after a version of the resident record was entered; `held` is not the register's to say."""
    return before if entered.version <= before.version else replace(entered, held=before.held)


def differences(before: Standing | None, after: Standing, day: date) -> dict[Cell, int]:
    """Return what is to be added on `day` to the counters, so that they contain `after` instead of `before`."""
    found: dict[Cell, int] = {}
    for standing, sign in ((before, -1), (after, 1)):
        if standing is None:
            continue
        for measure, count in ((Measure.POPULATION, int(standing.lives)), (Measure.HELD, standing.held)):
            cell = Cell(measure, "", standing.town, standing.born, day)
            found[cell] = found.get(cell, 0) + sign * count
    return {cell: count for cell, count in found.items() if count}


def age_band(born: int, year: int) -> int:
    """Return the lowest age of the band of five years for the age that is reached in `year`."""
    return min(max(year - born, 0) // 5 * 5, OLDEST)


def population_day(day: date) -> date:
    """Return the 1 January whose population a rate on `day` was taken over (人口算出基準日)."""
    return date(day.year if day.month >= NEW_POPULATION_FROM_MONTH else day.year - 1, 1, 1)


def percent(part: int | None, whole: int | None) -> float | None:
    """Return a rate with one decimal, None where a side is not shown or there is nobody."""
    return round(100 * part / whole, 1) if part is not None and whole else None


def shown(count: int) -> int | None:
    """Return a count as it may be shown by itself: None for the small."""
    return None if 0 < count < SMALLEST_SHOWN else count


def publishable(cells: Sequence[int]) -> list[int | None]:
    """Return the cells of one sum as they may be shown: None for the small, and never for one alone.

    With the sum beside them, one hidden cell could be reckoned back: then the smallest of the others goes too.
    """
    hidden = {index for index, count in enumerate(cells) if 0 < count < SMALLEST_SHOWN}
    others = [index for index, count in enumerate(cells) if count and index not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda index: cells[index]))
    return [None if index in hidden else count for index, count in enumerate(cells)]
