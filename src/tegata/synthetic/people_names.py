"""Names for people who do not exist: surnames by head count, given names by sex and by what was in fashion at birth."""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import NamedTuple

from tegata.rules.names import SPACE, Name, parse_kana, romanise
from tegata.rules.romanisation import NotHiragana
from tegata.rules.sex import Sex
from tegata.synthetic.chance import Weighted
from tegata.synthetic.packages import sandbox_package, table

FASHIONS = (1880, 1926, 1950, 1970, 1990, 2008)
IN_FASHION = 0.6
"""[guess] How many bear one of the names of their years' fashion; the others one of the data set."""

OLD_FORMS = {
    "高橋": (("髙橋", 0.12),),
    "渡辺": (("渡邊", 0.16), ("渡邉", 0.13), ("渡邊\U000e0108", 0.01)),
    "渡部": (("渡邉", 0.02),),
    "山崎": (("山﨑", 0.2),),
    "斎藤": (("齋藤", 0.2), ("齊藤", 0.1)),
    "斉藤": (("齊藤", 0.2),),
    "吉田": (("𠮷田", 0.05),),
    "浜田": (("濵田", 0.15), ("濱田", 0.2)),
    "桜井": (("櫻井", 0.3),),
    "広瀬": (("廣瀬", 0.3), ("廣瀨", 0.05)),
    "沢田": (("澤田", 0.4),),
    "富田": (("冨田", 0.3),),
    "島田": (("嶋田", 0.2),),
    "辻": (("辻\U000e0102", 0.2),),
}
"""[guess] Shares of the forms of one surname."""

_ENDINGS = {
    (Sex.FEMALE, 0): ("こ", "え", "よ", "の", "み"),
    (Sex.FEMALE, 1): ("こ", "み", "え", "か", "り", "な"),
    (Sex.FEMALE, 2): ("な", "り", "か", "ん", "き", "は", "ね", "お", "い", "み", "ほ", "あ"),
    (Sex.MALE, 0): ("お", "いち", "じ", "ぞう", "きち", "ろう", "る", "む", "し"),
    (Sex.MALE, 1): ("お", "いち", "じ", "し", "ろう", "き", "や", "ひこ", "ゆき", "のり", "あき", "ひろ"),
    (Sex.MALE, 2): ("と", "た", "ま", "き", "い", "す", "ん", "く", "や", "が"),
}
"""[guess] How given names ended before 1950, before 1990, and since."""


class Part(NamedTuple):
    """Half a name: as written, in katakana, in roman capitals."""

    written: str
    kana: str
    roman: str


def joined(family: Part, given: Part) -> Name:
    """The two halves as one name."""
    return Name(*(f"{one}{space}{other}" for one, other, space in zip(family, given, (SPACE, SPACE, " "), strict=True)))


def part(written: str, kana: str) -> Part:
    """Half a name, romanised. Raises NotHiragana, NotAName."""
    reading = parse_kana(kana)
    return Part(written, reading, romanise(written, reading))


@cache
def families() -> Weighted[Part]:
    """Surnames by head count, some in their older forms. Raises MissingExtra."""
    surnames = sandbox_package("japanese_personal_name_dataset").load_dataset(include_last_names=True)[2]
    pairs: list[tuple[Part, float]] = []
    for written, entry in surnames.items():
        plain = part(written, entry["reading"])
        old = OLD_FORMS.get(written, ())
        pairs.append((plain, entry["count"] * (1 - sum(share for _, share in old))))
        pairs += [(plain._replace(written=form), entry["count"] * share) for form, share in old]
    return Weighted(pairs)


@dataclass(frozen=True)
class _Fashion:
    fashionable: tuple[Part, ...]
    others: Weighted[tuple[Part, tuple[str, ...]]]

    def draw(self, chance: Random) -> Part:
        if chance.random() < IN_FASHION:
            return chance.choice(self.fashionable)
        reading, spellings = self.others.draw(chance)
        return Part(chance.choice(spellings), reading.kana, reading.roman)


def given_name(chance: Random, sex: Sex, year: int) -> Part:
    """A given name for somebody born in `year`. Raises MissingExtra."""
    index = max((number for number, first in enumerate(FASHIONS) if first <= year), default=0)
    return _fashions()[sex, index].draw(chance)


@cache
def _fashions() -> dict[tuple[Sex, int], _Fashion]:
    rows = table("given_names.csv")
    found: dict[tuple[Sex, int], _Fashion] = {}
    for letter, sex, position in (("M", Sex.MALE, 0), ("F", Sex.FEMALE, 1)):
        for index, first in enumerate(FASHIONS):
            ours = [row for row in rows if row["sex"] == letter and row["from_year"] == str(first)]
            age = (first >= 1950) + (first >= 1990)
            others = _readings(position, "org" if first >= 1990 else "opti", _ENDINGS[sex, age])
            found[sex, index] = _Fashion(tuple(part(row["written"], row["kana"]) for row in ours), others)
    return found


def _readings(position: int, kind: str, endings: tuple[str, ...]) -> Weighted[tuple[Part, tuple[str, ...]]]:
    """Readings with their spellings, weighted by how many spellings they have. The newer list has the rarer ones too."""
    names = sandbox_package("japanese_personal_name_dataset").load_dataset(kind=kind)[position]
    pairs: list[tuple[tuple[Part, tuple[str, ...]], float]] = []
    for reading, entry in names.items():
        if not reading.endswith(endings) or not entry["kanji"]:
            continue
        try:
            pairs.append(((part("", reading), tuple(entry["kanji"])), len(entry["kanji"])))
        except NotHiragana:
            continue
    return Weighted(pairs)
