"""Residents of a town who do not exist, as a stream: one seed, the same people. Hard cases stand among them, labelled.

They have no Individual Number: the office that numbers assigns it from `running`. "Today" is a parameter.
"""

from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from random import Random

from tegata.synthetic.hard_cases import HARD_CASES
from tegata.synthetic.people_making import Maker
from tegata.synthetic.people_record import Story, SyntheticResident
from tegata.synthetic.places import Places

__all__ = ["HARD_CASE_EVERY", "Story", "SyntheticResident", "town"]

HARD_CASE_EVERY = 25
"""Households between two hard cases; all of them come round within 2,000 residents."""


def town(code: str, count: int, seed: int, today: date, *, first: int = 1) -> Iterator[SyntheticResident]:
    """Yield `count` residents of a municipality, household by household; the last one may be cut off.

    `first` is the running number of the first, so that towns do not share any. Raises MissingExtra, InvalidNumber,
    UnknownMunicipality, NoPlaces, each before the first resident.
    """
    maker = Maker(Random(f"{seed}/{code}"), today, Places(code), first)  # a text: the same on every machine
    return islice(_residents(maker), count)


def _residents(maker: Maker) -> Iterator[SyntheticResident]:
    for case in cycle(HARD_CASES):
        for _ in range(HARD_CASE_EVERY):
            yield from maker.household()
        yield from case(maker)
