"""DER there and back, and every malformed text refused in one way."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.pki import der

WHOLE_SECONDS = st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - naive for hypothesis
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(st.integers(-(1 << 200), 1 << 200))
def test_integers_there_and_back_in_the_fewest_octets(value: int) -> None:
    data = der.integer(value)
    assert der.read_integer(data, der.whole(data, der.Tag.INTEGER)) == value
    size = len(der.integer_octets(value))
    assert size == 1 or not -(1 << 8 * size - 9) <= value < 1 << 8 * size - 9


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (0, "020100"),
        (127, "02017f"),
        (128, "02020080"),
        (-1, "0201ff"),
        (-128, "020180"),
        (-129, "0202ff7f"),
        (1 << 31, "02050080000000"),
    ],
)
def test_integers_of_the_standard(value: int, encoded: str) -> None:
    assert der.integer(value) == bytes.fromhex(encoded)


def _dotted(text: bytes) -> str:
    arcs, value = [], 0
    for octet in text:
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


@given(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 1 << 40), min_size=1, max_size=8))
def test_object_identifiers_there_and_back(first: int, second: int, rest: list[int]) -> None:
    dotted = ".".join(map(str, (first, second, *rest)))
    data = der.oid(dotted)
    assert _dotted(der.content(data, der.whole(data, der.Tag.OBJECT_IDENTIFIER))) == dotted


@given(st.sampled_from([0, 1, 127, 128, 129, 255, 256, 65_535, 65_536, 1 << 17]), st.sampled_from([4, 0x30, 0xA3]))
def test_lengths_there_and_back_in_their_shortest_form(size: int, tag: int) -> None:
    data = der.wrap(tag, bytes(size))
    found = der.whole(data, tag)
    assert (found.tag, found.end - found.content, found.end) == (tag, size, len(data))
    assert found.content == 2 + (0 if size < 128 else (size.bit_length() + 7) // 8)


@given(WHOLE_SECONDS)
def test_times_there_and_back(moment: datetime) -> None:
    for data in (der.time(moment), der.generalized_time(moment)):
        assert der.read_time(data, der.node(data)) == moment
    expected = der.Tag.UTC_TIME if moment.year < 2050 else der.Tag.GENERALIZED_TIME
    assert der.time(moment)[0] == expected


def test_times_are_written_in_utc() -> None:
    tokyo = datetime(2026, 1, 1, 0, 0, 0, tzinfo=timezone(timedelta(hours=9)))
    assert der.time(tokyo)[2:] == b"251231150000Z"


@pytest.mark.parametrize(
    "text",
    [b"260101000000", b"2601010000Z", b"260101000000+0900", b"261301000000Z", b"260230000000Z", b"\xb2" * 13, b""],
)
def test_times_in_another_form_are_malformed(text: bytes) -> None:
    data = der.wrap(der.Tag.UTC_TIME, text)
    with pytest.raises(der.MalformedDer):
        der.read_time(data, der.node(data))


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        ("", "empty"),
        ("30", "no length"),
        ("3001", "cut content"),
        ("3080", "indefinite"),
        ("308100", "padded"),
        ("30817f" + "00" * 127, "padded"),
        ("30820080" + "00" * 128, "padded"),
        ("3085" + "0000000001" + "00", "five octets of length"),
        ("3082", "cut length"),
        ("1f8101", "long tag"),
    ],
)
def test_what_is_not_der_is_malformed(encoded: str, why: str) -> None:
    data = bytes.fromhex(encoded)
    with pytest.raises(der.MalformedDer):
        der.node(data)
    if data:
        held = der.wrap(der.Tag.SEQUENCE, data)
        with pytest.raises(der.MalformedDer):
            der.children(held, der.whole(held))


def test_nothing_follows_a_whole_object() -> None:
    with pytest.raises(der.MalformedDer):
        der.whole(der.NULL + b"\0", der.Tag.NULL)
    with pytest.raises(der.MalformedDer):
        der.whole(der.NULL, der.Tag.INTEGER)


@given(st.binary(max_size=80))
def test_random_bytes_are_malformed_or_in_order(data: bytes) -> None:
    def walk(item: der.Node, depth: int) -> None:
        assert item.start < item.content <= item.end <= len(data)
        if item.tag & 0x20 and depth < 20:
            for child in der.children(data, item):
                walk(child, depth + 1)

    try:
        walk(der.whole(data, data[0] if data else 0x30), 0)
    except der.MalformedDer:
        return


@given(st.binary(max_size=60), st.sampled_from([2, 10, 23, 24, 3, 48]))
def test_readers_raise_nothing_but_malformed(body: bytes, tag: int) -> None:
    data = der.wrap(tag, body)
    for read in (der.read_integer, der.read_time, der.read_extension):
        try:
            read(data, der.node(data))
        except der.MalformedDer:
            continue


@given(st.binary(max_size=6), st.binary(max_size=6), st.binary(max_size=6))
def test_signed_objects_are_taken_apart_or_malformed(tbs: bytes, algorithm: bytes, signature: bytes) -> None:
    data = der.sequence(der.sequence(tbs), der.sequence(algorithm), der.wrap(der.Tag.BIT_STRING, signature))
    try:
        found, named, octets = der.signed_parts(data)
    except der.MalformedDer:
        assert not signature.startswith(b"\0")
    else:
        assert (der.content(data, found), named, octets) == (tbs, der.sequence(algorithm), signature[1:])


def test_an_extension_says_false_by_silence() -> None:
    spoken = der.sequence(der.oid("2.5.29.15"), der.boolean(value=False), der.octet_string(b""))
    with pytest.raises(der.MalformedDer):
        der.read_extension(spoken, der.whole(spoken))
    silent = der.sequence(der.oid("2.5.29.15"), der.octet_string(b"x"))
    assert der.read_extension(silent, der.whole(silent)) == (der.oid("2.5.29.15"), False, b"x")


def test_sets_are_sorted() -> None:
    assert der.set_of(der.integer(2), der.integer(1)) == der.set_of(der.integer(1), der.integer(2))


def test_named_bits_have_no_trailing_zeros() -> None:
    assert der.named_bits(5, 6) == bytes.fromhex("03020106")
    assert der.named_bits(0, 1) == bytes.fromhex("030206c0")
