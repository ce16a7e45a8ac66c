"""Maker B: a flash log. A change is one record at the end of the log; a full half is compacted into the other half.

Half: header (generation 4, CRC-32 of it 4), then records. Record: length 4, body, CRC-32 chained to what stands before.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from zlib import crc32

from tegata.chip.makers.personality import Interface, Personality
from tegata.chip.memory import Memory
from tegata.chip.store import ObjectId, StoreFull

PERSONALITY = Personality(
    atr={
        Interface.CONTACT: bytes.fromhex("3BDA13FF8131FB468012392F31C173C601C03B"),
        Interface.CONTACTLESS: bytes.fromhex("3B888001004B51FFB381D1000F"),
    },
    fci_extra=bytes.fromhex("A500"),
    lower_certificate=False,
    atr_inside_application=True,
    first_command_lost=True,
)

HEADER = 8


class _Place(NamedTuple):
    at: int
    length: int


class LogStore:
    """Objects in an append-only log. A record with a wrong chained CRC, and all after it, was never written."""

    def __init__(self, memory: Memory, start: int) -> None:
        self._memory = memory
        self._start = start
        self._half_size = (memory.size - start) // 2
        generations = [self._generation(half) for half in (0, 1)]
        self._half = generations.index(max(generations))
        self._current = max(generations)
        self._places: dict[ObjectId, _Place] = {}
        self._end, self._chain = HEADER, crc32(self._current.to_bytes(4))
        self._replay()

    def get(self, object_id: ObjectId) -> bytes | None:
        """The content; None if there is no such object."""
        place = self._places.get(object_id)
        return None if place is None else self._memory.read(place.at, place.length)

    def put(self, changes: Mapping[ObjectId, bytes]) -> None:
        """Append one record; with no log yet or no room left, write the other half with the changes in it."""
        body = _body(changes)
        if not self._current or self._end + 8 + len(body) > self._half_size:
            self._compact(changes)
            return
        chain = crc32(body, self._chain)
        at = self._half_at(self._half) + self._end
        self._memory.write(at, len(body).to_bytes(4) + body + chain.to_bytes(4))
        self._places.update(_places(body, at + 4))
        self._end, self._chain = self._end + 8 + len(body), chain

    def _compact(self, changes: Mapping[ObjectId, bytes]) -> None:
        """All that lives into the other half; its header, written last, makes it count."""
        live = {name: self._memory.read(*place) for name, place in self._places.items()} | dict(changes)
        body = _body(dict(sorted(live.items())))
        if HEADER + 8 + len(body) > self._half_size:
            raise StoreFull("the objects do not fit half of the memory")
        half, header = 1 - self._half, (self._current + 1).to_bytes(4)
        at, seal = self._half_at(half), crc32(header)
        chain = crc32(body, seal)
        self._memory.write(at + HEADER, len(body).to_bytes(4) + body + chain.to_bytes(4))
        self._memory.write(at, header + seal.to_bytes(4))
        self._half, self._current, self._chain = half, self._current + 1, chain
        self._places, self._end = dict(_places(body, at + HEADER + 4)), HEADER + 8 + len(body)

    def _replay(self) -> None:
        log = self._memory.read(self._half_at(self._half), self._half_size)
        while self._current:
            body_at = self._end + 4
            body = log[body_at : body_at + int.from_bytes(log[self._end : body_at])]
            crc_at = body_at + len(body)
            chain = crc32(body, self._chain)
            if not body or int.from_bytes(log[crc_at : crc_at + 4]) != chain:
                return
            self._places.update(_places(body, self._half_at(self._half) + body_at))
            self._end, self._chain = crc_at + 4, chain

    def _generation(self, half: int) -> int:
        header = self._memory.read(self._half_at(half), HEADER)
        return int.from_bytes(header[:4]) if crc32(header[:4]) == int.from_bytes(header[4:]) else 0

    def _half_at(self, half: int) -> int:
        return self._start + half * self._half_size


def _body(objects: Mapping[ObjectId, bytes]) -> bytes:
    parts = []
    for object_id, content in objects.items():
        name = object_id.encode()
        parts.append(bytes((len(name),)) + name + len(content).to_bytes(3) + content)
    return b"".join(parts)


def _places(body: bytes, body_at: int) -> Iterator[tuple[ObjectId, _Place]]:
    at = 0
    while at < len(body):
        name_end = at + 1 + body[at]
        length = int.from_bytes(body[name_end : name_end + 3])
        yield ObjectId.decode(body[at + 1 : name_end]), _Place(body_at + name_end + 3, length)
        at = name_end + 3 + length
