"""Whether a card is what it seems (真正性), as a numbered argument. A forged or copied one is told apart by name.

It needs the keys of the issuers that are trusted, verification number B, which is printed on the card, and a challenge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tegata.cardspec import face, text
from tegata.cardspec.codecs import face as face_files
from tegata.cardspec.codecs import text as text_files
from tegata.reader.connection import Connection
from tegata.reader.sessions import FaceSession, Session, TextSession, parsed
from tegata.rules.sex import Sex
from tegata.wire import digestinfo
from tegata.wire.cvc import BadCardSignature, CardVerifiableCertificate, KeyId, PublicKey


class NotAuthentic(Exception):
    """The card is not what it seems. `code` is a stable word for machines."""

    code = "not-authentic"


class UnknownIssuer(NotAuthentic):
    """Its issuer is not one that is trusted here, or did not sign the certificate that bears its name."""

    code = "unknown-issuer"


class AlteredRecord(NotAuthentic):
    """A record is not as its issuer signed it. `record` names it."""

    code = "altered-record"

    def __init__(self, record: str) -> None:
        super().__init__(f"the {record} is not as the issuer signed it")
        self.record = record


class CopiedChip(NotAuthentic):
    """The files are genuine, but the chip does not have the key that belongs to them."""

    code = "copied-chip"


class FilesDisagree(NotAuthentic):
    """Two genuine files are about different people. `field` names what differs."""

    code = "files-disagree"

    def __init__(self, field: str) -> None:
        super().__init__(f"the text and the face of the card disagree on the {field}")
        self.field = field


class PrintedFaceDiffers(NotAuthentic):
    """What is printed on the card is not what its chip says. `field` names it."""

    code = "printed-face-differs"

    def __init__(self, field: str) -> None:
        super().__init__(f"the {field} printed on the card is not the one in its chip")
        self.field = field


@dataclass(frozen=True, slots=True, repr=False)
class PrintedFace:
    """What somebody read off the plastic. None: not read, not compared."""

    name: str | None = None
    address: str | None = None
    birth: date | None = None
    sex: Sex | None = None
    expiry: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class AuthenticCard:
    """What a genuine card says."""

    issuer: KeyId
    attributes: text_files.BasicAttributes
    card_face: face_files.CardFace


def check(
    connection: Connection,
    number_b: str,
    trusted: Mapping[KeyId, PublicKey],
    challenge: bytes,
    printed: PrintedFace | None = None,
) -> AuthenticCard:
    """Accept a card, or raise the NotAuthentic of the first step that fails.

    `number_b` (照合番号B) opens both applications and shows no Individual Number. `challenge` are random bytes of the
    operating system. Raises the errors of the reader too: WrongPin when the number is not this card's.
    """
    # 1–3 for the text, then for the face: turning to another application ends what was verified in the first.
    attributes = _check_text(TextSession(connection), number_b, trusted, challenge)
    card_face, issuer = _check_face(FaceSession(connection), number_b, trusted, challenge)
    # 4. Both applications are about the same person.
    _compare(FilesDisagree, {"birth date": (attributes.birth, card_face.birth), "sex": (attributes.sex, card_face.sex)})
    # 5. The plastic says what the chip says.
    if printed is not None:
        _compare_printed(printed, attributes, card_face)
    return AuthenticCard(issuer, attributes, card_face)


def _check_text(
    session: TextSession, number_b: str, trusted: Mapping[KeyId, PublicKey], challenge: bytes
) -> text_files.BasicAttributes:
    # 1. A trusted issuer certified the key that signed the records.
    key = _issuing_key(session.issuer_certificate(), trusted)
    # 2. The records are as they were signed.
    session.verify(text.NUMBER_B, number_b)
    digests, attributes, card_key = session.digests(), session.attributes(), session.card_key()
    _check_signature("digests of the text", key, digests.signature, digests.signed_part)
    if sha256(attributes.signed_part).digest() != digests.attributes_digest:
        raise AlteredRecord("four basic attributes")
    _check_signature("card's own key", key, card_key.signature, card_key.signed_part)
    # 3. The chip has the key that belongs to the records: it is no copy.
    _challenge(session, card_key.public_key, challenge)
    return attributes


def _check_face(
    session: FaceSession, number_b: str, trusted: Mapping[KeyId, PublicKey], challenge: bytes
) -> tuple[face_files.CardFace, KeyId]:
    _issuing_key(session.issuer_certificate(), trusted)  # before the card is told a number
    return accept_face(read_face(session, number_b, challenge), trusted, challenge)


@dataclass(frozen=True, slots=True, repr=False)
class FaceFiles:
    """The card-face application's files, and the chip's answer to a challenge: what a far-off verifier needs.

    The text application's are not among them: the digests there include that of the Individual Number, which is short
    enough to be found by trying.
    """

    issuer_certificate: bytes
    record: bytes
    answer: bytes


def read_face(session: FaceSession, number_b: str, challenge: bytes) -> FaceFiles:
    """Read the face by 照合番号B and let the chip answer the challenge; nothing is judged. Raises the reader's errors."""
    certificate = session.read(face.ISSUER_CERTIFICATE)
    session.verify(face.NUMBER_B, number_b)
    return FaceFiles(certificate, session.read(face.FACE_RECORD), _answer(session, challenge))


