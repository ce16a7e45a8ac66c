"""The port of whoever signs documents: a card, a key in memory. It is given a digest; the document never goes there."""

from collections.abc import Sequence
from hashlib import new
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

HASHES: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
DIGEST = "sha256"
"""What documents are signed with here."""


class Signer(Protocol):
    """A certificate and the key that belongs to it. Signatures are RSASSA-PKCS1-v1_5."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""

    @property
    def issuer_certificates(self) -> Sequence[bytes]:
        """Certificates of its authorities, nearest first, DER."""

    def sign_digest(self, hash_name: str, digest: bytes) -> bytes:
        """Signature over a digest."""


class KeySigner:
    """A signer whose RSA key is in this process."""

    def __init__(self, key: rsa.RSAPrivateKey, certificate: bytes, issuer_certificates: Sequence[bytes] = ()) -> None:
        self._key = key
        self.certificate = certificate
        self.issuer_certificates = tuple(issuer_certificates)

    def sign_digest(self, hash_name: str, digest: bytes) -> bytes:
        """Signature over a digest."""
        return self._key.sign(digest, padding.PKCS1v15(), Prehashed(HASHES[hash_name]))


def digest_of(data: bytes, hash_name: str = DIGEST) -> bytes:
    """Digest of a whole text."""
    return new(hash_name, data).digest()
