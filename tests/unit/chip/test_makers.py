"""Both makers' stores against a dictionary, with cuts of the power in between; and what tells the makers apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.chip import small
from tests.unit.chip.cutting import CuttableMemory, PowerCut

from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.makers import MARK_SIZE, Maker, WrongMaker
from tegata.chip.memory import RamMemory
from tegata.chip.store import Kind, ObjectId, StoreFull

SIZE = 20 * 1024
names = st.builds(
    ObjectId, st.sampled_from([b"\xd3\x92", b"\xa0\0\0\1\x51\0\0"]), st.sampled_from(Kind), st.integers(0, 3)
)
changes = st.dictionaries(names, st.binary(max_size=600), max_size=4)
steps = st.lists(st.tuples(changes, st.one_of(st.none(), st.integers(0, 1500))), max_size=25)


@pytest.fixture(params=small.MAKER_NAMES)
def maker(request: pytest.FixtureRequest) -> Maker:
    return MAKERS[request.param]


@pytest.mark.parametrize("maker_name", small.MAKER_NAMES)
@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_a_store_is_a_dictionary_that_survives(maker_name: str, steps: list[object]) -> None:
    maker, memory = MAKERS[maker_name], CuttableMemory(SIZE)
    maker.format(memory, {})
    expected: dict[ObjectId, bytes] = {}
    for change, cut_after in steps:
        memory.left = cut_after
        store = maker.mount(memory)
        try:
            store.put(change)
        except PowerCut:
            memory.left = None
            found = all_of(maker, memory, {*expected, *change})
            assert found in (expected, expected | change)
            expected = found
        else:
            expected |= change
        memory.left = None
        assert all_of(maker, memory, expected) == expected


def all_of(maker: Maker, memory: CuttableMemory, wanted: object) -> dict[ObjectId, bytes]:
    store = maker.mount(memory)
    found = {name: store.get(name) for name in wanted}
    return {name: content for name, content in found.items() if content is not None}


def test_a_full_store_says_so_and_keeps_what_it_has(maker: Maker) -> None:
    memory = RamMemory(SIZE)
    name = ObjectId(b"\xd3", Kind.FILE, 1)
    maker.format(memory, {name: b"old"})
    with pytest.raises(StoreFull):
        maker.mount(memory).put({name: b"new", ObjectId(b"\xd3", Kind.FILE, 2): bytes(SIZE)})
    assert maker.mount(memory).get(name) == b"old"


def test_many_changes_do_not_fill_a_store(maker: Maker) -> None:
    memory = RamMemory(SIZE)
    name = ObjectId(b"\xd3", Kind.TRIES, 1)
    maker.format(memory, {name: b"\0", ObjectId(b"\xd3", Kind.FILE, 1): bytes(1600)})
    store = maker.mount(memory)
    for number in range(3000):
        store.put({name: number.to_bytes(2)})
    assert maker.mount(memory).get(name) == (2999).to_bytes(2)


def test_a_blank_memory_and_another_makers(maker: Maker) -> None:
    assert maker.mount(RamMemory()) is None
    other = next(m for m in MAKERS.values() if m is not maker)
    memory = RamMemory()
    other.format(memory, {})
    with pytest.raises(WrongMaker, match=f"maker {other.name}"):
        Card(memory, maker)


def test_formatting_wipes_what_was_there(maker: Maker) -> None:
    memory = RamMemory(SIZE)
    maker.format(memory, {ObjectId(b"\xd3", Kind.REFERENCE, 1): b"the old secret"})
    assert b"the old secret" in memory.read(0, SIZE)
    maker.format(memory, {})
    assert b"the old secret" not in memory.read(0, SIZE)


def test_the_insides_differ() -> None:
    contents = {ObjectId(b"\xd3", Kind.FILE, number): bytes((number,)) * 200 for number in (3, 1, 2)}
    places = {}
    for name, maker in MAKERS.items():
        memory = RamMemory(SIZE)
        maker.format(memory, contents)
        raw = memory.read(0, SIZE)
        places[name] = sorted(contents, key=lambda object_id: raw.index(contents[object_id][:100]))
        assert raw[:MARK_SIZE] == maker.mark
    assert places["a"] != places["b"]


def test_the_outsides_differ_where_real_cards_do() -> None:
    a, b = (MAKERS[name].personality for name in "ab")
    assert all(a.atr[interface] != b.atr[interface] for interface in Interface)
    assert (a.lower_certificate, b.lower_certificate) == (True, False)


def test_an_object_id_survives_the_memory() -> None:
    for kind in Kind:
        name = ObjectId(b"\xd3\x92\0\x26", kind, 0x7F21)
        assert ObjectId.decode(name.encode()) == name
