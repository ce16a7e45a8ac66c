"""Two makers' chips. Their insides differ (`a`: paged EEPROM, `b`: flash log), and a few outsides (`Personality`).

A memory starts with the maker's mark, written last: without it the chip is blank.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tegata.chip.makers import a, b
from tegata.chip.makers.personality import Interface, Personality
from tegata.chip.memory import Memory
from tegata.chip.store import ObjectId, Store

MARK_SIZE = 4


class WrongMaker(ValueError):
    """The memory belongs to a chip of another maker."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker of chips. `open_store(memory, start)` opens its layout, which begins at this byte."""

    name: str
    mark: bytes
    personality: Personality
    open_store: Callable[[Memory, int], Store]

    def format(self, memory: Memory, objects: Mapping[ObjectId, bytes]) -> None:
        """Wipe the memory and write these objects. Cut off anywhere, it leaves a blank chip. Raises StoreFull."""
        memory.write(0, bytes(MARK_SIZE))
        memory.write(MARK_SIZE, bytes(memory.size - MARK_SIZE))
        self.open_store(memory, MARK_SIZE).put(objects)
        memory.write(0, self.mark)

    def mount(self, memory: Memory) -> Store | None:
        """The store of a formatted memory; None for a blank one. Raises WrongMaker."""
        mark = memory.read(0, MARK_SIZE)
        if mark == self.mark:
            return self.open_store(memory, MARK_SIZE)
        for other in MAKERS.values():
            if mark == other.mark:
                raise WrongMaker(f"this memory belongs to a chip of maker {other.name}, not {self.name}")
        return None


MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "a": Maker("a", b"TGA1", a.PERSONALITY, a.PagedStore),
        "b": Maker("b", b"TGB1", b.PERSONALITY, b.LogStore),
    }
)

__all__ = ["MAKERS", "Interface", "Maker", "Personality", "WrongMaker"]
