"""A synthetic card for conversations with the chip: right sizes and forms, filler where only the issuer could sign."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.codecs import face as face_files
from tegata.cardspec.codecs import text as text_files
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.codecs.jpki import CertificatePresence, TokenInformation
from tegata.cardspec.codecs.records import CardRecord, ResidentCode
from tegata.chip.image import ApplicationImage, CardImage
from tegata.rules.numbers import individual_number_check_digit
from tegata.rules.sex import Sex
from tegata.wire.cvc import CardVerifiableCertificate, KeyId, PublicKey

PIN = b"1234"
PASSWORD = b"ABC123"
NUMBER = "99000000001" + individual_number_check_digit("99000000001")
NUMBER_B = b"55021720291234"
BIRTH_DATE_PIN = b"550217"
ISSUER_KEY = sha256(b"the issuer's key of the specimen").digest()
MUNICIPALITY = "13221"
BIRTH, EXPIRY = date(1980, 2, 17), date(2029, 2, 17)
FILLER_SIGNATURE = bytes(range(256))
SHORT = text_files.BasicAttributes("手形　花子", "東京都清瀬市見本町１", BIRTH, Sex.FEMALE)
LONG = text_files.BasicAttributes(
    "手形　花子", "東京都清瀬市見本町一丁目２３番４５号見本荘６７８号室", BIRTH, Sex.FEMALE
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The five private keys of the specimen."""

    authentication: rsa.RSAPrivateKey
    signature: rsa.RSAPrivateKey
    card: rsa.RSAPrivateKey
    session: rsa.RSAPrivateKey
    internal: rsa.RSAPrivateKey


@lru_cache(maxsize=1)
def keys() -> Keys:
    """Made once a test run."""
    return Keys(*(rsa.generate_private_key(65537, 2048) for _ in range(5)))


def certificate(size: int, mark: int) -> bytes:
    """Not a certificate, but as long as one and with its length where clients look for it."""
    return b"\x30\x82" + (size - 4).to_bytes(2) + bytes((mark,)) * (size - 4)


SIGNATURE_CERTIFICATE, SIGNATURE_CA = certificate(1800, 0x11), certificate(1304, 0x12)
AUTHENTICATION_CERTIFICATE, AUTHENTICATION_CA = certificate(1600, 0x13), certificate(1319, 0x14)


def image(attributes: text_files.BasicAttributes = SHORT) -> CardImage:
    """The specimen's card."""
    return CardImage(
        applications={
            face.FACE.aid: _face(),
            text.TEXT.aid: _text(attributes),
            jpki.JPKI.aid: _jpki(),
            resident.RESIDENT.aid: _resident(),
            common.COMMON.aid: _common(),
        },
        data_objects=_data_objects(),
        issuer_key=ISSUER_KEY,
    )


