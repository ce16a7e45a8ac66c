"""Files of the card-face application (券面事項確認AP), measured on real cards. Offsets count from the file's start."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from tegata.cardspec.codecs import reading
from tegata.cardspec.codecs.reading import MalformedFile
from tegata.rules.sex import Sex
from tegata.wire import tlv
from tegata.wire.cvc import KeyId, PublicKey


@dataclass(frozen=True, slots=True)
class BirthDateFile:
    """EF 0001: birth date and the card's public key under the issuer's signature (547 bytes)."""

    birth: date
    public_key: PublicKey
    signature: bytes

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile or MalformedCertificate."""
        outer = reading.template(raw, 0xFF10, "birth date file")
        found = reading.objects(raw, outer, "birth date file", 0xDF11, 0xDF12, 0xDF13)
        birth = reading.day(found[0xDF11].value, "birth date")
        return cls(birth, PublicKey.from_bytes(found[0xDF12].value), found[0xDF13].value)

    @property
    def signed_part(self) -> bytes:
        """What the signature covers: the value before DF13."""
        return tlv.encode(0xDF11, reading.written_day(self.birth)) + tlv.encode(0xDF12, bytes(self.public_key))

    def __bytes__(self) -> bytes:
        return tlv.encode(0xFF10, self.signed_part + tlv.encode(0xDF13, self.signature))


@dataclass(frozen=True, slots=True)
class CardFace:
    """EF 0002: the face of the card. Name, address and code are PNG images, the portrait is grey JPEG 2000.

    `expiry` and `code_image` stand outside the signature, as on real cards.
    """

    birth: date
    sex: Sex
    public_key: PublicKey
    name_image: bytes
    address_image: bytes
    portrait: bytes
    signature: bytes
    expiry: date
    code_image: bytes

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file by its tags; the offset table is checked against them. Raises MalformedFile."""
        outer = reading.template(raw, 0xFF20, "card face")
        found = reading.objects(raw, outer, "card face", *range(0xDF21, 0xDF2B))
        if found[0xDF21].value != b"".join(found[tag].start.to_bytes(2) for tag in range(0xDF22, 0xDF2B)):
            raise MalformedFile("card face: the offset table points elsewhere")
        value = {tag: item.value for tag, item in found.items()}
        return cls(
            birth=reading.day(value[0xDF22], "birth date"),
            sex=reading.sex(value[0xDF23], "sex"),
            public_key=PublicKey.from_bytes(value[0xDF24]),
            name_image=value[0xDF25],
            address_image=value[0xDF26],
            portrait=value[0xDF27],
            signature=value[0xDF28],
            expiry=reading.day(value[0xDF29], "expiry"),
            code_image=value[0xDF2A],
        )

    @property
    def signed_parts(self) -> tuple[bytes, bytes, bytes]:
        """The three runs of objects whose digests the signature covers: person and key, images, portrait."""
        birth, sex, key, name, address, portrait, *_ = self._objects()
        return birth + sex + key, name + address, portrait

    def __bytes__(self) -> bytes:
        objects = self._objects()
        at, offsets = 5 + 2 + 1 + 2 * len(objects), b""
        for encoded in objects:
            offsets += at.to_bytes(2)
            at += len(encoded)
        return tlv.encode(0xFF20, tlv.encode(0xDF21, offsets) + b"".join(objects), long=True)

    def _objects(self) -> tuple[bytes, ...]:
        values = (
            reading.written_day(self.birth),
            self.sex.encode(),
            bytes(self.public_key),
            self.name_image,
            self.address_image,
            self.portrait,
            self.signature,
            reading.written_day(self.expiry),
            self.code_image,
        )
        return tuple(tlv.encode(0xDF22 + index, value) for index, value in enumerate(values))


@dataclass(frozen=True, slots=True)
class ApInformation:
    """EF 0003: four version bytes, a key id, the municipality code (5 digits), and 272 bytes of unknown meaning."""

    key_id: KeyId
    municipality: str
    opaque: bytes
    versions: bytes = bytes.fromhex("06030E01")
    flag: int = 0

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile or MalformedCertificate."""
        outer = reading.template(raw, 0xFF30, "application information")
        found = reading.objects(raw, outer, "application information", *range(0xDF31, 0xDF36))
        if len(found[0xDF33].value) != 1:
            raise MalformedFile("application information: DF33 has one byte")
        municipality = reading.digits(found[0xDF34].value, 5, "municipality")
        key_id = KeyId.from_bytes(found[0xDF32].value)
        return cls(key_id, municipality, found[0xDF35].value, found[0xDF31].value, found[0xDF33].value[0])

    def __bytes__(self) -> bytes:
        values = (self.versions, bytes(self.key_id), bytes((self.flag,)), self.municipality.encode(), self.opaque)
        return tlv.encode(0xFF30, b"".join(tlv.encode(0xDF31 + index, value) for index, value in enumerate(values)))


@dataclass(frozen=True, slots=True)
class NumberImage:
    """EF 0005: the Individual Number as an image, and the card's public key, under the issuer's signature."""

    image: bytes
    public_key: PublicKey
    signature: bytes

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile or MalformedCertificate."""
        outer = reading.template(raw, 0xFF40, "number image")
        found = reading.objects(raw, outer, "number image", 0xDF41, 0xDF42, 0xDF43)
        return cls(found[0xDF41].value, PublicKey.from_bytes(found[0xDF42].value), found[0xDF43].value)

    @property
    def signed_part(self) -> bytes:
        """What the signature covers: the value before DF43."""
        return tlv.encode(0xDF41, self.image) + tlv.encode(0xDF42, bytes(self.public_key))

    def __bytes__(self) -> bytes:
        return tlv.encode(0xFF40, self.signed_part + tlv.encode(0xDF43, self.signature))
