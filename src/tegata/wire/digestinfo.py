"""DigestInfo (RFC 8017 §9.2, B.1): what an RSA PKCS#1 v1.5 signature pads; and the form that only this card has."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class HashAlgorithm:
    """A hash function's name, digest size in bytes, and object identifier (DER, tag and length included)."""

    name: str
    size: int
    oid: bytes

    def prefix(self, *, null: bool = True, size: int | None = None) -> bytes:
        """All of the DigestInfo before the digest; `null=False` leaves the parameters out (RFC 8017 B.1, note)."""
        digest_size = self.size if size is None else size
        identifier = self.oid + (b"\x05\x00" if null else b"")
        body = bytes((0x30, len(identifier))) + identifier + bytes((0x04, digest_size))
        return bytes((0x30, len(body) + digest_size)) + body


ALGORITHMS = {
    algorithm.name: algorithm
    for algorithm in (
        HashAlgorithm("sha1", 20, bytes.fromhex("06052B0E03021A")),
        HashAlgorithm("sha256", 32, bytes.fromhex("0609608648016503040201")),
        HashAlgorithm("sha384", 48, bytes.fromhex("0609608648016503040202")),
        HashAlgorithm("sha512", 64, bytes.fromhex("0609608648016503040203")),
    )
}


class MalformedDigestInfo(ValueError):
    """The bytes are no DigestInfo of a known hash function."""


def encode(name: str, digest: bytes, *, null: bool = True) -> bytes:
    """DigestInfo of a digest. Raises MalformedDigestInfo for an unknown name or a digest of the wrong size."""
    algorithm = ALGORITHMS.get(name)
    if algorithm is None:
        raise MalformedDigestInfo(f"unknown hash function {name}; known are {', '.join(ALGORITHMS)}")
    if len(digest) != algorithm.size:
        raise MalformedDigestInfo(f"a {name} digest has {algorithm.size} bytes, not {len(digest)}")
    return algorithm.prefix(null=null) + digest


def parse(data: bytes) -> tuple[str, bytes]:
    """Hash name and digest; the parameters may be NULL or absent, as RFC 8017 B.1 tells a verifier to accept."""
    for algorithm in ALGORITHMS.values():
        digest = data[-algorithm.size :]
        if data in (algorithm.prefix() + digest, algorithm.prefix(null=False) + digest):
            return algorithm.name, digest
    raise MalformedDigestInfo("this is no DigestInfo of SHA-1, SHA-256, SHA-384 or SHA-512")


def of_face_record(*signed_parts: bytes) -> bytes:
    """The DigestInfo that signs the card-face record: three SHA-256 digests in a row, 96 bytes under one identifier.

    No standard has this form; it was measured on real cards (face AP, EF 0002, object DF28).
    """
    digests = b"".join(sha256(part).digest() for part in signed_parts)
    return ALGORITHMS["sha256"].prefix(size=len(digests)) + digests
