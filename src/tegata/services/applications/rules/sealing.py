"""PINs chosen at application, sealed for the issuing centre: who takes the application in cannot read them (Sasebo).

RSA-OAEP with SHA-256 wraps a key of AES-256-GCM, which covers whose application it is. The form is ours.
"""

import json
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from tegata.rules.pins import PinKind

KEY, NONCE = 32, 12


class NotSealedForThis(ValueError):
    """The seal is broken, or of another application. Ask the holder to choose PINs at the counter."""

    def __init__(self) -> None:
        super().__init__("the sealed PINs are not this application's; have them chosen at the counter")


class CentreSeal(Protocol):
    """Word `centre-seal`: the issuing centre's key. Town halls use its public half; production opens."""

    def public_key(self) -> RSAPublicKey:
        """The half that everybody may have."""

    def private_key(self) -> RSAPrivateKey:
        """The half that only the issuing centre has. Raises where this installation has none."""


def seal(
    key: RSAPublicKey, secrets: Mapping[PinKind, str], resident_id: UUID, application_id: UUID, draw: bytes
) -> bytes:
    """The sealed secrets. `draw`: KEY + NONCE bytes of the operating system's generator, never used twice."""
    if len(draw) != KEY + NONCE:
        raise ValueError(f"{KEY + NONCE} random bytes are needed")
    plain = json.dumps({kind.value: text for kind, text in secrets.items()}, sort_keys=True).encode()
    wrapped = key.encrypt(draw[:KEY], _oaep())
    body = AESGCM(draw[:KEY]).encrypt(draw[KEY:], _padded(plain), _whose(resident_id, application_id))
    return len(wrapped).to_bytes(2, "big") + wrapped + draw[KEY:] + body


def unseal(key: RSAPrivateKey, sealed: bytes, resident_id: UUID, application_id: UUID) -> dict[PinKind, str]:
    """The secrets. Raises NotSealedForThis."""
    end = 2 + int.from_bytes(sealed[:2], "big")
    try:
        inner = key.decrypt(sealed[2:end], _oaep())
        body = sealed[end + NONCE :]
        plain = AESGCM(inner).decrypt(sealed[end : end + NONCE], body, _whose(resident_id, application_id))
    except (InvalidTag, ValueError):
        raise NotSealedForThis from None
    return {PinKind(kind): text for kind, text in json.loads(plain).items()}


def _padded(plain: bytes) -> bytes:
    """Blanks up to a fixed length: the seal tells nothing of the password's."""
    return plain.ljust(128)


def _whose(resident_id: UUID, application_id: UUID) -> bytes:
    return resident_id.bytes + application_id.bytes


def _oaep() -> OAEP:
    return OAEP(MGF1(SHA256()), SHA256(), None)
