"""A question about something signed, and the check that answers it: a document, a card's answer to a challenge, a certificate.

A check raises, or returns what was proved. A question is a value, so that what was asked once can be asked again years later.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from tegata.pki import documents, signatures
from tegata.pki.documents import BrokenDocument, DocumentError, Trust
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

PURPOSES: dict[Kind, Purpose] = {Kind.SIGNATURE: SIGNATURE, Kind.AUTHENTICATION: AUTHENTICATION}
CHALLENGE, CERTIFICATE = "challenge", "certificate"


class SignatureWrong(DocumentError):
    """The signature does not belong to the challenge and the certificate beside it."""

    code = "signature-wrong"


class Question(NamedTuple):
    """What is asked about: a `document` (`content` when detached), a `challenge` with its `signature`, or a `certificate`.

    `at` is another moment than now, for documents and certificates. `kind` is which certificate it must be (None: either).
    """

    document: bytes | None = None
    content: bytes | None = None
    challenge: bytes | None = None
    signature: bytes | None = None
    certificate: bytes | None = None
    at: datetime | None = None
    kind: Kind | None = None


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
    """Whom to believe, and where status comes from."""

    anchors: Anchors
    stamps: Collection[bytes]
    status: StatusSource

    def check(self, question: Question, now: datetime) -> Checked:
        """Everything asked about counts, or an error says what does not. Raises DocumentError or PathError."""
        if question.document is not None:
            return self._document(question, question.document, now)
        if question.certificate is None:
            raise BrokenDocument("nothing was asked about")
        certificate = UnverifiedCertificate.parse(question.certificate)
        if question.challenge is None:
            at = question.at or now
            return Checked(CERTIFICATE, (Proved(self._path(certificate, question.kind, at), at),))
        _check_answer(certificate, question.challenge, question.signature or b"")
        return Checked(CHALLENGE, (Proved(self._path(certificate, question.kind, now), now),))

    def _document(self, question: Question, document: bytes, now: datetime) -> Checked:
        trust = Trust(self.anchors, self.status, self.stamps)
        found = documents.verify(document, trust, now, content=question.content, at=question.at)
        proved = [Proved(item.path, item.at, item.time_stamped, item.claimed) for item in found.signatures]
        return Checked(found.form.value, tuple(proved))

    def _path(self, certificate: UnverifiedCertificate, kind: Kind | None, at: datetime) -> ValidatedPath:
        return validate(certificate, self.anchors, PURPOSES[kind or kind_of(certificate)], self.status, at)


def _check_answer(certificate: UnverifiedCertificate, challenge: bytes, signature: bytes) -> None:
    try:
        signatures.verify_plain(certificate.public_key, signature, challenge)
    except signatures.BadSignature as error:
        raise SignatureWrong(str(error)) from error


def kind_of(certificate: UnverifiedCertificate) -> Kind:
    """By its policy; a certificate of neither is measured as a signature certificate, and refused."""
    authenticates = not AUTHENTICATION.policy_oids.isdisjoint(certificate.policies)
    return Kind.AUTHENTICATION if authenticates else Kind.SIGNATURE
