"""Facts this room announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CardMissing:
    """The daily count found that a card is not where it should be."""

    town: str
    card_id: UUID
    day: date


@dataclass(frozen=True, slots=True)
class PinsReset:
    """A PIN was unlocked or set anew, with the holder there or by the convenience store's way."""

    resident_id: UUID
    card_id: UUID
    town: str
    how: str
    day: date


@dataclass(frozen=True, slots=True)
class CardPosted:
    """A card went by recipient-only mail (本人限定受取郵便) to its holder."""

    resident_id: UUID
    card_id: UUID
    town: str
    day: date
