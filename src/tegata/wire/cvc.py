"""Card-verifiable certificates: who made the key that signed the records of a card. The card's own format, no standard.

`7F21 { 5F4E body (297 bytes), 5F37 signature (256 bytes) }`; body = issuer key id ‖ subject key id ‖ public key.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tegata.wire import tlv

SIGNATURE_SIZE = 256
BODY_SIZE = 297


class MalformedCertificate(ValueError):
    """The bytes are no card-verifiable certificate, key id or public key of this card."""


class BadCardSignature(ValueError):
    """A signature over a record or a card-verifiable certificate does not verify."""


@dataclass(frozen=True, slots=True)
class KeyId:
    """Sixteen bytes: seven digits ‖ 08 05 ‖ three digits ‖ 00 00 00 ‖ one byte (00, or A8 for keys at MF level)."""

    number: str
    version: str = "001"
    level: int = 0

    def __post_init__(self) -> None:
        if len(self.number) != 7 or len(self.version) != 3 or not (self.number + self.version).isascii():
            raise MalformedCertificate("a key id is seven digits and a version of three")
        if not (self.number + self.version).isdigit():
            raise MalformedCertificate("a key id is seven digits and a version of three")

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read sixteen bytes. Raises MalformedCertificate."""
        if len(raw) != 16 or raw[7:9] != b"\x08\x05" or raw[12:15] != bytes(3):
            raise MalformedCertificate("a key id has 16 bytes: seven digits, 08 05, three digits, 00 00 00, one byte")
        return cls(raw[:7].decode("ascii", "replace"), raw[9:12].decode("ascii", "replace"), raw[15])

    def __bytes__(self) -> bytes:
        return self.number.encode() + b"\x08\x05" + self.version.encode() + bytes(3) + bytes((self.level,))

    def __str__(self) -> str:
        return f"{self.number}/{self.version}"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA-2048 public key as the card writes it: `90 03 exponent ‖ 91 820100 modulus` (265 bytes)."""

    modulus: int
    exponent: int = 65537

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the two objects. Raises MalformedCertificate."""
        try:
            found = tlv.children(raw, 0x90, 0x91)
        except tlv.MalformedTlv as error:
            raise MalformedCertificate(f"public key: {error}") from error
        key = cls(int.from_bytes(found[0x91].value), int.from_bytes(found[0x90].value))
        if bytes(key) != raw:
            raise MalformedCertificate("public key: not exponent and RSA-2048 modulus in the card's form")
        return key

    @classmethod
    def of(cls, key: rsa.RSAPrivateKey | rsa.RSAPublicKey) -> Self:
        """The card's form of a key of the cryptography package."""
        public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
        numbers = public.public_numbers()
        return cls(numbers.n, numbers.e)

    def __bytes__(self) -> bytes:
        if self.modulus.bit_length() > 8 * SIGNATURE_SIZE or self.exponent >= 1 << 24:
            raise MalformedCertificate("this card's keys are RSA-2048 with an exponent of three bytes")
        return tlv.encode(0x90, self.exponent.to_bytes(3)) + tlv.encode(0x91, self.modulus.to_bytes(SIGNATURE_SIZE))

    def verify(self, signature: bytes, signed: bytes) -> None:
        """RSASSA-PKCS1-v1_5 with SHA-256 over `signed`. Raises BadCardSignature."""
        try:
            _rsa(self.modulus, self.exponent).verify(signature, signed, padding.PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError) as error:
            raise BadCardSignature(_NOT_THESE_BYTES) from error

    def verify_padded(self, signature: bytes, digest_info: bytes) -> None:
        """The same padding over a ready DigestInfo, as the card-face record has it. Raises BadCardSignature."""
        try:
            found = _rsa(self.modulus, self.exponent).recover_data_from_signature(signature, padding.PKCS1v15(), None)
        except (InvalidSignature, ValueError) as error:
            raise BadCardSignature(_NOT_THESE_BYTES) from error
        if found != digest_info:
            raise BadCardSignature(_NOT_THESE_BYTES)


_NOT_THESE_BYTES = "the signature does not belong to these bytes and this key"


@lru_cache(maxsize=64)
def _rsa(modulus: int, exponent: int) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


@dataclass(frozen=True, slots=True)
class CardVerifiableCertificate:
    """A key id and its public key, signed by the key that `issuer` names."""

    issuer: KeyId
    subject: KeyId
    public_key: PublicKey
    signature: bytes

    @classmethod
    def from_bytes(cls, raw: bytes, *, wrapped: bool = True) -> Self:
        """Read a file's content; filler may follow. `wrapped=False`: the two objects without 7F21 (GET DATA 00F8)."""
        try:
            content = tlv.template(raw, 0x7F21).value if wrapped else raw
            parts = tlv.children(content, 0x5F4E, 0x5F37)
        except tlv.MalformedTlv as error:
            raise MalformedCertificate(f"card-verifiable certificate: {error}") from error
        body, signature = parts[0x5F4E].value, parts[0x5F37].value
        if len(body) != BODY_SIZE or len(signature) != SIGNATURE_SIZE:
            raise MalformedCertificate(f"the body has {BODY_SIZE} bytes and the signature {SIGNATURE_SIZE}")
        issuer, subject = KeyId.from_bytes(body[:16]), KeyId.from_bytes(body[16:32])
        return cls(issuer, subject, PublicKey.from_bytes(body[32:]), signature)

    @property
    def body(self) -> bytes:
        """The 297 signed bytes."""
        return body_of(self.issuer, self.subject, self.public_key)

    @property
    def content(self) -> bytes:
        """The two objects without the 7F21 wrapper, as GET DATA 00F8 delivers them."""
        return tlv.encode(0x5F4E, self.body) + tlv.encode(0x5F37, self.signature)

    def __bytes__(self) -> bytes:
        return tlv.encode(0x7F21, self.content)

    def verify(self, issuer_key: PublicKey) -> None:
        """Check the signature by the issuer's key. Raises BadCardSignature."""
        issuer_key.verify(self.signature, self.body)


def body_of(issuer: KeyId, subject: KeyId, public_key: PublicKey) -> bytes:
    """The bytes an issuer signs to certify a key."""
    return bytes(issuer) + bytes(subject) + bytes(public_key)
