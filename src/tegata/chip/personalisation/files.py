"""The files of a card, application by application, each record under the issuer's signature over exactly its own range."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.codecs import face as face_files
from tegata.cardspec.codecs import text as text_files
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.codecs.jpki import CertificatePresence, TokenInformation
from tegata.cardspec.codecs.reading import written_day
from tegata.cardspec.codecs.records import CardRecord, ResidentCode
from tegata.chip.image import ApplicationImage, CardImage
from tegata.chip.personalisation import images
from tegata.chip.personalisation.issuer import CARD_LEVEL, FACE, TEXT, CardIssuer
from tegata.chip.personalisation.person import Person
from tegata.chip.personalisation.portrait import portrait
from tegata.pki.names import Kind
from tegata.rules.pins import PinKind
from tegata.wire.cvc import KeyId, PublicKey
from tegata.wire.digestinfo import of_face_record

RECOGNITION_DATA = bytes.fromhex("7306060448864FFC6B")  # GlobalPlatform §H.2 [guess: the real object is longer]
OPAQUE_KEY_ID = KeyId("9000034")
FACE_KEY_ID = KeyId("9000024")
COMMON_KEY_ID = KeyId("9000013")
CARD_KEY_ID = KeyId("9000021")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The images of a card's chip."""

    name: bytes
    address: bytes
    number: bytes
    code: bytes
    portrait: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """All that the files of one card are made of. `keys` by the field names of CardKeys; certificates with authority.

    `secrets` holds the PINs that are set; one that is not is blocked from issue until the holder sets it.
    """

    person: Person
    serial: str
    expires: date
    number_b: str
    birth_pin: str
    long_record: bool
    secrets: Mapping[PinKind, bytes]
    certificates: Mapping[Kind, tuple[bytes, bytes]]
    keys: Mapping[str, rsa.RSAPrivateKey]

    @property
    def municipality(self) -> str:
        """Code of the issuing municipality, 5 digits."""
        return self.person.municipality.code5

    @property
    def record(self) -> bytes:
        """The card record: the serial number without its check digit."""
        return bytes(CardRecord(self.serial[:15], self.municipality, self.expires))


def draw(person: Person, photo: bytes, security_code: str) -> Drawn:
    """Everything that may fail over a photo or a glyph, before anything is certified. Raises PhotoError, MissingGlyph."""
    return Drawn(
        name=images.text_image(person.shown_name),
        address=images.text_image(person.address),
        number=images.number_image(person.individual_number),
        code=images.code_image(security_code),
        portrait=portrait(photo),
    )


def image(facts: Facts, drawn: Drawn, issuer: CardIssuer) -> CardImage:
    """The whole card."""
    return CardImage(
        applications={
            face.FACE.aid: _face(facts, drawn, issuer),
            text.TEXT.aid: _text(facts, issuer),
            jpki.JPKI.aid: _jpki(facts),
            resident.RESIDENT.aid: _resident(facts),
            common.COMMON.aid: _common(facts),
        },
        data_objects=_data_objects(facts, issuer),
        issuer_key=issuer.card_key(facts.serial),
    )


def _jpki(facts: Facts) -> ApplicationImage:
    found = facts.certificates
    files = {
        jpki.TOKEN_INFORMATION: bytes(TokenInformation(facts.serial)),
        jpki.CERTIFICATE_PRESENCE: bytes(CertificatePresence(Kind.SIGNATURE in found, Kind.AUTHENTICATION in found)),
    }
    secrets: dict[int, bytes] = {}
    keys: dict[int, bytes] = {}
    if Kind.SIGNATURE in found:
        files[jpki.SIGNATURE_CERTIFICATE], files[jpki.SIGNATURE_CA] = found[Kind.SIGNATURE]
        secrets |= _pin(facts, PinKind.SIGNATURE, jpki.SIGNATURE_PASSWORD)
        keys[jpki.SIGNATURE_KEY] = _private(facts.keys["signature"])
    if Kind.AUTHENTICATION in found:
        files[jpki.AUTHENTICATION_CERTIFICATE], files[jpki.AUTHENTICATION_CA] = found[Kind.AUTHENTICATION]
        secrets |= _pin(facts, PinKind.AUTHENTICATION, jpki.AUTHENTICATION_PIN)
        keys[jpki.AUTHENTICATION_KEY] = _private(facts.keys["authentication"])
    return ApplicationImage(files=files, secrets=secrets, keys=keys)


