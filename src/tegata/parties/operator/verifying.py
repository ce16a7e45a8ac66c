"""The checks themselves: a document, a card's answer to a challenge, a certificate. Each raises, or returns what was proved.

Status comes through a port, so that the same checks run with lists at hand and where the country must be asked first.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from tegata.parties.operator.problems import Problem
from tegata.pki import documents, signatures
from tegata.pki.documents import Trust
from tegata.pki.names import Kind
from tegata.pki.path import (
    AUTHENTICATION,
    SIGNATURE,
    Anchors,
    Purpose,
    StatusSource,
    UnverifiedCertificate,
    ValidatedPath,
    validate,
)
from tegata.reader.binding import bound

PURPOSES: dict[Kind, Purpose] = {Kind.SIGNATURE: SIGNATURE, Kind.AUTHENTICATION: AUTHENTICATION}
CHALLENGE = "challenge"
_AGENTS_WORD = {Kind.SIGNATURE: "sign", Kind.AUTHENTICATION: "authenticate"}


class Proved(NamedTuple):
    """A signature that counts: by which certificate (to its anchor, with evidence), at which moment."""

    path: ValidatedPath
    at: datetime
    time_stamped: bool = False
    claimed: datetime | None = None

    @property
    def kind(self) -> Kind:
        """Which of the two certificates of a card it is."""
        return kind_of(self.path.certificate)


class Checked(NamedTuple):
    """What was asked about (cms, pdf, xml, challenge, certificate) and what was proved of it."""

    form: str
    proved: tuple[Proved, ...]


class Checker(NamedTuple):
    """Trust, and the source of status for this question."""

    anchors: Anchors
    stamps: Collection[bytes]
    status: StatusSource

    def document(self, document: bytes, content: bytes | None, now: datetime, at: datetime | None) -> Checked:
        """A CMS, PDF or XML document, signed with signature certificates. Raises DocumentError or PathError."""
        trust = Trust(self.anchors, self.status, self.stamps)
        found = documents.verify(document, trust, now, content=content, at=at)
        proved = [Proved(item.path, item.at, item.time_stamped, item.claimed) for item in found.signatures]
        return Checked(found.form.value, tuple(proved))

    def answer(
        self,
        challenge: bytes,
        signature: bytes,
        certificate: bytes,
        now: datetime,
        kind: Kind | None,
        origin: str | None = None,
    ) -> Checked:
        """A card's answer to a challenge, bound to an origin where an agent gave it. Raises Problem or PathError."""
        parsed = UnverifiedCertificate.parse(certificate)
        signed = challenge if origin is None else bound(origin, _AGENTS_WORD[kind_of(parsed)], challenge)
        try:
            signatures.verify_plain(parsed.public_key, signature, signed)
        except signatures.BadSignature as error:
            raise Problem("signature-wrong", str(error)) from error
        return Checked(CHALLENGE, (Proved(self.certificate(parsed, now, kind), now),))

    def certificate(self, certificate: bytes | UnverifiedCertificate, at: datetime, kind: Kind | None) -> ValidatedPath:
        """A certificate at a moment, for a kind (None: whichever its policy says). Raises PathError."""
        parsed = (
            certificate if isinstance(certificate, UnverifiedCertificate) else UnverifiedCertificate.parse(certificate)
        )
        purpose = PURPOSES[kind or kind_of(parsed)]
        return validate(parsed, self.anchors, purpose, self.status, at)


def kind_of(certificate: UnverifiedCertificate) -> Kind:
    """By its policy; a certificate of neither is measured as a signature certificate, and refused."""
    authenticates = not AUTHENTICATION.policy_oids.isdisjoint(certificate.policies)
    return Kind.AUTHENTICATION if authenticates else Kind.SIGNATURE
