"""A memory whose power fails after so many bytes, in the middle of a write if need be."""

from collections.abc import Callable, Iterator

from tegata.chip.card import Card, Maker
from tegata.chip.memory import RamMemory


class PowerCut(Exception):
    """The power is gone; what was written until then stays."""


class CuttableMemory(RamMemory):
    """`left` bytes can be written until the cut; None: any number. `written` counts them."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.left: int | None = None
        self.written = 0

    def write(self, at: int, data: bytes) -> None:
        if self.left is not None and len(data) > self.left:
            torn, self.left = data[: self.left], 0
            super().write(at, torn)
            raise PowerCut
        if self.left is not None:
            self.left -= len(data)
        self.written += len(data)
        super().write(at, data)

    def copy(self) -> "CuttableMemory":
        other = CuttableMemory(self.size)
        other._cells[:] = self._cells
        return other


def states_after_a_cut(
    memory: CuttableMemory, work: Callable[[CuttableMemory], None], *, every: int = 1
) -> Iterator[CuttableMemory]:
    """The memory after `work` was cut at each byte it writes, in order; at last after it was not cut."""
    whole = memory.copy()
    whole.written = 0
    work(whole)
    for position in range(0, whole.written, every):
        cut = memory.copy()
        cut.left = position
        try:
            work(cut)
        except PowerCut:
            cut.left = None
            yield cut
        else:
            raise AssertionError(f"the work was not cut at byte {position}")
    yield whole


def powered(memory: CuttableMemory, maker: Maker) -> Card:
    """A card on a copy, so that asking it changes nothing."""
    return Card(memory.copy(), maker)
