"""Verifying a signed document, whatever its kind: integrity, then whether its certificate counted when it counts.

The moment that counts (fail closed): the time of a trusted time-stamp; else the moment the caller names; else now. A signing
time that only the signer claims moves nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from tegata.pki import crl, oids
from tegata.pki.documents import cms, pdf, timestamp, xml
from tegata.pki.documents.errors import BrokenDocument
from tegata.pki.path import Anchors, CrlSource, FirstOf, OcspStaple, StatusSource, UnverifiedCertificate, validate
from tegata.pki.path.purpose import SIGNATURE, Purpose
from tegata.pki.path.validation import ValidatedPath


class Form(StrEnum):
    """The forms of signed documents."""

    CMS = "cms"
    PDF = "pdf"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom an installation believes: authorities, time-stamping authorities (by certificate), and its source of status.

    A document signed with the authentication certificate is refused unless its purpose is added.
    """

    anchors: Anchors
    status: StatusSource
    time_stamps: Collection[bytes] = ()
    purposes: tuple[Purpose, ...] = (SIGNATURE,)


class VerifiedSignature(NamedTuple):
    """A signature that counts.

    `at` is the moment that counted and `time_stamped` says whether a trusted authority fixed it; `claimed` is what the
    signer says.
    """

    path: ValidatedPath
    at: datetime
    time_stamped: bool
    claimed: datetime | None

    @property
    def signer(self) -> str:
        """The holder's name in a signature certificate; None of the four attributes is in an authentication one."""
        return self.path.certificate.other_name(oids.NAME) or f"serial {self.path.certificate.serial:08X}"


class VerifiedDocument(NamedTuple):
    """A document all of whose signatures count."""

    form: Form
    signatures: tuple[VerifiedSignature, ...]


class _Found(NamedTuple):
    signature: cms.IntactSignature
    claimed: datetime | None
    ocsps: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()


def form_of(document: bytes) -> Form:
    """What kind of document it is by its first bytes. Raises BrokenDocument."""
    if document[:1] == b"\x30":  # a SEQUENCE; no PDF and no XML starts so
        return Form.CMS
    start = document[:1024]
    if b"%PDF-" in start:
        return Form.PDF
    if start.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<"):
        return Form.XML
    raise BrokenDocument("neither a PDF, nor XML, nor CMS in DER")


def verify(
    document: bytes, trust: Trust, now: datetime, *, content: bytes | None = None, at: datetime | None = None
) -> VerifiedDocument:
    """Accept a document, or raise the DocumentError or PathError of the first thing that is wrong.

    `content` is what a detached CMS signature is about; `at` asks about a moment other than now.
    """
    form = form_of(document)
    found = _OPENERS[form](document, content)
    return VerifiedDocument(form, tuple(_verified(item, trust, at or now) for item in found))


def _verified(found: _Found, trust: Trust, moment: datetime) -> VerifiedSignature:
    stamp = found.signature.time_stamp
    if stamp is not None:
        moment = timestamp.read(stamp, found.signature.signature, trust.time_stamps)
    path = _first_purpose(found, trust, moment)
    return VerifiedSignature(path, moment, stamp is not None, found.claimed)


def _first_purpose(found: _Found, trust: Trust, moment: datetime) -> ValidatedPath:
    """The first purpose whose policies are the certificate's own; its failures are then the answer."""
    status = _with_evidence(found, trust)
    purposes = [item for item in trust.purposes if _has_policy(found.signature.certificate, item)] or [
        trust.purposes[0]
    ]
    others = found.signature.other_certificates
    return validate(found.signature.certificate, trust.anchors, purposes[0], status, moment, others)


def _has_policy(certificate: UnverifiedCertificate, purpose: Purpose) -> bool:
    return not purpose.policy_oids.isdisjoint(certificate.policies)


def _with_evidence(found: _Found, trust: Trust) -> StatusSource:
    """The installation's own source first; what came with the document only where that knows nothing."""
    came_along: list[StatusSource] = []
    if found.ocsps:
        came_along.append(OcspStaple(found.ocsps))
    if found.crls:
        came_along.append(CrlSource(_trusted_crls(found.crls, trust.anchors)))
    return FirstOf(trust.status, *came_along) if came_along else trust.status


def _trusted_crls(encoded: Sequence[bytes], anchors: Anchors) -> list[crl.LoadedCrl]:
    loaded = []
    for item in encoded:
        for anchor in anchors.certificates:
            try:
                loaded.append(crl.LoadedCrl.load(item, anchor.public_key))
            except (crl.CrlSignatureInvalid, crl.MalformedCrl):
                continue
    return loaded


def _open_cms(document: bytes, content: bytes | None) -> list[_Found]:
    opened = cms.open_signed(document, content)
    return [_Found(item, item.signing_time) for item in opened.signatures]


def _open_pdf(document: bytes, _: bytes | None) -> list[_Found]:
    return [_Found(item.signature, item.claimed_time, item.ocsps, item.crls) for item in pdf.open_signed(document)]


def _open_xml(document: bytes, _: bytes | None) -> list[_Found]:
    found = xml.open_signed(document)
    return [_Found(found, found.signing_time)]


_OPENERS: dict[Form, Callable[[bytes, bytes | None], list[_Found]]] = {
    Form.CMS: _open_cms,
    Form.PDF: _open_pdf,
    Form.XML: _open_xml,
}
