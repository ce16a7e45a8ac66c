"""Bytes that somebody sends to do harm: DER changed in every place that a parser looks at, nested without end, and huge."""

from collections.abc import Callable

from hypothesis import strategies as st

from tegata.pki import der

DEEP = 20_000
HUGE = 1 << 20


@st.composite
def mutations(draw: st.DrawFn, source: bytes) -> bytes:
    """One to four changes of some DER, none of which keeps it as it was by design."""
    text = bytearray(source)
    for _ in range(draw(st.integers(1, 4))):
        draw(st.sampled_from(CHANGES))(draw, text)
    return bytes(text)


def _place(draw: st.DrawFn, text: bytearray) -> int:
    return draw(st.integers(0, max(0, len(text) - 1)))


def _flip(draw: st.DrawFn, text: bytearray) -> None:
    if text:
        text[_place(draw, text)] ^= 1 << draw(st.integers(0, 7))


def _cut(draw: st.DrawFn, text: bytearray) -> None:
    del text[_place(draw, text) :]


def _remove(draw: st.DrawFn, text: bytearray) -> None:
    at = _place(draw, text)
    del text[at : at + draw(st.integers(1, 40))]


def _insert(draw: st.DrawFn, text: bytearray) -> None:
    at = _place(draw, text)
    text[at:at] = draw(st.one_of(st.binary(max_size=40), st.sampled_from(PIECES)))


def _lengthen(draw: st.DrawFn, text: bytearray) -> None:
    """A length where none was, in all forms there are: padded, indefinite, of four bytes, of 127 bytes."""
    at = _place(draw, text)
    text[at : at + 1] = draw(st.sampled_from([b"\x80", b"\x81\x05", b"\x84\xff\xff\xff\xff", b"\xff", b"\x82\x00\x10"]))


CHANGES: list[Callable[[st.DrawFn, bytearray], None]] = [_flip, _cut, _remove, _insert, _lengthen]
PIECES = [
    der.NULL,
    der.integer(1 << 4000),
    der.integer(-(1 << 64)),
    der.sequence(),
    der.wrap(0xA0, b""),
    der.wrap(der.Tag.INTEGER, b""),
    der.wrap(der.Tag.BIT_STRING, b""),
    der.wrap(der.Tag.OBJECT_IDENTIFIER, b""),
    der.wrap(der.Tag.OBJECT_IDENTIFIER, b"\xff" * 30),
    der.wrap(der.Tag.UTF8_STRING, b"\xff\xfe"),
    der.wrap(der.Tag.GENERALIZED_TIME, b"99999999999999Z"),
    der.wrap(der.Tag.UTC_TIME, b"000000000000Z"),
    b"\x1f\xff\xff\xff\x7f\x00",
]


def nested(tag: int = der.Tag.SEQUENCE, depth: int = DEEP) -> bytes:
    """An object in an object in an object … , each with a true length: 20,000 deep."""
    parts, size = [], 0
    for _ in range(depth):
        head = der.heading(tag, size)
        parts.append(head)
        size += len(head)
    return b"".join(reversed(parts))


def inside(content: bytes, depth: int = 3) -> bytes:
    """The content in some sequences, as deep as a to-be-signed part lies."""
    for _ in range(depth):
        content = der.sequence(content)
    return content


MONSTERS = {
    "nested sequences": nested(),
    "nested context tags": nested(0xA0),
    "nested sets": nested(der.Tag.SET),
    "an integer of a megabyte": der.sequence(der.sequence(der.integer((1 << 8 * HUGE) - 1))),
    "a million little objects": der.sequence(der.NULL * (HUGE // 2)),
    "a million little objects inside": inside(der.NULL * (HUGE // 2)),
    "a length of four gigabytes": b"\x30\x84\xff\xff\xff\xff" + bytes(100),
    "a length of more than there are": b"\x30\x82\xff\xff" + bytes(100),
    "an indefinite length": b"\x30\x80" + bytes(HUGE),
    "nothing but zeros": bytes(HUGE),
    "nothing but ones": b"\xff" * HUGE,
    "nothing": b"",
    "a signed object of nothing": der.sequence(der.sequence(), der.sequence(), der.bit_string(b"")),
    "a signed object of monsters": der.sequence(nested(), nested(), der.bit_string(bytes(HUGE))),
}
