"""Reads of the statistics: figures of a place on a day, by town, by age, over time, and reasons. Sums of counters, no person.

A place is a 6-digit code: a municipality's, a prefecture's, or empty for the nation.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import accumulate

from django.db.models import QuerySet, Sum

from tegata.rules import municipalities
from tegata.rules.municipalities import municipality, prefectures
from tegata.services.statistics.models import Counter
from tegata.services.statistics.rules import Measure, Reason, age_band, percent, population_day, publishable, shown

SHOWN = (Measure.POPULATION, Measure.APPLICATIONS, Measure.ISSUED, Measure.HELD, Measure.CANCELLED)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one place or age on a day; `age` is the lowest of a band. None: too few to be shown."""

    population: int | None
    applications: int | None
    issued: int | None
    held: int | None
    cancelled: int | None
    town: str = ""
    age: int | None = None
    base_population: int | None = None
    """Of rules.population_day: what the rate of cards issued was taken over until May 2023."""

    @property
    def issued_rate(self) -> float | None:
        """交付枚数率, the old way: cumulative, over the population of that 1 January. Can pass 100."""
        return percent(self.issued, self.base_population)

    @property
    def held_rate(self) -> float | None:
        """保有枚数率: cards held by those who live there now, over those who live there now."""
        return percent(self.held, self.population)


@dataclass(frozen=True, slots=True)
class Point:
    """Applications, cards issued and cancelled until a day, and held on it. None: too few to be shown."""

    day: date
    applications: int | None
    issued: int | None
    held: int | None
    cancelled: int | None


def figures(place: str, day: date) -> Figures:
    """Return the totals of a place: two queries."""
    sums: dict[str, int] = dict(
        _until(place, day).values_list("measure").annotate(sum=Sum("count")).values_list("measure", "sum")
    )
    base = _until(place, population_day(day)).filter(measure=Measure.POPULATION).aggregate(sum=Sum("count"))["sum"]
    return _figures([shown(sums.get(measure, 0)) for measure in SHOWN], place, None, shown(base or 0))


def by_town(place: str, day: date) -> list[Figures]:
    """Return the figures of each town of a place that has any, in the order of their codes. Two queries."""
    return _by(lambda town: town, place, day)


def by_prefecture(day: date) -> list[Figures]:
    """Return the figures of each prefecture that has any, in the order of their codes. Two queries."""
    codes = {each.code6[:2]: each.code6 for each in prefectures()}
    return _by(lambda town: codes[town[:2]], "", day)


def _by(part: Callable[[str], str], place: str, day: date) -> list[Figures]:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = _until(place, day).values("town", "measure").annotate(sum=Sum("count"))
    for town, measure, count in rows.values_list("town", "measure", "sum"):
        sums[part(town)][measure] += count
    bases: dict[str, int] = defaultdict(int)
    base = _until(place, population_day(day)).filter(measure=Measure.POPULATION)
    for town, count in base.values("town").annotate(sum=Sum("count")).values_list("town", "sum"):
        bases[part(town)] += count
    return [
        _figures([shown(sums[code][measure]) for measure in SHOWN], code, None, shown(bases[code]))
        for code in sorted(sums)
    ]


def by_age(place: str, day: date) -> list[Figures]:
    """Return the figures by band of five years, small cells hidden. One query."""
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = _until(place, day).values("born", "measure").annotate(sum=Sum("count"))
    for born, measure, count in rows.values_list("born", "measure", "sum"):
        sums[age_band(born, day.year)][measure] += count
    bands = sorted(sums)
    columns = [publishable([sums[band][measure] for band in bands]) for measure in SHOWN]
    return [_figures([column[row] for column in columns], "", band) for row, band in enumerate(bands)]


