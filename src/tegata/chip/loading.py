"""Loading: turns a card's image into objects and formats a memory with them, all or nothing.

What the specification demands of keys is checked here, once; the chip trusts its memory afterwards.
"""

from collections.abc import Iterator, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID
from tegata.cardspec.issuer_commands import ISSUER_TRIES
from tegata.cardspec.model import Application, Secret
from tegata.chip import records, references
from tegata.chip.image import ApplicationImage, CardImage, ImageError
from tegata.chip.makers import Maker
from tegata.chip.memory import Memory
from tegata.chip.store import Kind, ObjectId

KEY_BITS = 2048


def load(memory: Memory, image: CardImage, maker: Maker) -> None:
    """Make a chip of this maker hold this card; what was in the memory is gone.

    A loss of power on the way leaves a blank chip. Raises ImageError, StoreFull, MemoryFault.
    """
    maker.format(memory, dict(_objects(image)))


def _objects(image: CardImage) -> Iterator[tuple[ObjectId, bytes]]:
    yield ObjectId(CARD_MANAGER_AID, Kind.ISSUER_KEY), image.issuer_key
    yield ObjectId(CARD_MANAGER_AID, Kind.TRIES), bytes((ISSUER_TRIES,))
    for tag, content in image.data_objects.items():
        yield ObjectId(CARD_MANAGER_AID, Kind.DATA_OBJECT, tag), content
    for application in APPLICATIONS:
        if application.aid in image.applications:
            yield from _application_objects(application, image.applications[application.aid])


def _application_objects(application: Application, image: ApplicationImage) -> Iterator[tuple[ObjectId, bytes]]:
    aid = application.aid
    yield ObjectId(aid, Kind.APPLICATION), b""
    for fid, content in image.files.items():
        yield ObjectId(aid, Kind.FILE, fid), content
    for fid, file_records in image.records.items():
        yield ObjectId(aid, Kind.RECORDS, fid), records.encode(file_records)
    yield from _secret_objects(application, image.secrets)
    for fid, key in image.keys.items():
        _check_key(application, fid, key)
        yield ObjectId(aid, Kind.KEY, fid), key


def _secret_objects(application: Application, secrets: Mapping[int, bytes]) -> Iterator[tuple[ObjectId, bytes]]:
    for fid, value in secrets.items():
        secret = application.by_fid[fid]
        if isinstance(secret, Secret):
            yield ObjectId(application.aid, Kind.REFERENCE, fid), references.encode(value)
            yield ObjectId(application.aid, Kind.TRIES, fid), bytes((secret.tries,))


def _check_key(application: Application, fid: int, encoded: bytes) -> None:
    """A trial signature instead of OpenSSL's full validation, which takes as long as making the key."""
    try:
        key = load_der_private_key(encoded, password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError) as error:
        raise ImageError(f"{application.name}: key {fid:04X} is no PKCS #8 private key") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size != KEY_BITS:
        raise ImageError(f"{application.name}: key {fid:04X} is not RSA-{KEY_BITS}")
    try:
        key.public_key().verify(key.sign(encoded, PKCS1v15(), SHA256()), encoded, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as error:
        raise ImageError(f"{application.name}: key {fid:04X} does not sign for its public half") from error
