"""Foreign residents who do not exist: roman capitals as on the residence card, kana, and their stay."""

from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from tegata.rules.names import Name
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.synthetic.chance import Weighted
from tegata.synthetic.packages import table
from tegata.synthetic.people_names import Part

NATIONAL = "JPN"


class Stay(NamedTuple):
    """Nationality (ISO 3166-1 alpha-3), group of residence, status of residence (在留資格), last day of the stay."""

    nationality: str = NATIONAL
    residence: Residence = Residence.NATIONAL
    status: str = ""
    ends: date | None = None


_STATUSES = Weighted(
    (
        ((Residence.PERMANENT, "永住者", 0), 27),
        ((Residence.SPECIAL_PERMANENT, "特別永住者", 0), 8),
        ((Residence.HIGHLY_SKILLED_II, "高度専門職２号", 0), 0.2),
        ((Residence.MID_TO_LONG_TERM, "技術・人文知識・国際業務", 5), 13),
        ((Residence.MID_TO_LONG_TERM, "技能実習", 1), 12),
        ((Residence.MID_TO_LONG_TERM, "留学", 2), 11),
        ((Residence.MID_TO_LONG_TERM, "特定技能", 1), 8),
        ((Residence.MID_TO_LONG_TERM, "家族滞在", 3), 8),
        ((Residence.MID_TO_LONG_TERM, "定住者", 5), 6),
        ((Residence.MID_TO_LONG_TERM, "日本人の配偶者等", 3), 4),
        ((Residence.PROVISIONAL_STAY, "仮滞在許可", 1), 0.1),
    )
)
"""[guess] Status, the years its stay is given for, and its share in per cent, after the shares of recent years."""


def stay(chance: Random, today: date) -> Stay:
    """Nationality and stay of a foreigner. Special permanent residents are Koreans here, as nine in ten are."""
    residence, status, years = _STATUSES.draw(chance)
    nationality = "KOR" if residence is Residence.SPECIAL_PERMANENT else _nationalities().draw(chance)
    ends = today + timedelta(days=chance.randint(1, 365 * years)) if years else None
    return Stay(nationality, residence, status, ends)


def family_name(chance: Random, nationality: str) -> Part:
    """A family name in roman capitals."""
    return chance.choice(_parts()[nationality, "family"])


def given_name(chance: Random, nationality: str, sex: Sex) -> Part:
    """A given name in roman capitals."""
    return chance.choice(_parts()[nationality, "male" if sex is Sex.MALE else "female"])


def joined(family: Part, given: Part) -> Name:
    """The name as the record has it: written in roman capitals, with a space of that script."""
    return Name(f"{family.roman} {given.roman}", f"{family.kana}　{given.kana}", f"{family.roman} {given.roman}")


@cache
def _nationalities() -> Weighted[str]:
    return Weighted({row["nationality"]: float(row["share"]) for row in table("foreign_names.csv")}.items())


@cache
def _parts() -> dict[tuple[str, str], list[Part]]:
    found: dict[tuple[str, str], list[Part]] = {}
    for row in table("foreign_names.csv"):
        entry = Part(row["roman"], row["kana"].replace(" ", "　"), row["roman"])
        found.setdefault((row["nationality"], row["part"]), []).append(entry)
    return found
