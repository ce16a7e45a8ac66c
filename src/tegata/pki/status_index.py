"""The status of every certificate of one authority in memory: five bytes each, found in one step; kept as a snapshot file.

Serial numbers come from one counter, so they lie close together: pages of 4,096, of which only those exist that have one.
"""

import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from sys import byteorder, getsizeof

from tegata.pki.revocation import CertificateStatus, Reason, State

PAGE_BITS = 12
PAGE = 1 << PAGE_BITS
_LOW = PAGE - 1
MAGIC = b"tegata status 1\n"
_HEAD = 8 * 3
_ROW = 8 + PAGE + 4 * PAGE
_STATES = (State.GOOD, State.HELD, State.REVOKED)
NEVER_ISSUED = 0


class SnapshotUnusable(ValueError):
    """The file is no whole snapshot. Nothing is lost: the index is built from the store."""


@dataclass(slots=True)
class _Page:
    states: bytearray
    since: "array[int]"


class StatusIndex:
    """Serial → state, since when, why. `version` is the number of the last change in it, `highest` the greatest serial."""

    def __init__(self) -> None:
        self.version = 0
        self.highest = 0
        self._count = 0
        self._pages: dict[int, _Page] = {}

    def __len__(self) -> int:
        return self._count

    def __contains__(self, serial: int) -> bool:
        page = self._pages.get(serial >> PAGE_BITS)
        return page is not None and page.states[serial & _LOW] != NEVER_ISSUED

    def status(self, serial: int) -> CertificateStatus | None:
        """The status; None for a serial that is not in it."""
        page = self._pages.get(serial >> PAGE_BITS)
        if page is None:
            return None
        state = page.states[serial & _LOW]
        return None if state == NEVER_ISSUED else _status(state, page.since[serial & _LOW])

    def put(self, serial: int, status: CertificateStatus) -> None:
        """Write a status down in place of what was there."""
        page = self._pages.get(serial >> PAGE_BITS)
        if page is None:
            page = self._pages[serial >> PAGE_BITS] = _Page(bytearray(PAGE), array("I", bytes(4 * PAGE)))
        low = serial & _LOW
        self._count += page.states[low] == NEVER_ISSUED
        self.highest = max(self.highest, serial)
        page.since[low] = int(status.since.timestamp())
        page.states[low] = _code(status)

    def serials(self) -> Iterator[int]:
        """All serials in it, ascending."""
        for number in sorted(self._pages):
            states = self._pages[number].states
            yield from ((number << PAGE_BITS) + low for low in range(PAGE) if states[low] != NEVER_ISSUED)

    def memory(self) -> int:
        """Bytes that it takes, as the interpreter counts them."""
        pages = self._pages.values()
        return getsizeof(self._pages) + sum(
            getsizeof(page) + getsizeof(page.states) + getsizeof(page.since) for page in pages
        )

    def write(self, file: Path) -> None:
        """Keep it: whole or not at all, also when the power fails; what was there before stays until then."""
        draft, digest = file.with_name(f".{file.name}.{os.getpid()}"), sha256()
        with draft.open("wb") as out:
            for part in self._parts():
                digest.update(part)
                out.write(part)
            out.write(digest.digest())
            out.flush()
            os.fsync(out.fileno())
        draft.rename(file)

    def _parts(self) -> Iterator[bytes | bytearray]:
        yield MAGIC
        yield b"".join(value.to_bytes(8) for value in (self.version, self.highest, self._count))
        for number, page in sorted(self._pages.items()):
            yield number.to_bytes(8)
            yield page.states
            yield _big_endian(page.since).tobytes()

    @classmethod
    def read(cls, file: Path) -> "StatusIndex":
        """A snapshot as it was kept. Raises SnapshotUnusable."""
        try:
            whole = memoryview(file.read_bytes())
        except OSError as error:
            raise SnapshotUnusable(f"the snapshot cannot be read: {type(error).__name__}") from error
        body, digest, start = whole[:-32], whole[-32:], len(MAGIC)
        if bytes(body[:start]) != MAGIC or (len(body) - start - _HEAD) % _ROW or sha256(body).digest() != digest:
            raise SnapshotUnusable("the snapshot is of another version, cut short or damaged")
        index = cls()
        index.version, index.highest, index._count = (
            int.from_bytes(body[at : at + 8]) for at in range(start, start + _HEAD, 8)
        )
        for at in range(start + _HEAD, len(body), _ROW):
            since = array("I", bytes(body[at + 8 + PAGE : at + _ROW]))
            page = _Page(bytearray(body[at + 8 : at + 8 + PAGE]), _big_endian(since))
            index._pages[int.from_bytes(body[at : at + 8])] = page
        return index


def _big_endian(values: "array[int]") -> "array[int]":
    if byteorder == "big":
        return values
    turned = values[:]
    turned.byteswap()
    return turned


def _code(status: CertificateStatus) -> int:
    """State in the high half (from 1), reason's number and one in the low one (0: none)."""
    reason = 0 if status.reason is None else status.reason + 1
    return (_STATES.index(status.state) + 1) << 4 | reason


@lru_cache(maxsize=65_536)
def _status(code: int, since: int) -> CertificateStatus:
    reason = None if code & 0x0F == 0 else Reason((code & 0x0F) - 1)
    return CertificateStatus(_STATES[(code >> 4) - 1], datetime.fromtimestamp(since, UTC), reason)
