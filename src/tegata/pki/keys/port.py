"""The port: what an authority needs of a key, wherever the key lives."""

from typing import Protocol


class KeyUnavailable(Exception):
    """The key cannot be used: wrong passphrase, no token, no such key. The text says what to do."""


class SigningKey(Protocol):
    """A private key that signs and does not leave its place."""

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""

    @property
    def algorithm(self) -> bytes:
        """AlgorithmIdentifier of its signatures, DER."""

    def sign(self, data: bytes) -> bytes:
        """Signature over these bytes; the hash is part of the algorithm. Raises KeyUnavailable."""
