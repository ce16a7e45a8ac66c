"""Cards as their issuer really makes them: signed records, real certificates, keys made once a test run."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID

from tegata.cardspec.model import Application
from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.image import ApplicationImage, CardImage
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory
from tegata.chip.personalisation import (
    CardIssuer,
    CardKeys,
    Certified,
    Order,
    Person,
    PersonalisedCard,
    Pins,
    new_keys,
    personalise,
    sample_face,
    sample_person,
)
from tegata.pki.names import Kind

MADE_ON = date(2026, 11, 24)
PINS = Pins(authentication="1111", signature="SIGN22", text="3333", register="4444")
HANAKO, TARO = sample_person(0), sample_person(3)


@lru_cache(maxsize=4)
def photo(seed: int) -> bytes:
    return sample_face(seed)


@lru_cache(maxsize=1)
def issuer() -> CardIssuer:
    return CardIssuer.generate(bytes(range(32)))


@lru_cache(maxsize=1)
def other_issuer() -> CardIssuer:
    """One that bears the same key ids: only its keys tell it apart."""
    return CardIssuer.generate(bytes(range(32, 64)))


@lru_cache(maxsize=2)
def keys(number: int) -> CardKeys:
    return new_keys()


@lru_cache(maxsize=2)
def authority_key(kind: Kind) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@lru_cache(maxsize=2)
def authority(kind: Kind) -> bytes:
    """A certificate signed by itself, DER."""
    return _certificate(kind, authority_key(kind).public_key(), f"sandbox {kind.value}")


def certify(kind: Kind, public_key: bytes, person: Person, card_expires: date) -> Certified:
    """The port that personalising asks, with an authority that refuses nobody."""
    key = load_der_public_key(public_key)
    assert isinstance(key, rsa.RSAPublicKey)
    return Certified(_certificate(kind, key, f"holder {kind.value}"), authority(kind))


def certify_all(public_keys: Mapping[Kind, bytes], person: Person, card_expires: date) -> dict[Kind, Certified]:
    return {kind: certify(kind, key, person, card_expires) for kind, key in public_keys.items()}


def _certificate(kind: Kind, key: rsa.RSAPublicKey, subject: str) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .issuer_name(name(f"sandbox {kind.value}"))
        .subject_name(name(subject))
        .public_key(key)
        .serial_number(1 + len(subject))
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
    )
    return builder.sign(authority_key(kind), SHA256()).public_bytes(Encoding.DER)


def order(person: Person, *, long_record: bool = False) -> Order:
    return Order(person, photo(0), PINS, maker=1, running=42, made_on=MADE_ON, long_record=long_record)


def make(
    person: Person, by: CardIssuer | None = None, *, long_record: bool = False, key_set: int = 0
) -> PersonalisedCard:
    """The security code is always 1234."""
    return personalise(
        order(person, long_record=long_record), by or issuer(), keys(key_set), certify_all, lambda limit: 1234 % limit
    )


@lru_cache(maxsize=1)
def hanako() -> PersonalisedCard:
    return make(HANAKO)


@lru_cache(maxsize=1)
def taro() -> PersonalisedCard:
    """Another person with the same security code and, to the letter, other keys."""
    return make(TARO, key_set=1)


def plugged(image: CardImage, maker: str = "a", interface: Interface = Interface.CONTACT) -> Card:
    """A card of this maker that holds this image."""
    memory = RamMemory()
    load(memory, image, MAKERS[maker])
    return Card(memory, MAKERS[maker], interface=interface)


def with_application(image: CardImage, application: Application, changed: ApplicationImage) -> CardImage:
    """The image with one application changed: how a forger works who can write every byte."""
    return replace(image, applications={**image.applications, application.aid: changed})


def with_file(image: CardImage, application: Application, fid: int, content: bytes) -> CardImage:
    """The image with one file changed."""
    before = image.applications[application.aid]
    return with_application(image, application, replace(before, files={**before.files, fid: content}))
