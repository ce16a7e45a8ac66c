"""Who lives together: relation, sex and age, so that ages and household kinds of a town come out as in the country."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from random import Random
from typing import NamedTuple

from tegata.rules.sex import Sex
from tegata.synthetic.chance import Weighted
from tegata.synthetic.packages import table

OLDEST = 112
MOTHERS_AGE = (31.0, 4.5)
"""[guess] Mean and deviation of a mother's age at a birth."""
YOUNGEST_MOTHER = 19
CHILDREN = Weighted(((1, 45), (2, 42), (3, 11), (4, 2)))


class Relation(StrEnum):
    """Relation to the head of the household (世帯主との続柄)."""

    HEAD = "世帯主"
    WIFE = "妻"
    HUSBAND = "夫"
    CHILD = "子"
    FATHER = "父"
    MOTHER = "母"


class Member(NamedTuple):
    """Somebody in a household. Age in full years."""

    relation: Relation
    sex: Sex
    age: int


def members(chance: Random) -> list[Member]:
    """Draw a household, the head first.

    Somebody is drawn by age, then with whom they live. A household of n is met n times as often so; it is kept once in n.
    """
    while True:
        band, sex = _ages().draw(chance)
        age = band + chance.randrange(5) if band < 90 else min(OLDEST, 90 + int(chance.expovariate(0.4)))
        household = _ROLES[_roles(age).draw(chance)](chance, age, sex)
        if chance.random() * len(household) < 1:
            return household


def take_up(sex: Sex, age: int) -> float:
    """Share of those of an age to whom a card had been issued by the end of 2022."""
    return _take_up()[sex, min(90, age // 5 * 5)]


@cache
def _ages() -> Weighted[tuple[int, Sex]]:
    return Weighted(
        ((int(row["age_from"]), sex), int(row[column]))
        for row in table("ages.csv")
        for sex, column in ((Sex.MALE, "men"), (Sex.FEMALE, "women"))
    )


@cache
def _take_up() -> dict[tuple[Sex, int], float]:
    return {
        (sex, int(row["age_from"])): float(row[column]) / 100
        for row in table("ages.csv")
        for sex, column in ((Sex.MALE, "men_percent"), (Sex.FEMALE, "women_percent"))
    }


@cache
def _roles(age: int) -> Weighted[str]:
    rows = table("households.csv")
    row = [row for row in rows if int(row["age_from"]) <= age][-1]
    return Weighted((role, int(row[role])) for role in _ROLES if int(row[role]))


def _single(_chance: Random, age: int, sex: Sex) -> list[Member]:
    return [Member(Relation.HEAD, sex, age)]


def _couple(chance: Random, age: int, sex: Sex) -> list[Member]:
    """[guess] Husbands are two years older on average, and the head in 95 of 100."""
    gap = round(chance.gauss(2, 3.5))
    husband = max(18, age if sex is Sex.MALE else age + gap)
    wife = max(18, age if sex is Sex.FEMALE else age - gap)
    if chance.random() < 0.95:
        return [Member(Relation.HEAD, Sex.MALE, husband), Member(Relation.WIFE, Sex.FEMALE, wife)]
    return [Member(Relation.HEAD, Sex.FEMALE, wife), Member(Relation.HUSBAND, Sex.MALE, husband)]


def _parent(chance: Random, age: int, sex: Sex) -> list[Member]:
    couple = _couple(chance, age, sex)
    mother = next(member.age for member in couple if member.sex is Sex.FEMALE)
    return couple + list(_children(chance, mother))


def _lone_parent(chance: Random, age: int, sex: Sex) -> list[Member]:
    return [Member(Relation.HEAD, sex, age), *_children(chance, age)]


def _child(chance: Random, age: int, sex: Sex) -> list[Member]:
    couple = _couple(chance, age + _birth(chance), Sex.FEMALE)
    return couple + list(_siblings(chance, age, sex))


def _child_of_one(chance: Random, age: int, sex: Sex) -> list[Member]:
    """[guess] Nine in ten lone parents are mothers."""
    parent = Sex.FEMALE if chance.random() < 0.9 else Sex.MALE
    return [Member(Relation.HEAD, parent, age + _birth(chance)), *_siblings(chance, age, sex)]


def _grandparent(chance: Random, age: int, sex: Sex) -> list[Member]:
    relation = Relation.MOTHER if sex is Sex.FEMALE else Relation.FATHER
    return [*_parent(chance, max(20, age - _birth(chance)), Sex.MALE), Member(relation, sex, age)]


def _birth(chance: Random) -> int:
    return min(44, max(YOUNGEST_MOTHER, round(chance.gauss(*MOTHERS_AGE))))


def _children(chance: Random, mother: int) -> Iterator[Member]:
    births = (min(_birth(chance), mother - chance.randint(0, 8)) for _ in range(CHILDREN.draw(chance)))
    ages = {mother - birth for birth in births if birth >= YOUNGEST_MOTHER}
    for age in sorted(ages, reverse=True):
        yield Member(Relation.CHILD, _sex(chance), age)


def _siblings(chance: Random, age: int, sex: Sex) -> Iterator[Member]:
    others = {age + chance.choice((-4, -3, -2, 2, 3, 4)) for _ in range(CHILDREN.draw(chance) - 1)}
    found = [Member(Relation.CHILD, _sex(chance), other) for other in others if other >= 0]
    yield from sorted([*found, Member(Relation.CHILD, sex, age)], key=lambda member: -member.age)


def _sex(chance: Random) -> Sex:
    return Sex.MALE if chance.random() < 0.512 else Sex.FEMALE


_ROLES: dict[str, Callable[[Random, int, Sex], list[Member]]] = {
    "single": _single,
    "couple": _couple,
    "parent": _parent,
    "lone_parent": _lone_parent,
    "child": _child,
    "child_of_one": _child_of_one,
    "grandparent": _grandparent,
}
