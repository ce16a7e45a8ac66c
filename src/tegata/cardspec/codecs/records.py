"""The card record (common AP EF 0001, resident-register AP EF 0002) and the resident record code."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from tegata.cardspec.codecs import reading
from tegata.cardspec.codecs.reading import MalformedFile
from tegata.wire import tlv


@dataclass(frozen=True, slots=True)
class CardRecord:
    """Record 1: `01 1C` and 28 digits: card serial 15, municipality 5, expiry 8.

    The serial printed on the face has a sixteenth digit, its check digit, which the record leaves out [guess].
    """

    serial: str
    municipality: str
    expiry: date

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the record. Raises MalformedFile."""
        if raw[:2] != b"\x01\x1c":
            raise MalformedFile("card record: does not start with 01 1C")
        found = reading.digits(raw[2:], 28, "card record")
        return cls(found[:15], found[15:20], reading.day(raw[22:], "expiry"))

    def __bytes__(self) -> bytes:
        return b"\x01\x1c" + f"{self.serial}{self.municipality}".encode() + reading.written_day(self.expiry)


@dataclass(frozen=True, slots=True)
class ResidentCode:
    """Resident-register AP EF 0001: the resident record code (住民票コード), eleven digits. [guess] its form."""

    code: str

    SIZE = 16

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        outer = reading.template(raw, 0xFF10, "resident record code")
        return cls(reading.digits(outer.value, 11, "resident record code"))

    def __bytes__(self) -> bytes:
        return tlv.encode(0xFF10, self.code.encode("ascii")).ljust(self.SIZE, b"\xff")
