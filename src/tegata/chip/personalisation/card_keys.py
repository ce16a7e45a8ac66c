"""The six key pairs of a card, made for it or ahead for a pool. Not the issuer's keys (`issuer`), nor where a pool is kept."""

from dataclasses import dataclass, fields
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from tegata.pki import der


class CardKeysBroken(ValueError):
    """The bytes are no card's keys as `to_bytes` writes them."""


@dataclass(frozen=True)
class CardKeys:
    """The six RSA-2048 key pairs of a card."""

    authentication: rsa.RSAPrivateKey
    signature: rsa.RSAPrivateKey
    text: rsa.RSAPrivateKey
    session: rsa.RSAPrivateKey
    face: rsa.RSAPrivateKey
    internal: rsa.RSAPrivateKey

    def __repr__(self) -> str:
        """No key material."""
        return "CardKeys(…)"

    def to_bytes(self) -> bytes:
        """All six, unencrypted: for a pool made ahead, which is kept sealed (`pki.keys.sealed`), and for nothing else."""
        keys: list[rsa.RSAPrivateKey] = [getattr(self, field.name) for field in fields(self)]
        return der.sequence(*(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for key in keys))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises CardKeysBroken. `loading` tries every key before it is in a chip."""
        try:
            encoded = [der.raw(raw, item) for item in der.children(raw, der.whole(raw))]
            keys = [load_der_private_key(item, password=None, unsafe_skip_rsa_key_validation=True) for item in encoded]
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise CardKeysBroken("these are no card's keys; take others from the pool") from error
        found = [key for key in keys if isinstance(key, rsa.RSAPrivateKey)]
        if len(keys) != len(fields(cls)) or len(found) != len(keys):
            raise CardKeysBroken("these are not the six keys of a card; take others from the pool")
        return cls(*found)


def new_keys() -> CardKeys:
    """Fresh keys for one card."""
    return CardKeys(*(rsa.generate_private_key(65537, 2048) for _ in fields(CardKeys)))


def new_keys_der() -> bytes:
    """Fresh keys in bytes, so that they can come from another process: one a core fills a pool fastest."""
    return new_keys().to_bytes()


def public_key(key: rsa.RSAPrivateKey) -> bytes:
    """SubjectPublicKeyInfo, DER."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
