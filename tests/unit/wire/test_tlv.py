"""The card's TLV: its own length rule, its fillers, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.wire import tlv

tags = st.sampled_from([0x80, 0x86, 0x90, 0x91, 0x96, 0xA0, 0xA1, 0x5F37, 0x5F4E, 0x7F21, 0xDF22, 0xFF20])
values = st.binary(max_size=400)


@given(tags, values, st.booleans())
def test_one_object_survives_the_wire(tag: int, value: bytes, long: bool) -> None:
    encoded = tlv.encode(tag, value, long=long)
    found = tlv.parse_one(encoded)
    assert (found.tag, found.value, found.start, found.end) == (tag, value, 0, len(encoded))


@given(st.lists(st.tuples(tags, values), max_size=5), st.sampled_from([b"", b"\xff", b"\xff" * 9, b"\0" * 9]))
def test_objects_end_where_the_filler_starts(items: list[tuple[int, bytes]], filler: bytes) -> None:
    encoded = b"".join(tlv.encode(tag, value) for tag, value in items)
    assert [(found.tag, found.value) for found in tlv.parse_all(encoded + filler)] == items


def test_lengths_from_128_on_have_three_bytes() -> None:
    assert tlv.encode(0x90, bytes(127))[:2].hex() == "907f"
    assert tlv.encode(0x90, bytes(128))[:4].hex() == "90820080"  # never 81 80


@pytest.mark.parametrize("raw", ["", "FF", "FF20", "FF2082", "FF208200", "908180", "9003AABB", "90830000010000"])
def test_cut_or_foreign_forms_are_refused(raw: str) -> None:
    with pytest.raises(tlv.MalformedTlv):
        tlv.parse_one(bytes.fromhex(raw))


def test_a_value_too_long_is_refused() -> None:
    with pytest.raises(tlv.MalformedTlv):
        tlv.encode(0x90, bytes(0x10000))


def test_a_missing_or_doubled_object_is_refused() -> None:
    two = tlv.encode(0x90, b"a") * 2
    with pytest.raises(tlv.MalformedTlv, match="twice"):
        tlv.children(two, 0x90)
    with pytest.raises(tlv.MalformedTlv, match="missing"):
        tlv.children(two[:3], 0x91)


@given(st.binary(max_size=64))
def test_any_bytes_are_objects_or_malformed(raw: bytes) -> None:
    try:
        found = list(tlv.parse_all(raw))
    except tlv.MalformedTlv:
        return
    assert all(raw[item.value_start : item.end] == item.value for item in found)