def _text(facts: Facts, issuer: CardIssuer) -> ApplicationImage:
    person = facts.person
    number = bytes(text_files.IndividualNumber(person.individual_number))
    attributes = text_files.BasicAttributes(
        person.name, person.address, person.birth, person.sex, long=facts.long_record
    )
    digests = text_files.SignedDigests(*text_files.SignedDigests.digests_of(number, attributes), b"")
    card_key = text_files.CardKey(PublicKey.of(facts.keys["text"]), b"")
    opaque = bytes(32) + b"\xff" * 96  # DF43: unknown on real cards, of this shape
    return ApplicationImage(
        files={
            text.INDIVIDUAL_NUMBER: number,
            text.BASIC_ATTRIBUTES: bytes(attributes),
            text.DIGESTS: bytes(
                text_files.SignedDigests(
                    digests.number_digest, digests.attributes_digest, issuer.sign(digests.signed_part)
                )
            ),
            text.ISSUER_CERTIFICATE: bytes(issuer.certificate(TEXT, facts.municipality)),
            text.AP_INFORMATION: bytes(text_files.ApInformation(OPAQUE_KEY_ID, opaque)),
            text.SESSION_PUBLIC_KEY: bytes(text_files.SessionPublicKey(PublicKey.of(facts.keys["session"]))),
            text.CARD_KEY: bytes(text_files.CardKey(card_key.public_key, issuer.sign(card_key.signed_part))),
            text.FILLER: b"\xff" * 16,
        },
        secrets={
            **_pin(facts, PinKind.TEXT, text.PIN),
            text.NUMBER_A: person.individual_number.encode(),
            text.NUMBER_B: facts.number_b.encode(),
        },
        keys={text.SIGNING_KEY: _private(facts.keys["text"]), text.SESSION_KEY: _private(facts.keys["session"])},
    )


def _face(facts: Facts, drawn: Drawn, issuer: CardIssuer) -> ApplicationImage:
    person, key = facts.person, PublicKey.of(facts.keys["face"])
    birth = face_files.BirthDateFile(person.birth, key, b"")
    number = face_files.NumberImage(drawn.number, key, b"")
    return ApplicationImage(
        files={
            face.BIRTH_DATE: bytes(face_files.BirthDateFile(person.birth, key, issuer.sign(birth.signed_part))),
            face.FACE_RECORD: bytes(_card_face(facts, drawn, issuer, key)),
            face.AP_INFORMATION: bytes(face_files.ApInformation(FACE_KEY_ID, facts.municipality, bytes(272))),
            face.ISSUER_CERTIFICATE: bytes(issuer.certificate(FACE, facts.municipality)),
            face.NUMBER_IMAGE: bytes(face_files.NumberImage(drawn.number, key, issuer.sign(number.signed_part))),
            face.FILLER: b"\xff" * 16,
        },
        secrets={
            face.BIRTH_DATE_PIN: facts.birth_pin.encode(),
            face.NUMBER_A: person.individual_number.encode(),
            face.NUMBER_B: facts.number_b.encode(),
        },
        keys={face.SIGNING_KEY: _private(facts.keys["face"])},
    )


def _card_face(facts: Facts, drawn: Drawn, issuer: CardIssuer, key: PublicKey) -> face_files.CardFace:
    def with_signature(signature: bytes) -> face_files.CardFace:
        return face_files.CardFace(
            birth=facts.person.birth,
            sex=facts.person.sex,
            public_key=key,
            name_image=drawn.name,
            address_image=drawn.address,
            portrait=drawn.portrait,
            signature=signature,
            expiry=facts.expires,
            code_image=drawn.code,
        )

    signed = of_face_record(*with_signature(b"").signed_parts)
    return with_signature(issuer.sign_digest_info(signed))


def _resident(facts: Facts) -> ApplicationImage:
    return ApplicationImage(
        files={resident.RESIDENT_CODE: bytes(ResidentCode(facts.person.resident_code))},
        records={resident.CARD_RECORD: (facts.record,)},
        secrets=_pin(facts, PinKind.REGISTER, resident.PIN),
    )


def _common(facts: Facts) -> ApplicationImage:
    return ApplicationImage(
        files={common.KEY_REFERENCE: bytes(COMMON_KEY_ID)},
        records={common.CARD_RECORD: (facts.record,)},
        secrets=_pin(facts, PinKind.REGISTER, common.PIN),
        keys={common.AUTHENTICATION_KEY: _private(facts.keys["internal"])},
    )


def _data_objects(facts: Facts, issuer: CardIssuer) -> dict[int, bytes]:
    certificate = issuer.certificate(CARD_LEVEL, facts.municipality)
    return {
        DataObject.ISSUER_KEY_REFERENCE: bytes(CARD_LEVEL),
        DataObject.CARD_ID: facts.serial[:15].encode(),
        DataObject.RECOGNITION_DATA: RECOGNITION_DATA,
        DataObject.MUNICIPALITY: facts.municipality.encode(),
        DataObject.EXPIRY: written_day(facts.expires),
        DataObject.KEY_ID: bytes(CARD_KEY_ID),
        DataObject.UPPER_CERTIFICATE: certificate.content,
        DataObject.LOWER_CERTIFICATE: bytes(certificate),
    }


def _pin(facts: Facts, kind: PinKind, fid: int) -> dict[int, bytes]:
    return {fid: facts.secrets[kind]} if kind in facts.secrets else {}


def _private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
