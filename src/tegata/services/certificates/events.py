"""Facts this room announces. `kind` is `sign` or `auth`; `serial` the certificate's number at its authority.

Moments are missing in facts announced before there were any.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """A certificate exists."""

    resident_id: UUID
    card_id: UUID
    kind: str
    serial: int
    expires: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CertificateEnded:
    """A certificate was revoked or held; `reason` is the CRLReason's standard name."""

    resident_id: UUID
    card_id: UUID
    kind: str
    serial: int
    reason: str
    day: date
    since: datetime | None = None
    """From when on it counts: nothing signed later is valid."""


@dataclass(frozen=True, slots=True)
class CertificateResumed:
    """A hold was lifted: the certificate is good again."""

    resident_id: UUID
    card_id: UUID
    kind: str
    serial: int
    at: datetime
