"""The card's TLV: tags as BER-TLV writes them, lengths by the card's own rule. Not a DER or BER codec.

The length is one byte below 128 and otherwise always `82 HH LL`, never 81, in every file that this card signs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 0xFFFF


class MalformedTlv(ValueError):
    """The bytes are no TLV of this card."""


@dataclass(frozen=True, slots=True)
class Tlv:
    """One object, with the offsets of its first byte and of the byte after its last in the text it was read from."""

    tag: int
    value: bytes
    start: int
    end: int

    @property
    def value_start(self) -> int:
        """Offset of the first byte of the value."""
        return self.end - len(self.value)


def encode_length(length: int, *, long: bool = False) -> bytes:
    """The length field; `long` asks for `82 HH LL` even below 128 (some makers' records have it)."""
    if length > LONGEST:
        raise MalformedTlv(f"a value of {length} bytes does not fit the length field")
    return b"\x82" + length.to_bytes(2) if long or length >= 0x80 else bytes((length,))


def encode_tag(tag: int) -> bytes:
    """The bytes of a tag number as printed: 0x90, 0x7F21, 0xDF24 …"""
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1)


def encode(tag: int, value: bytes, *, long: bool = False) -> bytes:
    """One object."""
    return encode_tag(tag) + encode_length(len(value), long=long) + value


def parse_one(data: bytes, at: int = 0) -> Tlv:
    """The object that starts at this offset. Raises MalformedTlv when it is cut short or its length form is unknown."""
    tag, value_at = _tag(data, at)
    length, value_at = _length(data, value_at)
    end = value_at + length
    if end > len(data):
        raise MalformedTlv(f"object {tag:X} announces {length} bytes, {len(data) - value_at} follow")
    return Tlv(tag, data[value_at:end], at, end)


def parse_all(data: bytes, at: int = 0) -> Iterator[Tlv]:
    """Every object from this offset to the end or to the filler (00, or FF FF): no tag starts so."""
    while at < len(data) and not _is_filler(data, at):
        found = parse_one(data, at)
        yield found
        at = found.end


def children(data: bytes, *expected: int, at: int = 0) -> dict[int, Tlv]:
    """The objects from this offset on, by tag. Raises MalformedTlv when one is missing or stands twice."""
    found: dict[int, Tlv] = {}
    for tlv in parse_all(data, at):
        if tlv.tag in found:
            raise MalformedTlv(f"object {tlv.tag:X} stands twice")
        found[tlv.tag] = tlv
    for tag in expected:
        if tag not in found:
            raise MalformedTlv(f"object {tag:X} is missing")
    return found


def template(data: bytes, tag: int) -> Tlv:
    """The outer object of a file, which must have this tag."""
    found = parse_one(data)
    if found.tag != tag:
        raise MalformedTlv(f"the file starts with object {found.tag:X}, not {tag:X}")
    return found


def _is_filler(data: bytes, at: int) -> bool:
    return data[at] == 0x00 or data[at : at + 2] in (b"\xff", b"\xff\xff")


def _tag(data: bytes, at: int) -> tuple[int, int]:
    size = 2 if at < len(data) and data[at] & 0x1F == 0x1F else 1
    if at + size > len(data):
        raise MalformedTlv("the data end inside a tag")
    return int.from_bytes(data[at : at + size]), at + size


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise MalformedTlv("the data end before a length")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    if first != 0x82 or at + 3 > len(data):
        raise MalformedTlv(f"length form {first:02X} is not one of this card's")
    return int.from_bytes(data[at + 1 : at + 3]), at + 3
