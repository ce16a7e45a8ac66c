"""The door of the room. Acts of other rooms are taken through: their permission was checked there."""

from tegata.ground.ports import plugged
from tegata.pki.names import Kind
from tegata.pki.revocation import LifeEvent
from tegata.services.certificates.actions import (
    SignedIn,
    SignInRefused,
    abandon,
    ask,
    authenticate,
    certify,
    certify_all,
    end,
    installed,
    links,
)
from tegata.services.certificates.permissions import Permission
from tegata.services.certificates.queries import (
    CertificateView,
    Links,
    OrderView,
    OwedCertificate,
    Queue,
    UnknownCertificate,
    all_of,
    by_serial,
    certificates_of,
    current,
    missing,
    orders_of,
    queue,
    reissues_owed,
)
from tegata.services.certificates.rules import Authorities, AuthorityAway, CertificateRefused, entitled

MAY_ASK_FOR_LINKS = Permission.LINKS
"""What the act of a verifier carries whose contract entitles it to `links` (JPKI Act art. 18, 52)."""

__all__ = [
    "MAY_ASK_FOR_LINKS",
    "Authorities",
    "AuthorityAway",
    "CertificateRefused",
    "CertificateView",
    "Kind",
    "LifeEvent",
    "Links",
    "OrderView",
    "OwedCertificate",
    "Queue",
    "SignInRefused",
    "SignedIn",
    "UnknownCertificate",
    "abandon",
    "all_of",
    "ask",
    "authenticate",
    "authority_certificate",
    "by_serial",
    "certificates_of",
    "certify",
    "certify_all",
    "current",
    "end",
    "entitled",
    "installed",
    "links",
    "missing",
    "orders_of",
    "queue",
    "reissues_owed",
]


def authority_certificate(kind: Kind) -> bytes:
    """The authority's own certificate, DER: the chip holds it beside the holder's. Raises AuthorityAway."""
    authorities: Authorities = plugged("authorities")
    return authorities.authority_certificate(kind)