def _der(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _jpki() -> ApplicationImage:
    return ApplicationImage(
        files={
            jpki.SIGNATURE_CERTIFICATE: SIGNATURE_CERTIFICATE,
            jpki.SIGNATURE_CA: SIGNATURE_CA,
            jpki.TOKEN_INFORMATION: bytes(TokenInformation("0000000020500003")),
            jpki.CERTIFICATE_PRESENCE: bytes(CertificatePresence(signature=True, authentication=True)),
            jpki.AUTHENTICATION_CERTIFICATE: AUTHENTICATION_CERTIFICATE,
            jpki.AUTHENTICATION_CA: AUTHENTICATION_CA,
        },
        secrets={jpki.AUTHENTICATION_PIN: PIN, jpki.SIGNATURE_PASSWORD: PASSWORD},
        keys={
            jpki.AUTHENTICATION_KEY: _der(keys().authentication),
            jpki.SIGNATURE_KEY: _der(keys().signature),
        },
    )


def _text(attributes: text_files.BasicAttributes) -> ApplicationImage:
    number = bytes(text_files.IndividualNumber(NUMBER))
    digests = text_files.SignedDigests.digests_of(number, attributes)
    return ApplicationImage(
        files={
            text.INDIVIDUAL_NUMBER: number,
            text.BASIC_ATTRIBUTES: bytes(attributes),
            text.DIGESTS: bytes(text_files.SignedDigests(*digests, FILLER_SIGNATURE)),
            text.ISSUER_CERTIFICATE: bytes(_issuer_certificate()),
            text.AP_INFORMATION: bytes(text_files.ApInformation(KeyId("9000034"), bytes(32) + b"\xff" * 96)),
            text.SESSION_PUBLIC_KEY: bytes(text_files.SessionPublicKey(PublicKey.of(keys().session))),
            text.CARD_KEY: bytes(text_files.CardKey(PublicKey.of(keys().card), FILLER_SIGNATURE)),
            text.FILLER: b"\xff" * 16,
        },
        secrets={text.PIN: PIN, text.NUMBER_A: NUMBER.encode(), text.NUMBER_B: NUMBER_B},
        keys={text.SIGNING_KEY: _der(keys().card), text.SESSION_KEY: _der(keys().session)},
    )


def _face() -> ApplicationImage:
    card_key = PublicKey.of(keys().card)
    return ApplicationImage(
        files={
            face.BIRTH_DATE: bytes(face_files.BirthDateFile(BIRTH, card_key, FILLER_SIGNATURE)),
            face.FACE_RECORD: bytes(
                face_files.CardFace(
                    birth=BIRTH,
                    sex=Sex.FEMALE,
                    public_key=card_key,
                    name_image=b"name image",
                    address_image=b"address image",
                    portrait=bytes(5000),
                    signature=FILLER_SIGNATURE,
                    expiry=EXPIRY,
                    code_image=b"code image",
                )
            ),
            face.AP_INFORMATION: bytes(face_files.ApInformation(KeyId("9000024"), MUNICIPALITY, bytes(272))),
            face.ISSUER_CERTIFICATE: bytes(_issuer_certificate()),
            face.NUMBER_IMAGE: bytes(face_files.NumberImage(b"number image", card_key, FILLER_SIGNATURE)),
            face.FILLER: b"\xff" * 16,
        },
        secrets={face.BIRTH_DATE_PIN: BIRTH_DATE_PIN, face.NUMBER_A: NUMBER.encode(), face.NUMBER_B: NUMBER_B},
        keys={face.SIGNING_KEY: _der(keys().card)},
    )


def _common() -> ApplicationImage:
    return ApplicationImage(
        files={common.KEY_REFERENCE: bytes(KeyId("9000013"))},
        records={common.CARD_RECORD: (bytes(CardRecord("990000000000001", MUNICIPALITY, EXPIRY)),)},
        secrets={common.PIN: PIN},
        keys={common.AUTHENTICATION_KEY: _der(keys().internal)},
    )


def _resident() -> ApplicationImage:
    return ApplicationImage(
        files={resident.RESIDENT_CODE: bytes(ResidentCode("99000000001"))},
        records={resident.CARD_RECORD: (bytes(CardRecord("990000000000001", MUNICIPALITY, EXPIRY)),)},
        secrets={resident.PIN: PIN},
    )


def _issuer_certificate() -> CardVerifiableCertificate:
    return CardVerifiableCertificate(
        KeyId("9000033"), KeyId("1322121", "000"), PublicKey.of(keys().card), FILLER_SIGNATURE
    )


def _data_objects() -> dict[int, bytes]:
    return {
        DataObject.ISSUER_KEY_REFERENCE: bytes(KeyId("9000020", level=0xA8)),
        DataObject.CARD_ID: b"990000000000001",
        DataObject.RECOGNITION_DATA: bytes.fromhex("7306060448864FFC6B"),
        DataObject.MUNICIPALITY: MUNICIPALITY.encode(),
        DataObject.EXPIRY: b"20290217",
        DataObject.KEY_ID: bytes(KeyId("9000021")),
        DataObject.UPPER_CERTIFICATE: _issuer_certificate().content,
        DataObject.LOWER_CERTIFICATE: bytes(_issuer_certificate()),
    }
