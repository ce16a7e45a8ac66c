"""An index that follows its store: changes are read when they are a quarter of a second old, serials it lacks are asked for.

While the store cannot be read there is no status: what was true a second ago is not known to be true now.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tegata.pki.ports import Store
from tegata.pki.revocation import CertificateStatus
from tegata.pki.status_index import SnapshotUnusable, StatusIndex

AT_ONCE = 5_000
"""Changes, or certificates, read from the store in one go."""
LONGEST_SERIAL = 63
"""Bits that a store can look up; no authority of ours gives longer ones."""


class LiveStatus:
    """The status of an authority's certificates at a moment. `seconds` is a clock that only runs forward."""

    def __init__(
        self, store: Store, index: StatusIndex, seconds: Callable[[], float], refresh_after: float = 0.25
    ) -> None:
        self.index = index
        self._store = store
        self._seconds = seconds
        self._refresh_after = refresh_after
        self._looked_at = float("-inf")
        self._turn = threading.Lock()
        self._changed: deque[int] = deque(maxlen=AT_ONCE)

    def version(self) -> int:
        """The number of the last change known here, at most a moment behind the store. Raises StoreUnavailable."""
        if self._seconds() - self._looked_at > self._refresh_after:
            self.catch_up()
        return self.index.version

    def status_at(self, serial: int, moment: datetime) -> CertificateStatus | None:
        """The status at a moment; None for a serial never issued. Raises StoreUnavailable."""
        self.version()
        found = self.index.status(serial) or self._newly_issued(serial)
        if found is not None and found.since > moment:  # a tick of fifteen minutes still shows what was before
            return self._store.status(serial, moment)
        return found

    def catch_up(self) -> None:
        """Read what changed. Raises StoreUnavailable, and then nothing is known until it succeeds."""
        with self._turn:
            asked_at = self._seconds()
            while changes := self._store.changes(self.index.version, AT_ONCE):
                for change in changes:
                    self.index.put(change.serial, change.status)
                    self._changed.append(change.serial)
                self.index.version = changes[-1].number
            self._looked_at = asked_at

    def changed(self) -> list[int]:
        """Serials of the last changes, each given out once: whose kept answers are to be signed anew."""
        return [self._changed.popleft() for _ in range(len(self._changed))]

    def _newly_issued(self, serial: int) -> CertificateStatus | None:
        if serial.bit_length() > LONGEST_SERIAL:
            return None
        with self._turn:
            found = self._store.status(serial)
            if found is not None:
                self.index.put(serial, found)
            return found


def index_of(store: Store, snapshot: Path) -> StatusIndex:
    """The index of a store: from its snapshot where there is one, and what was issued since. Raises StoreUnavailable."""
    version = store.version()
    try:
        index = StatusIndex.read(snapshot)
    except SnapshotUnusable:
        index = StatusIndex()
    if index.version > version:  # the snapshot of other records: these were restored from an older copy
        index = StatusIndex()
    if not index:
        index.version = version
    while rows := store.statuses(index.highest, AT_ONCE):
        for serial, status in rows:
            index.put(serial, status)
    return index
