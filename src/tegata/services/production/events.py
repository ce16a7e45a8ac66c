"""Facts this room announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ShipmentSent:
    """A parcel with a manifest is on its way to a town."""

    shipment_id: UUID
    town: str
    cards: int
    day: date


@dataclass(frozen=True, slots=True)
class CardPosted:
    """A card went by recipient-only mail (本人限定受取郵便) to its holder."""

    resident_id: UUID
    card_id: UUID
    town: str
    day: date
