"""The published revocation lists of one authority: files that are there whole or not at all, and never older than before.

One process at a time writes; anybody reads. An index beside them says what is published and up to which change of the records.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tegata.pki import crl
from tegata.server import founding

INDEX, LOCK, ENDING = "index.json", ".lock", ".crl"
NEVER_WRITTEN = -1
WRITERS = 4
"""Files written at a time: each waits for its disk."""


class ListsNotWritten(Exception):
    """The folder cannot be written (no space, no right). What was published stays; nothing is lost but time."""


class OlderList(Exception):
    """A list would replace a newer one. It stays; were the authority's records restored from an older copy?"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A published list: CRL number, thisUpdate, nextUpdate, size in bytes."""

    number: int
    this_update: datetime
    next_update: datetime
    size: int

    told: dict[str, int | str]
    """The same as the index has it."""


class CrlFolder:
    """`<name>.crl` for each list; `name` is a municipality's code of 5 digits, or the complete list's."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._read_at = NEVER_WRITTEN
        self._version = 0
        self._lists: dict[str, Listed] = {}

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else publishes here, and nobody will while the context lasts. Leftovers of a crash are swept away.

        Raises ListsNotWritten.
        """
        with _told():
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._place / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            self._sweep()
            self.look()
            yield True
        finally:
            os.close(lock)

    @property
    def version(self) -> int:
        """The lists tell all changes of the records up to this one."""
        return self._version

    @property
    def lists(self) -> dict[str, Listed]:
        """What is published, by name."""
        return self._lists

    def publish(self, made: Iterable[tuple[str, bytes]]) -> int:
        """Put lists in their places, each written while the next is made. Returns how many.

        Raises ListsNotWritten, OlderList; those before are published then.
        """
        try:
            with ThreadPoolExecutor(WRITERS) as writer:
                writing: list[tuple[str, Future[Listed]]] = []
                for name, data in made:
                    writing.append((name, writer.submit(self._put, name, data)))
                    if writing[-1][1].done() and writing[-1][1].exception():
                        break
            with _told():
                for name, future in writing:
                    self._lists[name] = future.result()
            return len(writing)
        finally:
            self._sweep()

    def withdraw(self, name: str) -> None:
        """Take a list away for good: better none than one that grows old."""
        with _told():
            self._file(name).unlink(missing_ok=True)
        self._lists.pop(name, None)

    def tell(self, version: int) -> None:
        """Write the index: every list is in its place, and tells all changes up to this one. Raises ListsNotWritten."""
        lists = {name: listed.told for name, listed in sorted(self._lists.items())}
        text = json.dumps({"version": version, "lists": lists})
        with _told():
            _sync(self._place)
            founding.write(self._place / INDEX, text.encode())
        self._version, self._read_at = version, self._changed_at()

    def _put(self, name: str, data: bytes) -> Listed:
        file, new = self._file(name), _listed(data)
        old = _found(file)
        if old is not None and (new.number <= old.number or new.this_update < old.this_update):
            self._read_at = NEVER_WRITTEN
            raise OlderList(
                f"list {name}: number {new.number} of {new.this_update:%Y-%m-%d %H:%M:%SZ} is older than the published "
                f"number {old.number} of {old.this_update:%Y-%m-%d %H:%M:%SZ}, which stays. Were the authority's records "
                "restored from an older copy? Restore the newer one"
            )
        founding.write(file, data)
        return new

    def look(self) -> None:
        """Read what is published, unless the index is the one that was written or read last."""
        changed_at = self._changed_at()
        if changed_at == self._read_at and changed_at != NEVER_WRITTEN:
            return
        files = {file.name.removesuffix(ENDING): file for file in self._place.glob(f"[!.]*{ENDING}")}
        found = {name: _found(file) for name, file in files.items()}
        self._lists = {name: listed for name, listed in found.items() if listed is not None}
        self._version, self._read_at = self._told_version(), changed_at

    def _told_version(self) -> int:
        try:
            return int(json.loads((self._place / INDEX).read_text(encoding="utf8"))["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _changed_at(self) -> int:
        try:
            return (self._place / INDEX).stat().st_mtime_ns
        except OSError:
            return NEVER_WRITTEN

    def _sweep(self) -> None:
        """Drafts of a process that died, or had no room."""
        for draft in self._place.glob(".*.*"):
            draft.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._place / f"{name}{ENDING}"


def _listed(data: bytes) -> Listed:
    head = crl.read_head(data)
    if head.number is None or head.next_update is None:
        raise crl.MalformedCrl("a list without a number or an end")
    moments = {"this_update": head.this_update.isoformat(), "next_update": head.next_update.isoformat()}
    told: dict[str, int | str] = {"number": head.number, "size": len(data), **moments}
    return Listed(head.number, head.this_update, head.next_update, len(data), told)


def _found(file: Path) -> Listed | None:
    """What is published; None where there is nothing, or nothing that anybody could read."""
    try:
        return _listed(file.read_bytes())
    except (OSError, crl.MalformedCrl):
        return None


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        text = f"revocation lists cannot be written ({error.strerror}); those published stay. Make room and they follow"
        raise ListsNotWritten(text) from error


def _sync(folder: Path) -> None:
    """Make renames survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
