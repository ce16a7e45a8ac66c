"""What the status service keeps in memory and does beside answering: follow the stores, sign ahead, write snapshots."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from tegata.pki import ocsp
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.live_status import LiveStatus, index_of
from tegata.pki.names import Kind
from tegata.pki.ports import StoreUnavailable
from tegata.server.home import Home

log = logging.getLogger(__name__)

SNAPSHOT = "status.snapshot"
SNAPSHOT_EVERY = 600.0
STEP = 0.25
"""Seconds between two rounds: a change is seen, and answers that tell it are signed anew, within one."""
PORTION = 64
"""Answers signed ahead in a round, for each authority: some hundredths of a second."""


@dataclass(slots=True)
class _Kept:
    live: LiveStatus
    responder: ocsp.Responder
    certificate: bytes


class StatusKeeper:
    """Responders over indexes in memory, for a process that answers for a long time."""

    def __init__(self, home: Home, cadence: ocsp.Cadence | None = None) -> None:
        self._home = home
        self._cadence = cadence or ocsp.Cadence()
        self._lives = {kind: self._live(kind) for kind in Kind}
        self._kept = {kind: self._responder(kind, None) for kind in Kind}
        self.responders = [kept.responder for kept in self._kept.values()]
        self._day = home.now().date()
        self._snapshot_at = monotonic()

    def start(self) -> threading.Thread:
        """Keep on keeping, in a thread that ends with the process."""
        thread = threading.Thread(target=self._run, name="status keeper", daemon=True)
        thread.start()
        return thread

    def step(self, now: datetime) -> int:
        """One round. Returns how many answers were signed. Raises StoreUnavailable."""
        if now.date() != self._day:  # a process may run longer than its responders' certificates
            self._kept = {kind: self._responder(kind, kept) for kind, kept in self._kept.items()}
            self.responders, self._day = [kept.responder for kept in self._kept.values()], now.date()
        signed = 0
        for kept in self._kept.values():
            kept.live.catch_up()
            signed += kept.responder.sign_changed(kept.live.changed(), now)
            start, end = self._cadence.window(now)
            if now - start > (end - start) / 2:
                signed += kept.responder.sign_ahead(now, PORTION)
        if monotonic() - self._snapshot_at > SNAPSHOT_EVERY:
            self.write_snapshots()
        return signed

    def write_snapshots(self) -> None:
        """Keep the indexes beside their stores: the next start reads them and asks for what came after."""
        for kind, live in self._lives.items():
            live.index.write(self._home.root / "ca" / kind.value / SNAPSHOT)
        self._snapshot_at = monotonic()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(STEP):
            try:
                self.step(self._home.now())
            except (StoreUnavailable, KeyUnavailable, OSError) as fault:
                log.warning("status keeper: %s", type(fault).__name__)

    def _live(self, kind: Kind) -> LiveStatus:
        store, file = self._home.authorities[kind].store, self._home.root / "ca" / kind.value / SNAPSHOT
        return LiveStatus(store, index_of(store, file), monotonic)

    def _responder(self, kind: Kind, before: _Kept | None) -> _Kept:
        key, certificate = self._home.responder_key(kind)
        if before is not None and before.certificate == certificate:
            return before
        live, issuer = self._lives[kind], self._home.authorities[kind].issuer
        made = ocsp.Responder(issuer, key, certificate, live.status_at, live.version, self._cadence)
        return _Kept(live, made, certificate)
