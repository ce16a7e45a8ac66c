"""Distinguished Encoding Rules (X.690) as far as certificates, CRLs and OCSP answers need them: a writer and a walker.

asn1crypto does this for every type there is; this module exists because it is on the path of a million CRL entries.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple


class Tag(IntEnum):
    """Universal tags, in the order of X.680 table 1; SEQUENCE and SET as constructed."""

    BOOLEAN = 0x01
    INTEGER = 0x02
    BIT_STRING = 0x03
    OCTET_STRING = 0x04
    NULL = 0x05
    OBJECT_IDENTIFIER = 0x06
    ENUMERATED = 0x0A
    UTF8_STRING = 0x0C
    PRINTABLE_STRING = 0x13
    IA5_STRING = 0x16
    UTC_TIME = 0x17
    GENERALIZED_TIME = 0x18
    SEQUENCE = 0x30
    SET = 0x31


# Plain numbers: an enum member costs more to write than all the rest of a short object.
_INTEGER = int(Tag.INTEGER)
_BIT_STRING = int(Tag.BIT_STRING)
_OCTET_STRING = int(Tag.OCTET_STRING)
_OBJECT_IDENTIFIER = int(Tag.OBJECT_IDENTIFIER)
_UTF8_STRING = int(Tag.UTF8_STRING)
_PRINTABLE_STRING = int(Tag.PRINTABLE_STRING)
_UTC_TIME = int(Tag.UTC_TIME)
_GENERALIZED_TIME = int(Tag.GENERALIZED_TIME)
_SEQUENCE = int(Tag.SEQUENCE)
_SET = int(Tag.SET)

MOST_CHILDREN = 10_000
"""What is read object by object has fewer; the entries of a list are walked in another way. A megabyte has half a million."""


class MalformedDer(ValueError):
    """The bytes are no DER of the expected shape."""


def heading(tag: int, size: int) -> bytes:
    """Tag and length of an object whose content has this many octets, in the shortest form (X.690 §10.1)."""
    if size < 0x80:
        return bytes((tag, size))
    if size < 0x100:
        return bytes((tag, 0x81, size))
    if size < 0x10000:
        return bytes((tag, 0x82, size >> 8, size & 0xFF))
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(octets))) + octets


def wrap(tag: int, content: bytes) -> bytes:
    """One object of a one-byte tag."""
    return heading(tag, len(content)) + content


def joined(parts: Sequence[bytes | bytearray]) -> bytes:
    """SEQUENCE of ready objects, copied once: for lists of many megabytes."""
    return b"".join((heading(Tag.SEQUENCE, sum(map(len, parts))), *parts))


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of ready objects."""
    return wrap(_SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """SET OF ready objects, sorted as §11.6 wants."""
    return wrap(_SET, b"".join(sorted(parts)))


def integer(value: int) -> bytes:
    """INTEGER in the fewest octets."""
    return wrap(_INTEGER, integer_octets(value))


def integer_octets(value: int) -> bytes:
    """The content of an INTEGER, for IMPLICIT tags."""
    magnitude = value if value >= 0 else ~value
    return value.to_bytes(magnitude.bit_length() // 8 + 1, signed=True)


def enumerated(value: int) -> bytes:
    """ENUMERATED below 128."""
    return bytes((Tag.ENUMERATED, 1, value))


def boolean(*, value: bool) -> bytes:
    """BOOLEAN; TRUE is FF (§11.1)."""
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


NULL = b"\x05\x00"


@lru_cache(maxsize=256)
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return wrap(_OBJECT_IDENTIFIER, b"".join(_base128(arc) for arc in (40 * first + second, *rest)))


def _base128(arc: int) -> bytes:
    octets = bytearray((arc & 0x7F,))
    while arc := arc >> 7:
        octets.insert(0, 0x80 | arc & 0x7F)
    return bytes(octets)


def utf8(text: str) -> bytes:
    """UTF8String."""
    return wrap(_UTF8_STRING, text.encode())


def printable(text: str) -> bytes:
    """PrintableString."""
    return wrap(_PRINTABLE_STRING, text.encode("ascii"))


def bit_string(content: bytes, unused: int = 0) -> bytes:
    """BIT STRING of whole octets, or with this many unused bits at the end."""
    return wrap(_BIT_STRING, bytes((unused,)) + content)


def octet_string(content: bytes) -> bytes:
    """OCTET STRING."""
    return wrap(_OCTET_STRING, content)


def context(number: int, content: bytes, *, constructed: bool = True) -> bytes:
    """A context-specific tag around content: EXPLICIT, or IMPLICIT of something constructed."""
    return wrap((0xA0 if constructed else 0x80) | number, content)


def named_bits(*positions: int) -> bytes:
    """BIT STRING of a list of named bits, without trailing zero bits (§11.2.2)."""
    value, top = sum(1 << (7 - p) for p in positions), max(positions)
    return bit_string(bytes((value,)), 7 - top)


def time(moment: datetime) -> bytes:
    """Time of RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050, whole seconds, Z."""
    return _time(int(moment.timestamp()))


@lru_cache(maxsize=4096)
def _time(seconds: int) -> bytes:
    utc = datetime.fromtimestamp(seconds, UTC)
    if 1950 <= utc.year < 2050:
        return wrap(_UTC_TIME, f"{utc:%y%m%d%H%M%S}Z".encode())
    return generalized_time(utc)


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime in whole seconds, Z."""
    return wrap(_GENERALIZED_TIME, f"{moment.astimezone(UTC):%Y%m%d%H%M%S}Z".encode())


class Node(NamedTuple):
    """One object in a larger text: its tag, and the offsets of its start, its content and the byte after its end."""

    tag: int
    start: int
    content: int
    end: int


def node(data: bytes, at: int = 0, within: int | None = None) -> Node:
    """The object at this offset. Raises MalformedDer for long tags, indefinite or padded lengths, and cut ends."""
    limit = len(data) if within is None else within
    if at + 2 > limit:
        raise MalformedDer("the data end before an object")
    tag, size, content = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise MalformedDer("a tag of more than one byte")
    if size >= 0x80:
        size, content = _long_length(data, content, size & 0x7F, limit)
    end = content + size
    if end > limit:
        raise MalformedDer("an object is longer than what holds it")
    return _new(Node, (tag, at, content, end))


_new = tuple.__new__
"""What a NamedTuple's own constructor calls, without the detour: `node` is on every hot path."""


def _long_length(data: bytes, at: int, octets: int, limit: int) -> tuple[int, int]:
    if not 1 <= octets <= 4 or at + octets > limit:
        raise MalformedDer("a length that is indefinite, too long, or cut")
    size = int.from_bytes(data[at : at + octets])
    if size < 0x80 or size >> 8 * (octets - 1) == 0:
        raise MalformedDer("a length that is not in its shortest form")
    return size, at + octets


def expect(data: bytes, at: int, tag: int, within: int | None = None) -> Node:
    """The object at this offset, which must have this tag."""
    found = node(data, at, within)
    if found.tag != tag:
        raise MalformedDer(f"tag {found.tag:02X} where {tag:02X} was expected")
    return found


def children(data: bytes, parent: Node) -> list[Node]:
    """The objects inside a constructed one. It is `node` in a loop, written out because every parse ends here."""
    found: list[Node] = []
    at, limit = parent.content, parent.end
    for _ in range(MOST_CHILDREN):
        if at >= limit:
            return found
        if at + 2 > limit:
            raise MalformedDer("the data end before an object")
        tag, size, content = data[at], data[at + 1], at + 2
        if tag & 0x1F == 0x1F:
            raise MalformedDer("a tag of more than one byte")
        if size == 0x82 and content + 2 <= limit and data[content]:  # 256 to 65535, the usual long form
            size, content = data[content] << 8 | data[content + 1], content + 2
        elif size >= 0x80:
            size, content = _long_length(data, content, size & 0x7F, limit)
        end = content + size
        if end > limit:
            raise MalformedDer("an object is longer than what holds it")
        found.append(_new(Node, (tag, at, content, end)))
        at = end
    raise MalformedDer(f"more than {MOST_CHILDREN} objects in one")


def whole(data: bytes, tag: int = Tag.SEQUENCE) -> Node:
    """The one object that the data are. Raises MalformedDer when something follows it."""
    found = expect(data, 0, tag)
    if found.end != len(data):
        raise MalformedDer("bytes follow the end of the object")
    return found


def content(data: bytes, item: Node) -> bytes:
    """The content octets."""
    return data[item.content : item.end]


def raw(data: bytes, item: Node) -> bytes:
    """The whole object."""
    return data[item.start : item.end]


def read_integer(data: bytes, item: Node) -> int:
    """The value of an INTEGER or ENUMERATED."""
    if item.tag not in (Tag.INTEGER, Tag.ENUMERATED) or item.end == item.content:
        raise MalformedDer("not an integer")
    return int.from_bytes(data[item.content : item.end], signed=True)


def read_time(data: bytes, item: Node) -> datetime:
    """The moment of a UTCTime or GeneralizedTime in the form of RFC 5280."""
    return _read_time(item.tag, data[item.content : item.end])


@lru_cache(maxsize=4096)
def _read_time(tag: int, octets: bytes) -> datetime:
    text = octets.decode("ascii", "replace")
    if tag == Tag.UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != Tag.GENERALIZED_TIME:
        raise MalformedDer("not a time")
    try:
        if len(text) != 15 or not text[:14].isdigit() or text[14] != "Z":
            raise ValueError(text)
        return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise MalformedDer("a time that is not in whole seconds and Z, or not in the calendar") from error


def signed_parts(data: bytes) -> tuple[Node, bytes, bytes]:
    """SIGNED { … } of X.509, as certificates and CRLs are: to-be-signed, algorithm (DER), signature octets."""
    parts = children(data, whole(data))
    tags = [part.tag for part in parts]
    if tags != [Tag.SEQUENCE, Tag.SEQUENCE, Tag.BIT_STRING] or content(data, parts[2])[:1] != b"\0":
        raise MalformedDer("not a signed object: to-be-signed, algorithm, signature")
    tbs, algorithm, signature = parts
    return tbs, raw(data, algorithm), data[signature.content + 1 : signature.end]


class Extension(NamedTuple):
    """An Extension taken apart: the identifier with tag and length, the flag, the content of the OCTET STRING."""

    oid: bytes
    critical: bool
    value: bytes


def read_extension(data: bytes, item: Node) -> Extension:
    """Take one Extension apart (RFC 5280 §4.1)."""
    parts = children(data, item)
    critical = len(parts) == 3 and raw(data, parts[1]) == boolean(value=True)
    if len(parts) not in (2, 3) or (len(parts) == 3 and not critical) or parts[-1].tag != Tag.OCTET_STRING:
        raise MalformedDer("not an extension")
    return Extension(raw(data, parts[0]), critical, content(data, parts[-1]))
