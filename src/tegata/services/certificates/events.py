"""Facts this room announces. `kind` is `sign` or `auth`; `serial` the certificate's number at its authority."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """A certificate exists."""

    resident_id: UUID
    card_id: UUID
    kind: str
    serial: int
    expires: date


@dataclass(frozen=True, slots=True)
class CertificateEnded:
    """A certificate was revoked or held; `reason` is the CRLReason's standard name."""

    resident_id: UUID
    card_id: UUID
    kind: str
    serial: int
    reason: str
    day: date
