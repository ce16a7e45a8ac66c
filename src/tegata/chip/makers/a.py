"""Maker A: a paged EEPROM. A change goes to free pages; then a new directory goes to the shadow slot and counts.

Layout: two directory slots, then the pages. Directory: sequence 4, length 4, entries, CRC-32.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from zlib import crc32

from tegata.chip.makers.personality import Interface, Personality
from tegata.chip.memory import Memory
from tegata.chip.store import ObjectId, StoreFull

PERSONALITY = Personality(
    atr={
        Interface.CONTACT: bytes.fromhex("3BE000FF8131FE4514"),
        Interface.CONTACTLESS: bytes.fromhex("3B888001000005E0B381A1007F"),
    },
    fci_extra=b"",
    lower_certificate=True,
    atr_inside_application=False,
    first_command_lost=False,
)

PAGE = 128
SLOT = 32 * PAGE


class _Entry(NamedTuple):
    length: int
    pages: tuple[int, ...]

    def encode(self, object_id: ObjectId) -> bytes:
        name = object_id.encode()
        pages = b"".join(page.to_bytes(2) for page in self.pages)
        return bytes((len(name),)) + name + self.length.to_bytes(3) + pages


class PagedStore:
    """Objects in pages. Of two directories the one with a right CRC and the higher sequence number counts."""

    def __init__(self, memory: Memory, start: int) -> None:
        self._memory = memory
        self._start = start
        self._pages_at = start + 2 * SLOT
        self._page_count = (memory.size - self._pages_at) // PAGE
        directories = [(self._read_directory(slot), slot) for slot in (0, 1)]
        (self._sequence, self._entries), self._slot = max(directories, key=lambda found: found[0][0])
        self._encoded = {name: entry.encode(name) for name, entry in self._entries.items()}

    def get(self, object_id: ObjectId) -> bytes | None:
        """The content; None if there is no such object."""
        entry = self._entries.get(object_id)
        if entry is None:
            return None
        pages = b"".join(self._memory.read(self._pages_at + page * PAGE, PAGE) for page in entry.pages)
        return pages[: entry.length]

    def put(self, changes: Mapping[ObjectId, bytes]) -> None:
        """Write new pages, then the directory that names them."""
        entries, encoded = dict(self._entries), dict(self._encoded)
        free = self._free_pages()
        for name, content in changes.items():
            entries[name] = self._write_content(content, free)
            encoded[name] = entries[name].encode(name)
        slot, sequence = 1 - self._slot, self._sequence + 1
        self._write_directory(slot, sequence, b"".join(encoded.values()))
        self._slot, self._sequence, self._entries, self._encoded = slot, sequence, entries, encoded

    def _free_pages(self) -> Iterator[int]:
        used = {page for entry in self._entries.values() for page in entry.pages}
        return (page for page in range(self._page_count) if page not in used)

    def _write_content(self, content: bytes, free: Iterator[int]) -> _Entry:
        pages = tuple(islice(free, -(-len(content) // PAGE)))
        if len(pages) * PAGE < len(content):
            raise StoreFull("no free page is left")
        for first, count, at in _runs(pages):
            self._memory.write(self._pages_at + first * PAGE, content[at * PAGE : (at + count) * PAGE])
        return _Entry(len(content), pages)

    def _write_directory(self, slot: int, sequence: int, entries: bytes) -> None:
        directory = sequence.to_bytes(4) + len(entries).to_bytes(4) + entries
        if len(directory) + 4 > SLOT:
            raise StoreFull("the directory is full")
        self._memory.write(self._start + slot * SLOT, directory + crc32(directory).to_bytes(4))

    def _read_directory(self, slot: int) -> tuple[int, dict[ObjectId, _Entry]]:
        raw = self._memory.read(self._start + slot * SLOT, SLOT)
        end = 8 + int.from_bytes(raw[4:8])
        if end + 4 > SLOT or crc32(raw[:end]) != int.from_bytes(raw[end : end + 4]):
            return 0, {}
        return int.from_bytes(raw[:4]), dict(_entries(raw[8:end]))


def _entries(raw: bytes) -> Iterator[tuple[ObjectId, _Entry]]:
    at = 0
    while at < len(raw):
        name_end = at + 1 + raw[at]
        length = int.from_bytes(raw[name_end : name_end + 3])
        pages_at, count = name_end + 3, -(-length // PAGE)
        pages = tuple(int.from_bytes(raw[p : p + 2]) for p in range(pages_at, pages_at + 2 * count, 2))
        yield ObjectId.decode(raw[at + 1 : name_end]), _Entry(length, pages)
        at = pages_at + 2 * count


def _runs(pages: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Pages that lie side by side: first page, how many, and which page of the content is the first. One write each."""
    at = 0
    for end in range(1, len(pages) + 1):
        if end == len(pages) or pages[end] != pages[end - 1] + 1:
            yield pages[at], end - at, at
            at = end