def reasons(place: str, day: date) -> list[tuple[Reason, int | None]]:
    """Return the cards cancelled by reason, in the ministry's order, small cells hidden. One query."""
    rows = _until(place, day).filter(measure=Measure.CANCELLED).values("detail").annotate(sum=Sum("count"))
    sums = dict(rows.values_list("detail", "sum"))
    return list(zip(Reason, publishable([sums.get(reason, 0) for reason in Reason]), strict=True))


def over_time(place: str, day: date) -> list[Point]:
    """Return a point for each day on which something was counted, oldest first. One query."""
    changes: dict[date, dict[str, int]] = defaultdict(dict)
    rows = _until(place, day).filter(measure__in=SHOWN[1:]).values("day", "measure").annotate(sum=Sum("count"))
    for on, measure, count in rows.values_list("day", "measure", "sum"):
        changes[on][measure] = count
    days = sorted(changes)
    series = [list(map(shown, accumulate(changes[on].get(measure, 0) for on in days))) for measure in SHOWN[1:]]
    return [
        Point(on, applications, issued, held, cancelled)
        for on, applications, issued, held, cancelled in zip(days, *series, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Published:
    """A row of the ministry's series (data/SOURCE.md): cards issued, over the population of an earlier 1 January."""

    place: str
    day: date
    population_day: date
    population: int
    issued: int
    age: int | None = None

    @property
    def rate(self) -> float | None:
        """Per cent, as the ministry published it."""
        return percent(self.issued, self.population)


def published(place: str) -> tuple[Published, ...]:
    """Return the ministry's series of the nation, a prefecture or a municipality; empty for other codes."""
    return _published().get(place, ())


def published_ages() -> tuple[Published, ...]:
    """Return the ministry's last table by age, of the nation."""
    return _published()["ages"]


@cache
def _published() -> dict[str, tuple[Published, ...]]:
    found: dict[str, list[Published]] = defaultdict(list)
    population_days: dict[str, str] = {}
    for file in ("prefectures", "towns", "ages"):
        text = files("tegata.services.statistics").joinpath("data", f"{file}.csv").read_text(encoding="utf8")
        for row in csv.DictReader(text.splitlines()):
            of = row.get("population_day") or population_days[row["day"]]
            population_days[row["day"]] = of
            place, age = row.get("code", "ages"), int(row["age"]) if "age" in row else None
            numbers = int(row["population"]), int(row["issued"])
            found[place].append(Published(place, date.fromisoformat(row["day"]), date.fromisoformat(of), *numbers, age))
    return {place: tuple(rows) for place, rows in found.items()}


def is_prefecture(place: str) -> bool:
    """Whether a code is a prefecture's."""
    return any(each.code6 == place for each in prefectures())


def place_name(place: str, *, japanese: bool) -> str:
    """Return what a place is called; the nation is empty. Raises UnknownMunicipality or InvalidNumber."""
    if not place:
        return ""
    for each in prefectures():
        if each.code6 == place:
            return each.name if japanese else each.roman
    town = municipality(place)
    return f"{town.prefecture}{town.name}" if japanese else f"{town.roman}, {town.prefecture_roman}"


def prefecture_of(place: str) -> str:
    """Return the code of the prefecture in which a place lies, empty for the nation."""
    return next((each.code6 for each in prefectures() if place and each.code6[:2] == place[:2]), "")


def towns_of(prefecture: str) -> list[str]:
    """Return the codes of the municipalities of a prefecture."""
    return [each.code6 for each in municipalities.all() if each.code6[:2] == prefecture[:2] and not each.is_ward]


def _until(place: str, day: date) -> QuerySet[Counter]:
    counters = Counter.objects.filter(day__lte=day, measure__in=SHOWN)
    if not place:
        return counters
    return counters.filter(town__startswith=place[:2]) if is_prefecture(place) else counters.filter(town=place)


def _figures(counts: Iterable[int | None], town: str, age: int | None, base: int | None = None) -> Figures:
    population, applications, issued, held, cancelled = counts
    return Figures(population, applications, issued, held, cancelled, town, age, base)
