"""Files of the text application (券面事項入力補助AP), measured on real cards. Offsets count from the file's start."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Self

from tegata.cardspec.codecs import reading
from tegata.cardspec.codecs.reading import MalformedFile
from tegata.rules.sex import Sex
from tegata.wire import tlv
from tegata.wire.cvc import KeyId, PublicKey


@dataclass(frozen=True, slots=True)
class IndividualNumber:
    """EF 0001: `FF10 0C`, twelve digits, filler up to 17 bytes."""

    number: str

    SIZE = 17

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        outer = reading.template(raw, 0xFF10, "Individual Number")
        return cls(reading.digits(outer.value, 12, "Individual Number"))

    def __bytes__(self) -> bytes:
        return tlv.encode(0xFF10, self.number.encode("ascii")).ljust(self.SIZE, b"\xff")


@dataclass(frozen=True, slots=True)
class BasicAttributes:
    """EF 0002: the four basic attributes (基本4情報). `long` writes the outer length as `82 HH LL` even below 128."""

    name: str
    address: str
    birth: date
    sex: Sex
    long: bool = False

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file by its tags; the offset table is checked against them. Raises MalformedFile."""
        outer = reading.template(raw, 0xFF20, "basic attributes")
        found = reading.objects(raw, outer, "basic attributes", 0xDF21, 0xDF22, 0xDF23, 0xDF24, 0xDF25)
        if found[0xDF21].value != b"".join(found[tag].start.to_bytes(2) for tag in range(0xDF22, 0xDF26)):
            raise MalformedFile("basic attributes: the offset table points elsewhere")
        return cls(
            name=reading.text(found[0xDF22].value, "name"),
            address=reading.text(found[0xDF23].value, "address"),
            birth=reading.day(found[0xDF24].value, "birth date"),
            sex=reading.sex(found[0xDF25].value, "sex"),
            long=outer.value_start != 3,
        )

    @property
    def signed_part(self) -> bytes:
        """What DF32 of the digest file covers: from the DF22 tag to the end of the object."""
        return b"".join(self._objects())

    def __bytes__(self) -> bytes:
        objects = self._objects()
        long = self.long or 11 + sum(map(len, objects)) >= 0x80
        at = (5 if long else 3) + 11
        offsets = b""
        for encoded in objects:
            offsets += at.to_bytes(2)
            at += len(encoded)
        return tlv.encode(0xFF20, tlv.encode(0xDF21, offsets) + b"".join(objects), long=long)

    def _objects(self) -> tuple[bytes, ...]:
        return (
            tlv.encode(0xDF22, self.name.encode()),
            tlv.encode(0xDF23, self.address.encode()),
            tlv.encode(0xDF24, reading.written_day(self.birth)),
            tlv.encode(0xDF25, self.sex.encode()),
        )


@dataclass(frozen=True, slots=True)
class SignedDigests:
    """EF 0003: digests of EF 0001 and EF 0002 under the issuer's signature (336 bytes)."""

    number_digest: bytes
    attributes_digest: bytes
    signature: bytes

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        outer = reading.template(raw, 0xFF30, "digests")
        found = reading.objects(raw, outer, "digests", 0xDF31, 0xDF32, 0xDF33)
        return cls(found[0xDF31].value, found[0xDF32].value, found[0xDF33].value)

    @staticmethod
    def digests_of(number_file: bytes, attributes: BasicAttributes) -> tuple[bytes, bytes]:
        """SHA-256 of the 17 physical bytes of EF 0001, and of the signed part of EF 0002."""
        return sha256(number_file).digest(), sha256(attributes.signed_part).digest()

    def of(self, attributes: BasicAttributes) -> "SignedDigests":
        """The same number with other attributes, not signed yet."""
        return SignedDigests(self.number_digest, sha256(attributes.signed_part).digest(), b"")

    @property
    def signed_part(self) -> bytes:
        """The 70 bytes that the signature covers."""
        return tlv.encode(0xDF31, self.number_digest) + tlv.encode(0xDF32, self.attributes_digest)

    def __bytes__(self) -> bytes:
        return tlv.encode(0xFF30, self.signed_part + tlv.encode(0xDF33, self.signature))


@dataclass(frozen=True, slots=True)
class ApInformation:
    """EF 0005: version, extended-length support, vendor, option; a key id; 128 opaque bytes; filler up to 256."""

    key_id: KeyId
    opaque: bytes
    spec_version: int = 1
    extended_length: int = 3
    vendor: int = 0x0E
    option: int = 1

    SIZE = 256

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        outer = reading.template(raw, 0xFF40, "application information")
        found = reading.objects(raw, outer, "application information", 0xDF41, 0xDF42, 0xDF43)
        if len(found[0xDF41].value) != 4:
            raise MalformedFile("application information: DF41 has four bytes")
        return cls(KeyId.from_bytes(found[0xDF42].value), found[0xDF43].value, *found[0xDF41].value)

    def __bytes__(self) -> bytes:
        facts = bytes((self.spec_version, self.extended_length, self.vendor, self.option))
        value = (
            tlv.encode(0xDF41, facts)
            + tlv.encode(0xDF42, bytes(self.key_id))
            + tlv.encode(0xDF43, self.opaque, long=True)
        )
        return tlv.encode(0xFF40, value).ljust(self.SIZE, b"\xff")


@dataclass(frozen=True, slots=True)
class SessionPublicKey:
    """EF 0006: the RSA key under which a terminal delivers a session seed (269 bytes)."""

    public_key: PublicKey

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile or MalformedCertificate."""
        return cls(PublicKey.from_bytes(reading.template(raw, 0xA1, "session key").value))

    def __bytes__(self) -> bytes:
        return tlv.encode(0xA1, bytes(self.public_key))


@dataclass(frozen=True, slots=True)
class CardKey:
    """EF 0007: the public half of the card's own key under the issuer's signature (536 bytes)."""

    public_key: PublicKey
    signature: bytes

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile or MalformedCertificate."""
        outer = reading.template(raw, 0xFF50, "card key")
        found = reading.objects(raw, outer, "card key", 0xDF51, 0xDF52)
        return cls(PublicKey.from_bytes(found[0xDF51].value), found[0xDF52].value)

    @property
    def signed_part(self) -> bytes:
        """What the signature covers: the value before DF52."""
        return tlv.encode(0xDF51, bytes(self.public_key))

    def __bytes__(self) -> bytes:
        return tlv.encode(0xFF50, self.signed_part + tlv.encode(0xDF52, self.signature))
