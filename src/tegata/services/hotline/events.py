"""Facts this room announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LossReported:
    """Somebody reported a card lost or stolen by phone."""

    resident_id: UUID
    card_id: UUID
    at: datetime
