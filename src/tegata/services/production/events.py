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
