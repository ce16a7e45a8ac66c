"""One session class for each application. A session selects its application before every act.

Selecting another application takes away what was verified in this one: finish with one before turning to the next.
"""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.codecs import face as face_files
from tegata.cardspec.codecs import text as text_files
from tegata.cardspec.codecs.jpki import CertificatePresence, TokenInformation, certificate_length
from tegata.cardspec.codecs.reading import MalformedFile
from tegata.cardspec.codecs.records import CardRecord, ResidentCode
from tegata.cardspec.model import Application, Change, Role, Secret
from tegata.reader.channel import Channel
from tegata.reader.connection import Connection
from tegata.reader.errors import LastTryRefused, MalformedAnswer, WrongForm
from tegata.wire import digestinfo
from tegata.wire.cvc import CardVerifiableCertificate, MalformedCertificate

_T = TypeVar("_T", covariant=True)  # noqa: PLC0105 - one name for all codecs


class Session:
    """What all applications have: files, references and their counters."""

    application: Application

    def __init__(self, connection: Connection) -> None:
        self.channel = Channel(connection)

    def read(self, fid: int) -> bytes:
        """A transparent file's bytes."""
        self.channel.select_application(self.application.aid)
        return self.channel.read_file(fid)

    def tries_left(self, fid: int) -> int | None:
        """Tries of a reference without spending one."""
        self.channel.select_application(self.application.aid)
        return self.channel.tries_left(fid)

    def pin_states(self) -> dict[int, int | None]:
        """Tries left of every reference of the application, none spent."""
        return {secret.fid: self.tries_left(secret.fid) for secret in self.application.secrets}

    def verify(self, fid: int, value: str, *, allow_last_try: bool = False) -> None:
        """Verify a reference.

        Raises LastTryRefused before the last try is spent, WrongForm for what cannot be right, WrongPin, PinBlocked.
        """
        secret = self._secret(fid)
        _check_form(secret, value)
        left = self.tries_left(fid)
        if left == 1 and not allow_last_try:
            raise LastTryRefused
        self.channel.verify(fid, value.encode("ascii"))

    def change(self, fid: int, old: str, new: str, *, allow_last_try: bool = False) -> None:
        """Change a PIN that the holder chose. Raises as verify does, and WrongForm for the new one."""
        secret = self._secret(fid)
        _check_form(secret, new)
        if secret.role is not Role.PIN:
            raise ValueError("this reference is printed on the card and cannot be changed")
        self.verify(fid, old, allow_last_try=allow_last_try)
        if secret.change is Change.CHANGE_REFERENCE_DATA:
            self.channel.command(0x24, 0x01, 0x80, new.encode("ascii"))
        else:
            self.channel.command(0x32, 0x00, 0x80, new.encode("ascii"), cla=0x80)

    def _secret(self, fid: int) -> Secret:
        found = self.application.by_fid.get(fid)
        if not isinstance(found, Secret):
            raise TypeError(f"{fid:04X} is no reference of the {self.application.name} application")
        return found