def accept_face(
    files: FaceFiles, trusted: Mapping[KeyId, PublicKey], challenge: bytes
) -> tuple[face_files.CardFace, KeyId]:
    """The card face and its issuer, if the files are genuine and the chip that answered has their key.

    `challenge` is the verifier's own, used once. Raises a NotAuthentic, or MalformedAnswer for what is no such file.
    """
    certificate = parsed(CardVerifiableCertificate, files.issuer_certificate)
    card_face = parsed(face_files.CardFace, files.record)
    key = _issuing_key(certificate, trusted)
    try:
        key.verify_padded(card_face.signature, digestinfo.of_face_record(*card_face.signed_parts))
    except BadCardSignature as error:
        raise AlteredRecord("card face (photo, name, address, birth date or sex)") from error
    _check_answer(card_face.public_key, files.answer, challenge)
    return card_face, certificate.issuer


def check_number(connection: Connection, pin: str, trusted: Mapping[KeyId, PublicKey]) -> str:
    """The Individual Number, if it is as its issuer signed it: a separate act, for those who may see it."""
    session = TextSession(connection)
    key = _issuing_key(session.issuer_certificate(), trusted)
    session.verify(text.PIN, pin)
    digests, number_file = session.digests(), session.read(text.INDIVIDUAL_NUMBER)
    _check_signature("digests of the text", key, digests.signature, digests.signed_part)
    if sha256(number_file).digest() != digests.number_digest:
        raise AlteredRecord("Individual Number")
    return session.number()


def _issuing_key(certificate: CardVerifiableCertificate, trusted: Mapping[KeyId, PublicKey]) -> PublicKey:
    authority = trusted.get(certificate.issuer)
    if authority is None:
        raise UnknownIssuer(f"issuer {certificate.issuer} is not trusted here; is it a card of another system?")
    try:
        certificate.verify(authority)
    except BadCardSignature as error:
        raise UnknownIssuer(f"issuer {certificate.issuer} did not sign the certificate that bears its name") from error
    return certificate.public_key


def _check_signature(record: str, key: PublicKey, signature: bytes, signed: bytes) -> None:
    try:
        key.verify(signature, signed)
    except BadCardSignature as error:
        raise AlteredRecord(record) from error


def _challenge(session: Session, key: PublicKey, challenge: bytes) -> None:
    _check_answer(key, _answer(session, challenge), challenge)


def _answer(session: Session, challenge: bytes) -> bytes:
    """COMPUTE DIGITAL SIGNATURE by the application's own key, which asks for no PIN."""
    session.channel.select_application(session.application.aid)
    digest_info = digestinfo.encode("sha256", sha256(challenge).digest())
    return session.channel.command(0x2A, 0x00, 0x00, digest_info, ne=256, cla=0x80)


def _check_answer(key: PublicKey, answer: bytes, challenge: bytes) -> None:
    try:
        key.verify(answer, challenge)
    except BadCardSignature as error:
        raise CopiedChip("the chip does not have the key that belongs to its files: it is a copy") from error


def _compare_printed(
    printed: PrintedFace, attributes: text_files.BasicAttributes, card_face: face_files.CardFace
) -> None:
    pairs = {
        "name": (printed.name, attributes.name),
        "address": (printed.address, attributes.address),
        "birth date": (printed.birth, attributes.birth),
        "sex": (printed.sex, attributes.sex),
        "expiry": (printed.expiry, card_face.expiry),
    }
    _compare(PrintedFaceDiffers, {field: pair for field, pair in pairs.items() if pair[0] is not None})


def _compare(error: type[FilesDisagree | PrintedFaceDiffers], pairs: Mapping[str, tuple[object, object]]) -> None:
    for field, (one, other) in pairs.items():
        if one != other:
            raise error(field)
