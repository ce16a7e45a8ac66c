"""Non-volatile memory: the only thing of a chip that survives loss of power. Raw bytes, no meaning.

A write may be torn at any byte by a power cut: a prefix of it is then in the memory, the rest is as before.
"""

from typing import Protocol

CAPACITY = 128 * 1024
"""Bytes in a chip of this card; real ones have 80 kB to 1 MB."""


class MemoryFault(Exception):
    """The memory could not be read or written: disk full, file gone."""


class Memory(Protocol):
    """Port. Everything outside `[0, size)` is a programming error and raises ValueError."""

    @property
    def size(self) -> int:
        """Capacity in bytes."""

    def read(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes. Raises MemoryFault."""

    def write(self, at: int, data: bytes) -> None:
        """Replace bytes; when it returns, they survive. Raises MemoryFault."""


class RamMemory:
    """A memory that lives as long as this process: cards for tests and for trying out."""

    def __init__(self, size: int = CAPACITY) -> None:
        self._cells = bytearray(size)

    @property
    def size(self) -> int:
        """Capacity in bytes."""
        return len(self._cells)

    def read(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes."""
        check_range(self, at, length)
        return bytes(self._cells[at : at + length])

    def write(self, at: int, data: bytes) -> None:
        """Replace bytes."""
        check_range(self, at, len(data))
        self._cells[at : at + len(data)] = data


def check_range(memory: Memory, at: int, length: int) -> None:
    """Raises ValueError when these cells are not all inside the memory."""
    if at < 0 or length < 0 or at + length > memory.size:
        raise ValueError(f"{length} bytes at {at} are outside a memory of {memory.size} bytes")
