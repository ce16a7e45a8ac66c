"""Facts this room announces. `card_id` is the order's id from the first day to the shredder, never a position in a batch."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CardOrdered:
    """A card is to be made."""

    resident_id: UUID
    card_id: UUID
    application_id: UUID
    town: str


@dataclass(frozen=True, slots=True)
class CardMade:
    """A card was made, read back and found right."""

    resident_id: UUID
    card_id: UUID
    application_id: UUID
    town: str
    day: date
    expires: date


@dataclass(frozen=True, slots=True)
class CardHandedOver:
    """The holder has the card (交付)."""

    resident_id: UUID
    card_id: UUID
    town: str
    day: date
    first: bool
    """Whether the resident held no card before."""


@dataclass(frozen=True, slots=True)
class CardSuspended:
    """Its use was stopped for a time (一時停止)."""

    resident_id: UUID
    card_id: UUID
    town: str
    day: date


@dataclass(frozen=True, slots=True)
class CardResumed:
    """The holder has it again and was identified; held certificates are issued anew."""

    resident_id: UUID
    card_id: UUID
    town: str
    day: date


@dataclass(frozen=True, slots=True)
class CardInvalidated:
    """A card fell invalid (失効). `ground` is the name of a rules.invalidity.Ground; `why` the statistics' reason.

    `why`: `died`, `expired`, `lost`, `renewed`, `moved abroad`, `other` – and `discarded` before handover.
    `was_held` tells whether the holder had it.
    """

    resident_id: UUID
    card_id: UUID
    town: str
    ground: str
    why: str
    day: date
    was_held: bool


@dataclass(frozen=True, slots=True)
class CardExpiring:
    """The notice (有効期限通知書) is due: the card's, or its certificates'."""

    resident_id: UUID
    card_id: UUID
    town: str
    what: str
    """`card` or `certificates`."""
    expires: date
