"""Facts this room announces: that there is a number, never which."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NumberAssigned:
    """A resident has a first Individual Number; the notice (個人番号通知書) is to be sent."""

    resident_id: UUID
    town: str
    day: date


@dataclass(frozen=True, slots=True)
class NumberChanged:
    """The number was changed (Act art. 7(2)): cards that show the old one fall invalid (Order 14(8))."""

    resident_id: UUID
    town: str
    day: date
