"""Decisions about certificates: who gets which, what ends them and as what, and what this room needs of the two authorities.

Law: JPKI Act art. 3 and 22 (who), 7 and 26 (how long), 9 to 12 and 28 to 31 (end). Reasons are pki.revocation's table.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from tegata.pki.holder import Holder
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import CertificateStatus, LifeEvent
from tegata.rules import life_events
from tegata.rules.ages import age_on
from tegata.rules.expiry import SIGNATURE_FROM_AGE, notice_window
from tegata.rules.invalidity import Ground


class AuthorityAway(Exception):
    """An authority cannot be reached: its folder, records or keys are away. Nothing is lost; what was asked waits."""

    def __init__(self, why: str = "") -> None:
        because = f" ({why})" if why else ""
        super().__init__(f"the certification authority cannot be reached{because}; the order waits and is done later")


class Authorities(Protocol):
    """Port `authorities`: the two certification authorities. Every method raises AuthorityAway."""

    def prepare(
        self, kind: Kind, holder: Holder, public_key: bytes, not_after: datetime, now: datetime
    ) -> tuple[str, int]:
        """First step: checked and recorded there. Returns the one-time token and the serial. Raises as pki.issuing.prepare."""

    def issue(self, kind: Kind, token: str, serial: int) -> bytes:
        """Second step: the certificate, DER. Asked again with the same token it is the same certificate."""

    def issued(self, kind: Kind, serial: int) -> bytes | None:
        """A certificate that exists, DER."""

    def apply(self, kind: Kind, serial: int, event: LifeEvent, now: datetime) -> CertificateStatus:
        """What an event does to a certificate, once however often it is asked. Returns the status then."""

    def resume(self, kind: Kind, serial: int, now: datetime) -> CertificateStatus:
        """Lift a hold where the installation's policy allows it. Returns the status then, lifted or not."""

    def statuses(self, kind: Kind) -> Iterator[tuple[int, CertificateStatus]]:
        """Serial and status of every holder's certificate that exists."""

    def authority_certificate(self, kind: Kind) -> bytes:
        """The authority's own certificate, DER: the chip holds it too."""

    def validate(self, certificate: bytes, now: datetime) -> UnverifiedCertificate:
        """Accept an authentication certificate: path and status at this moment. Raises pki.path.PathError."""


class OrderState(StrEnum):
    """Where an order to an authority stands. Each step is written down before the next begins."""

    ASKED = "asked"
    PREPARED = "prepared"  # the authority's token is kept
    ISSUED = "issued"
    REFUSED = "refused"  # the authority or the rules said no: asking again is a new decision
    CANCELLED = "cancelled"  # what it was for ended before there was a certificate


OPEN = frozenset({OrderState.ASKED, OrderState.PREPARED})


class CertificateRefused(ValueError):
    """No such certificate can be had. The text says why and what to do."""


def entitled(kind: Kind, birth: date, today: date, *, face_only: bool) -> bool:
    """Whether a holder gets a certificate of this kind: for signatures none under 15 and none on a face-only card.

    A face-only card keeps the authentication certificate: the insurance reader uses it once it has seen the face.
    """
    return kind is Kind.AUTHENTICATION or (not face_only and age_on(birth, today) >= SIGNATURE_FROM_AGE)


_BY_GROUND = {
    Ground.DIED: LifeEvent.DEATH,
    Ground.LEFT_JAPAN: LifeEvent.MOVED_ABROAD,
    Ground.NUMBER_CHANGED: LifeEvent.NUMBER_CHANGED,
    Ground.RESIDENT_CODE_CORRECTED: LifeEvent.NUMBER_CHANGED,
    Ground.OUTSIDE_THE_REGISTER: LifeEvent.RECORD_ERROR,
    Ground.RECORD_ERASED: LifeEvent.RECORD_ERROR,
    Ground.RETURN_ORDERED: LifeEvent.RECORD_ERROR,
    Ground.MOVE_IN_NOT_NOTIFIED: LifeEvent.CARD_RETURNED,
    Ground.NOT_CARRIED_ON: LifeEvent.CARD_RETURNED,
}
"""What the end of a card is to the authorities, as far as the ground tells. [guess] for the last two."""


def ends_signature(event: str, *, four_attributes: bool) -> bool:
    """Whether a life event of the resident record ends the signature certificate and no more (JPKI Act art. 12).

    What ends the card ends both, and is heard from the cards.
    """
    kinds = {
        kind.value for kind in life_events.LifeEvent if kind.effect.certificates == LifeEvent.ATTRIBUTES_CHANGED.name
    }
    return four_attributes and event in kinds


def event_of_end(ground: str, why: str, *, was_held: bool) -> LifeEvent | None:
    """Return what the end of a card is to the authorities. None: it expired, and its certificates with it."""
    if not was_held:
        return LifeEvent.DISCARDED_BEFORE_HANDOVER
    found = Ground[ground]
    if found is Ground.EXPIRED:
        return None
    if found is Ground.RETURNED:
        return {"lost": LifeEvent.LOSS_REPORTED_AT_COUNTER, "renewed": LifeEvent.RENEWAL}.get(
            why, LifeEvent.CARD_RETURNED
        )
    return _BY_GROUND[found]


def reason_of(status: CertificateStatus) -> str:
    """Return the standard name of a status' reason; empty while it is good."""
    return "" if status.reason is None else status.reason.standard_name


def notice_on(expires: date, card_expires: date) -> date | None:
    """Return the day of the notice about certificates; None where they end with the card, whose own notice serves both."""
    window = None if expires >= card_expires else notice_window(expires)
    return window[0] if window else None
