"""A page of a revocation list: some hundred encoded entries by serial number, and when the validity of each certificate ends.

An authority's records keep their lists in pages: a change touches one of them, and a list of millions is put together without
a look at its entries.
"""

import struct
from bisect import bisect_left
from dataclasses import dataclass
from itertools import compress, pairwise

from tegata.pki.crl.loading import places

LARGEST = 512
"""Entries of a page; one more, and there are two."""
NEVER = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Page:
    """`ends`: seconds since 1970 in four octets, little-endian, one for each entry."""

    entries: bytes = b""
    ends: bytes = b""

    def __len__(self) -> int:
        return len(self.ends) // 4

    @property
    def earliest(self) -> int:
        """When the first of its certificates ends."""
        return min(self._moments(), default=NEVER)

    def including(self, serial: int, entry: bytes, end: int) -> "Page":
        """With this entry, in place of the one it may have of the serial number."""
        serials, cuts, at = self._find(serial)
        there = at < len(serials) and serials[at] == serial
        return self._spliced(cuts, at, at + there, entry, struct.pack("<I", min(end, NEVER)))

    def without(self, serial: int) -> "Page":
        """Without the entry of this serial number."""
        serials, cuts, at = self._find(serial)
        there = at < len(serials) and serials[at] == serial
        return self._spliced(cuts, at, at + there, b"", b"")

    def halves(self) -> tuple["Page", "Page", int]:
        """Two pages, and the first serial number of the second."""
        serials, cuts, _ = self._find(0)
        half = len(serials) // 2
        lower = Page(self.entries[: cuts[half]], self.ends[: half * 4])
        return lower, Page(self.entries[cuts[half] :], self.ends[half * 4 :]), serials[half]

    def living(self, at: int) -> bytes:
        """Entries of certificates whose validity has not ended before this second."""
        _, cuts, _ = self._find(0)
        lives = (end >= at for end in self._moments())
        return b"".join(self.entries[start:stop] for start, stop in compress(pairwise(cuts), lives))

    def _find(self, serial: int) -> tuple[list[int], list[int], int]:
        """Serial numbers, offsets with the end of all, and where the serial number is or would be."""
        serials, offsets = map(list, places(self.entries))
        return serials, [*offsets, len(self.entries)], bisect_left(serials, serial)

    def _spliced(self, cuts: list[int], start: int, stop: int, entry: bytes, end: bytes) -> "Page":
        entries = self.entries[: cuts[start]] + entry + self.entries[cuts[stop] :]
        return Page(entries, self.ends[: start * 4] + end + self.ends[stop * 4 :])

    def _moments(self) -> tuple[int, ...]:
        return struct.unpack(f"<{len(self)}I", self.ends)
