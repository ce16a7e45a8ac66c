"""How long cards and certificates of the present and of the next generation live, as a table.

Present: Ordinance 85 of 2014. Next: final report of the task force on the next card, 2024-03-18;
where it is silent: [guess].
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

NEXT_GENERATION_STARTS = date(2026, 10, 1)
"""[guess] The date the task force worked with; it was put off later. Every function takes another one."""


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Birthdays after the day of issue, and months around the expiry."""

    adult_card: int
    minor_card: int
    certificate: int
    months_after_birthday: int
    renewal_months: int


class Generation(Enum):
    """現行カード and 次期カード."""

    PRESENT = Lifetimes(adult_card=10, minor_card=5, certificate=5, months_after_birthday=0, renewal_months=3)
    # The month after the birthday is stated for adults' cards; [guess] minors' cards and certificates have it too.
    NEXT = Lifetimes(adult_card=10, minor_card=5, certificate=10, months_after_birthday=1, renewal_months=12)


def generation_made_on(day: date, *, starts: date = NEXT_GENERATION_STARTS) -> Generation:
    """Return the generation of a card made on `day`, the next one beginning on `starts`."""
    return Generation.PRESENT if day < starts else Generation.NEXT
