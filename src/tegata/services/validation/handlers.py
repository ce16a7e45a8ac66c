"""What the feed of changes tells: every certificate that comes, is held, comes back or ends."""

from collections.abc import Sequence

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.certificates.events import CertificateEnded, CertificateIssued, CertificateResumed
from tegata.services.validation import actions
from tegata.services.validation.rules import fact_of


def _issued_together(act: Act, events: Sequence[CertificateIssued]) -> None:
    actions.tell(fact_of(event, act.at) for event in events)


@handles(CertificateIssued, "validation.certificate issued", together=_issued_together)
def certificate_issued(act: Act, event: CertificateIssued) -> None:
    """It is there, and good."""
    actions.tell([fact_of(event, act.at)])


@handles(CertificateEnded, "validation.certificate ended")
def certificate_ended(act: Act, event: CertificateEnded) -> None:
    """It is held or revoked."""
    actions.tell([fact_of(event, act.at)])


@handles(CertificateResumed, "validation.certificate resumed")
def certificate_resumed(act: Act, event: CertificateResumed) -> None:
    """It is good again."""
    actions.tell([fact_of(event, act.at)])
