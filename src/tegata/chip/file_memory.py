"""A chip's memory in a file, one process at a time. Not an image format: a maker's raw bytes.

Every write is on the disk before it returns (`os.fdatasync`) unless `durable=False`: then a crash of the machine, not
of the program, may lose writes, and with them a try counter; for throw-away cards, and drafts
that `sync`. The file is the owner's alone
(mode 0600), for it holds the keys of the card.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from tegata.chip.memory import CAPACITY, MemoryFault, check_range


class MemoryInUse(MemoryFault):
    """Another process holds this memory: the card is plugged in somewhere else."""


class FileMemory:
    """Opens a memory file, or makes one of `size` zero bytes. Raises MemoryInUse, MemoryFault. Close it when done."""

    def __init__(self, path: Path, *, size: int = CAPACITY, durable: bool = True) -> None:
        self._path = path
        self._durable = durable
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise MemoryFault(f"{path}: {error.strerror}") from error
        try:
            self._lock()
            self._size = os.fstat(self._file).st_size or self._make(size)
        except BaseException:
            os.close(self._file)
            raise

    @property
    def size(self) -> int:
        """Capacity in bytes."""
        return self._size

    def read(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes. Raises MemoryFault."""
        check_range(self, at, length)
        try:
            found = os.pread(self._file, length, at)
        except OSError as error:
            raise MemoryFault(f"{self._path}: {error.strerror}") from error
        if len(found) != length:
            raise MemoryFault(f"{self._path}: the file has become shorter")
        return found

    def write(self, at: int, data: bytes) -> None:
        """Replace bytes; they are on the disk when it returns. Raises MemoryFault."""
        check_range(self, at, len(data))
        view = memoryview(data)
        try:
            while view:
                written = os.pwrite(self._file, view, at)
                view, at = view[written:], at + written
            if self._durable:
                os.fdatasync(self._file)
        except OSError as error:
            raise MemoryFault(f"{self._path}: {error.strerror}") from error

    def sync(self) -> None:
        """Bring all that was written to the disk: one wait for many writes of a `durable=False` memory. Raises MemoryFault."""
        try:
            os.fsync(self._file)
        except OSError as error:
            raise MemoryFault(f"{self._path}: {error.strerror}") from error

    def close(self) -> None:
        """Release the lock; the memory must not be used afterwards."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MemoryInUse(f"{self._path}: another process holds this card; unplug it there first") from error

    def _make(self, size: int) -> int:
        try:
            os.ftruncate(self._file, size)
            os.fsync(self._file)
        except OSError as error:
            raise MemoryFault(f"{self._path}: {error.strerror}") from error
        return size
