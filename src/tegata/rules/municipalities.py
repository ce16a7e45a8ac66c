"""Municipalities and wards by code and by name, with their names as certificates romanise them.

Codes: 全国地方公共団体コード (JIS X 0401, 0402). The table is read at the first question, not at import; its source is
told in data/SOURCE.md.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from tegata.rules.numbers import WrongLength, digits, parse_municipality_code
from tegata.rules.romanisation import WORD_BOUNDARY, hepburn

_ENDINGS = {
    "都": ("と",), "道": ("どう",), "府": ("ふ",), "県": ("けん",), "市": ("し",), "区": ("く",),
    "町": ("ちょう", "まち"), "村": ("そん", "むら"),
}  # fmt: skip

DISTRICTS = {"01361": "Hiyama-gun", "01514": "Esashi-gun"}
"""[guess] 江差町 and 枝幸町 in Hokkaido romanise alike, and revocation lists are told apart by that name: the district
(郡) stands before it, as a city before its ward. Nothing is known of how real certificates write the two."""


class UnknownMunicipality(LookupError):
    """No prefecture, municipality or ward has, or had, this code or name."""


@dataclass(frozen=True)
class Prefecture:
    """都道府県. `roman` has its ending: Tokyo-to, Osaka-fu, Saitama-ken; Hokkaido has none."""

    code6: str
    name: str
    kana: str
    roman: str


@dataclass(frozen=True)
class Municipality:
    """A municipality (市区町村) or a ward of a designated city.

    `since` and `until`: its first and last day, where it was not or is not always in force.
    """

    code6: str
    name: str
    reading: str
    prefecture_entry: Prefecture
    parent: "Municipality | None" = None
    since: date | None = None
    until: date | None = None

    @property
    def code5(self) -> str:
        """The code without its check digit, as certificates have it."""
        return self.code6[:5]

    @property
    def prefecture(self) -> str:
        """Name of the prefecture in kanji."""
        return self.prefecture_entry.name

    @property
    def prefecture_roman(self) -> str:
        """Name of the prefecture in roman letters: Tokyo-to."""
        return self.prefecture_entry.roman

    @property
    def kana(self) -> str:
        """Reading in hiragana, a ward's with its city's."""
        return self.reading.replace(WORD_BOUNDARY, "")

    @property
    def is_ward(self) -> bool:
        """Whether it is a ward (行政区) of a designated city. Tokyo's special wards are municipalities."""
        return self.parent is not None

    @cached_property
    def roman(self) -> str:
        """Name in roman letters: Kiyose-shi, Chiyoda-ku; a ward as <City>-shi-<Ward>-ku."""
        if self.parent is None:
            own = romanised(self.name, self.reading)
            return f"{DISTRICTS[self.code5]}-{own}" if self.code5 in DISTRICTS else own
        own = romanised(self.name, self.reading.removeprefix(self.parent.reading))
        return f"{self.parent.roman}-{own}"


def romanised(name: str, reading: str) -> str:
    """Return `reading` (hiragana) in roman letters, with a hyphen before the ending, the last kanji of `name`."""
    if name == "北海道":
        return hepburn(reading).capitalize()
    for ending in _ENDINGS[name[-1]]:
        stem = reading.removesuffix(ending)
        if stem != reading:
            return f"{hepburn(stem).capitalize()}-{hepburn(ending)}"
    raise ValueError(f"{name} is not read {reading}")


@lru_cache(maxsize=1 << 12)
def municipality(code: str) -> Municipality:
    """Return the municipality or ward of a 5- or 6-digit `code`, also one that is no more.

    Raises InvalidNumber, UnknownMunicipality.
    """
    try:
        code5 = digits("municipality code", code, 5)
    except WrongLength:
        code5 = parse_municipality_code(code)[:5]
    found = _table().by_code5.get(code5)
    if found is None:
        raise UnknownMunicipality(f"no municipality has the code {code5}")
    return found


def municipality_named(prefecture: str, name: str) -> Municipality:
    """Return the municipality or ward now called `name` (札幌市中央区) in `prefecture` (北海道).

    Raises UnknownMunicipality.
    """
    found = _table().by_name.get((prefecture, name))
    if found is None:
        raise UnknownMunicipality(f"{prefecture} has no {name}")
    return found


def prefectures() -> tuple[Prefecture, ...]:
    """Return the 47 prefectures in the order of their codes."""
    return _table().prefectures


def all() -> tuple[Municipality, ...]:  # noqa: A001 (read with its module: municipalities.all())
    """Return the 1,741 municipalities and 171 wards now in force, in the order of their codes."""
    return tuple(_table().by_name.values())


def crl_partitions() -> tuple[Municipality, ...]:
    """Return the 1,892 parts a CA's revocation list is cut into: municipalities, but wards in designated cities."""
    cut = {entry.parent.code6 for entry in all() if entry.parent}
    return tuple(entry for entry in all() if entry.code6 not in cut)


@dataclass(frozen=True)
class _Table:
    prefectures: tuple[Prefecture, ...]
    by_code5: dict[str, Municipality]
    by_name: dict[tuple[str, str], Municipality]


@cache
def _table() -> _Table:
    text = files("tegata.rules").joinpath("data", "municipalities.csv").read_text(encoding="utf8")
    rows = list(csv.DictReader(text.splitlines()))
    provinces = {row["name"]: _prefecture(row) for row in rows if row["kind"] == "prefecture"}
    entries = list(_entries(rows, provinces))
    return _Table(
        tuple(provinces.values()),
        {entry.code5: entry for entry in entries},
        {(entry.prefecture, entry.name): entry for entry in entries if entry.until is None},
    )


def _prefecture(row: dict[str, str]) -> Prefecture:
    return Prefecture(row["code6"], row["name"], row["reading"], romanised(row["name"], row["reading"]))


def _entries(rows: list[dict[str, str]], provinces: dict[str, Prefecture]) -> Iterator[Municipality]:
    cities: dict[str, Municipality] = {}
    for row in rows:
        if row["kind"] == "prefecture":
            continue
        entry = Municipality(
            row["code6"],
            row["name"],
            row["reading"],
            provinces[row["prefecture"]],
            cities[row["parent_code6"]] if row["kind"] == "ward" else None,
            _day(row["since"]),
            _day(row["until"]),
        )
        cities[entry.code6] = entry
        yield entry


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
