"""Facts this room announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ApplicationReceived:
    """An application arrived; the resident is told, for it may be somebody else's doing."""

    resident_id: UUID
    application_id: UUID
    town: str
    channel: str
    day: date


@dataclass(frozen=True, slots=True)
class ApplicationAccepted:
    """The town reviewed it and a card is to be made."""

    resident_id: UUID
    application_id: UUID
    town: str
    received: date
    reason: str
    """`first`, `renewal`, `reissue` (lost, broken), `note field full`, `number changed`, `photo`."""
    handover: str
    """`collection` (交付時来庁) or `post` (申請時来庁: identified at application, sent by recipient-only mail)."""
    face_only: bool


@dataclass(frozen=True, slots=True)
class ApplicationClosed:
    """It ended without a card: `outcome` is `cancelled`, `rejected` or `lapsed`."""

    resident_id: UUID
    application_id: UUID
    town: str
    outcome: str
    day: date