class JpkiSession(Session):
    """公的個人認証AP: certificates and signatures."""

    application = jpki.JPKI

    CERTIFICATES: Mapping[str, int] = {
        "auth": jpki.AUTHENTICATION_CERTIFICATE,
        "sign": jpki.SIGNATURE_CERTIFICATE,
        "auth-ca": jpki.AUTHENTICATION_CA,
        "sign-ca": jpki.SIGNATURE_CA,
    }
    KEYS: Mapping[str, tuple[int, int]] = {
        "auth": (jpki.AUTHENTICATION_KEY, jpki.AUTHENTICATION_PIN),
        "sign": (jpki.SIGNATURE_KEY, jpki.SIGNATURE_PASSWORD),
    }

    def token_information(self) -> TokenInformation:
        """Label, serial and versions of the token."""
        return parsed(TokenInformation, self.read(jpki.TOKEN_INFORMATION))

    def presence(self) -> CertificatePresence:
        """Which certificates are there."""
        return parsed(CertificatePresence, self.read(jpki.CERTIFICATE_PRESENCE)[:3])

    def certificate(self, which: str) -> bytes:
        """One of auth, sign, auth-ca, sign-ca, DER; `sign` needs its password verified."""
        content = self.read(self.CERTIFICATES[which])
        try:
            return content[: certificate_length(content)]  # the file may be padded
        except MalformedFile as error:
            raise MalformedAnswer(str(error)) from error

    def sign_digest(self, which: str, hash_name: str, digest: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 signature over a digest by the key auth or sign, whose PIN was verified."""
        key, _ = self.KEYS[which]
        self.channel.select_application(self.application.aid)
        self.channel.select_file(key)
        return self.channel.command(0x2A, 0x00, 0x80, digestinfo.encode(hash_name, digest), ne=256, cla=0x80)


class TextSession(Session):
    """券面事項入力補助AP: the number and the four attributes as text."""

    application = text.TEXT

    def number(self) -> str:
        """The Individual Number, after the PIN or verification number A."""
        return parsed(text_files.IndividualNumber, self.read(text.INDIVIDUAL_NUMBER)).number

    def attributes(self) -> text_files.BasicAttributes:
        """The four basic attributes, after the PIN or verification number B."""
        return parsed(text_files.BasicAttributes, self.read(text.BASIC_ATTRIBUTES))

    def digests(self) -> text_files.SignedDigests:
        """Digests of both under the issuer's signature."""
        return parsed(text_files.SignedDigests, self.read(text.DIGESTS))

    def issuer_certificate(self) -> CardVerifiableCertificate:
        """Who signed; free to read."""
        return parsed(CardVerifiableCertificate, self.read(text.ISSUER_CERTIFICATE))

    def card_key(self) -> text_files.CardKey:
        """The card's own key under the issuer's signature."""
        return parsed(text_files.CardKey, self.read(text.CARD_KEY))


class FaceSession(Session):
    """券面事項確認AP: the face of the card as images."""

    application = face.FACE

    def card_face(self) -> face_files.CardFace:
        """Name, address and portrait as images, after verification number A or B."""
        return parsed(face_files.CardFace, self.read(face.FACE_RECORD))

    def number_image(self) -> face_files.NumberImage:
        """The Individual Number as an image, after verification number A."""
        return parsed(face_files.NumberImage, self.read(face.NUMBER_IMAGE))

    def birth_date(self) -> face_files.BirthDateFile:
        """Birth date and card key, after the birth date's six digits."""
        return parsed(face_files.BirthDateFile, self.read(face.BIRTH_DATE))

    def information(self) -> face_files.ApInformation:
        """Versions and the issuing municipality; free to read."""
        return parsed(face_files.ApInformation, self.read(face.AP_INFORMATION))

    def issuer_certificate(self) -> CardVerifiableCertificate:
        """Who signed; free to read."""
        return parsed(CardVerifiableCertificate, self.read(face.ISSUER_CERTIFICATE))


class CommonSession(Session):
    """共通カードAP: the card's own record."""

    application = common.COMMON

    def record(self) -> CardRecord:
        """Serial, municipality and expiry; free to read."""
        self.channel.select_application(self.application.aid)
        return parsed(CardRecord, self.channel.read_record(common.CARD_RECORD))


class ResidentSession(Session):
    """住基AP: the resident record code."""

    application = resident.RESIDENT

    def code(self) -> str:
        """住民票コード, after its PIN."""
        return parsed(ResidentCode, self.read(resident.RESIDENT_CODE)).code


class _Codec(Protocol[_T]):
    def from_bytes(self, raw: bytes, /) -> _T: ...


def parsed(codec: _Codec[_T], raw: bytes) -> _T:
    """What a file's bytes mean. Raises MalformedAnswer."""
    try:
        return codec.from_bytes(raw)
    except (MalformedFile, MalformedCertificate) as error:
        raise MalformedAnswer(f"the card's file cannot be read: {error}") from error


def _check_form(secret: Secret, value: str) -> None:
    """Nothing is sent that cannot be right: it would cost a try."""
    fits = secret.shortest <= len(value) <= secret.longest and set(value) <= set(secret.alphabet)
    if not fits:
        length = str(secret.shortest) if secret.shortest == secret.longest else f"{secret.shortest} to {secret.longest}"
        letters = "digits" if secret.alphabet.isdigit() else "capital letters and digits"
        raise WrongForm(f"the {secret.name} has {length} {letters}")
