"""Facts this room announces. Firms by their ids; of a holder the public id alone."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A holder agreed that a firm gets the latest attributes."""

    resident_id: UUID
    consent_id: UUID
    provider: str
    day: date


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A holder took a consent back. Nobody pushes it to the operator: it asks."""

    resident_id: UUID
    consent_id: UUID
    provider: str
    day: date
