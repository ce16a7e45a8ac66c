"""The records of one certification authority in SQLite. No server, no personal data beyond what the certificates hold.

Every method is one transaction. WAL with `synchronous=FULL`: what was said to be recorded survives loss of power.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tegata.pki import der
from tegata.pki.ports import Change, Prepared, RevokedRow, StoreUnavailable, TokenSpent, TokenUnknown
from tegata.pki.revocation import CertificateStatus, Reason, State, StatusChange
from tegata.server import ca_pages

SCHEMA_VERSION = 3
SCHEMA = """
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE certificate (
    serial INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    partition TEXT NOT NULL,
    not_after INTEGER NOT NULL,
    prepared_at INTEGER NOT NULL,
    to_be_signed BLOB NOT NULL
) STRICT;
CREATE TABLE issued (serial INTEGER PRIMARY KEY REFERENCES certificate, seal BLOB NOT NULL) STRICT;
CREATE TABLE status (
    serial INTEGER NOT NULL REFERENCES issued,
    step INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('good', 'held', 'revoked')),
    at INTEGER NOT NULL,
    reason INTEGER,
    number INTEGER NOT NULL,
    PRIMARY KEY (serial, step)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX status_number ON status (number);
"""
NUMBERED = """
ALTER TABLE status ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE status SET number = ranked.number FROM (
    SELECT serial, step, row_number() OVER (ORDER BY at, serial, step) AS number FROM status
) AS ranked WHERE status.serial = ranked.serial AND status.step = ranked.step;
CREATE UNIQUE INDEX status_number ON status (number);
"""
"""From version 1 to 2: changes get the numbers that the counter has counted."""
PARTITIONED = "INSERT OR IGNORE INTO partition SELECT DISTINCT partition FROM issued JOIN certificate USING (serial)"
"""From version 2 to 3, when there are pages of lists."""
SERIAL = "serial"
CHANGES = "changes"
COMPLETE = ""
"""The partition name of the complete list in the counters."""


class _Draft:
    """Serial numbers are counted here and written back once; the transaction keeps everybody else out meanwhile."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        (self._last,) = db.execute("SELECT value FROM counter WHERE name = ?", (SERIAL,)).fetchone()
        self._rows: list[tuple[int, str, str, int, int, bytes]] = []

    def next_serial(self) -> int:
        self._last += 1
        return int(self._last)

    def record(self, prepared: Prepared) -> None:
        self._rows.append(
            (
                prepared.serial,
                prepared.token,
                prepared.partition,
                _seconds(prepared.not_after),
                _seconds(prepared.prepared_at),
                prepared.to_be_signed,
            )
        )

    def write(self) -> None:
        self._db.execute("UPDATE counter SET value = ? WHERE name = ?", (self._last, SERIAL))
        self._db.executemany("INSERT INTO certificate VALUES (?, ?, ?, ?, ?, ?)", self._rows)


class _Redemption:
    def __init__(self, db: sqlite3.Connection, tokens: Sequence[str]) -> None:
        self._db = db
        self.prepared = [self._open(token) for token in tokens]

    def _open(self, token: str) -> Prepared:
        row = self._db.execute(_REDEEMED, (token,)).fetchone()
        if row is None:
            raise TokenUnknown("no certificate was prepared under this token")
        if not row[-1]:
            raise TokenSpent("this token was redeemed; its certificate exists")
        return _prepared(row)

    def record(self, seals: Sequence[bytes]) -> None:
        rows = ((prepared.serial, seal) for prepared, seal in zip(self.prepared, seals, strict=True))
        self._db.executemany("INSERT INTO issued VALUES (?, ?)", rows)
        partitions = {(prepared.partition,) for prepared in self.prepared}
        self._db.executemany("INSERT OR IGNORE INTO partition VALUES (?)", partitions)


class SqliteStore:
    """One authority's records in one file. Safe to use from several threads and processes."""

    def __init__(self, path: Path | str, first_serial: int = 1) -> None:
        self._path = str(path)
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._migrate(first_serial)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the authority's records cannot be opened: {error}") from error

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def next_crl_numbers(self, partitions: Sequence[str | None]) -> list[int]:
        """The next number of each partition's CRL."""
        with self._transaction() as db:
            return [_count(db, f"crl {partition or COMPLETE}") for partition in partitions]

    @contextmanager
    def draft(self) -> Iterator[_Draft]:
        """Prepare certificates: all that the context records, or none."""
        with self._transaction() as db:
            draft = _Draft(db)
            yield draft
            draft.write()

    @contextmanager
    def redeem(self, tokens: Sequence[str]) -> Iterator[_Redemption]:
        """Open tokens for their one use. Raises TokenUnknown or TokenSpent."""
        with self._transaction() as db:
            yield _Redemption(db, tokens)

    @contextmanager
    def filling(self) -> Iterator[sqlite3.Connection]:
        """The records themselves in one transaction, to take over what another system kept (`ca_pages.fill`)."""
        with self._transaction() as db:
            yield db

    def unfinished(self) -> list[Prepared]:
        """What was prepared and never issued."""
        with self._reading() as db:
            return [_prepared(row) for row in db.execute(_UNFINISHED)]

    def certificate(self, serial: int) -> bytes | None:
        """A certificate that was issued."""
        query = "SELECT to_be_signed, seal FROM issued JOIN certificate USING (serial) WHERE serial = ?"
        with self._reading() as db:
            row = db.execute(query, (serial,)).fetchone()
        return der.sequence(*row) if row else None

    def status(self, serial: int, at: datetime | None = None) -> CertificateStatus | None:
        """The status now, or at a moment (the first one before the certificate's own beginning)."""
        found = self.history(serial)
        if not found:
            return None
        until = found if at is None else [found[0], *(status for status in found[1:] if status.since <= at)]
        return until[-1]

    def history(self, serial: int) -> list[CertificateStatus]:
        """Every status a certificate has had, first to last."""
        with self._reading() as db:
            return [_status(*row) for row in db.execute(_HISTORY, (serial, serial))]

    def change(self, serial: int, change: StatusChange) -> None:
        """Append to the history. Raises LookupError for a serial never issued."""
        with self._transaction() as db:
            steps = len(db.execute(_HISTORY, (serial, serial)).fetchall())
            if not steps:
                raise LookupError(f"no certificate of serial {serial:08X} was issued")
            row = (serial, steps, change.state.value, _seconds(change.at), change.reason, _count(db, CHANGES))
            db.execute("INSERT INTO status VALUES (?, ?, ?, ?, ?, ?)", row)
            _list(db, serial, change)

    def version(self) -> int:
        """How many changes of status there have been."""
        with self._reading() as db:
            row = db.execute("SELECT value FROM counter WHERE name = ?", (CHANGES,)).fetchone()
        return int(row[0]) if row else 0

    def changes(self, after: int, limit: int) -> list[Change]:
        """Changes of status whose number is greater than `after`, in their order."""
        query = f"{_CHANGES} WHERE s.number > ? ORDER BY s.number LIMIT ?"
        with self._reading() as db:
            return [_change(*row) for row in db.execute(query, (after, limit))]

    def listed(self, partition: str | None, at: datetime) -> list[bytes]:
        """CRL entries of held and revoked certificates whose validity has not ended, encoded, many a piece."""
        with self._reading() as db:
            return list(ca_pages.entries(db, partition, _seconds(at)))

    def changed_partitions(self, after: int) -> list[str]:
        """Partitions with a change of status after this version."""
        with self._reading() as db:
            return [row[0] for row in db.execute(_CHANGED, (after,))]

    def partitions(self) -> list[str]:
        """Municipalities (5 digits) for which certificates were issued."""
        with self._reading() as db:
            return [row[0] for row in db.execute("SELECT code FROM partition ORDER BY code")]

    def serials(self) -> list[int]:
        """Serial numbers of all certificates issued, ascending."""
        with self._reading() as db:
            return [row[0] for row in db.execute("SELECT serial FROM issued ORDER BY serial")]

    def statuses(self, after: int, limit: int) -> list[tuple[int, CertificateStatus]]:
        """Certificates with greater serials, ascending, each with its status now."""
        with self._reading() as db:
            rows = db.execute(_STATUSES, (after, limit))
            return [(serial, _status(state, at, reason, 0)) for serial, state, at, reason in rows]

    def _migrate(self, first_serial: int) -> None:
        with self._transaction() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > SCHEMA_VERSION:
                raise StoreUnavailable("the authority's records were written by a newer version of this program")
            if version == 0:
                _run(db, SCHEMA + ca_pages.SCHEMA)
                db.execute("INSERT INTO counter VALUES (?, ?)", (SERIAL, first_serial - 1))
            if version == 1:
                _run(db, NUMBERED)
            if version in (1, 2):
                _run(db, ca_pages.SCHEMA)
                ca_pages.fill(db, db.execute(_REVOKED))
                db.execute(PARTITIONED)
            db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise StoreUnavailable(f"the authority's records could not be written: {error}") from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise StoreUnavailable(f"the authority's records could not be read: {error}") from error


_NEXT = "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
_UNFINISHED = """
SELECT token, serial, to_be_signed, partition, not_after, prepared_at
FROM certificate WHERE serial NOT IN (SELECT serial FROM issued)
"""
_REDEEMED = """
SELECT token, serial, to_be_signed, partition, not_after, prepared_at, seal IS NULL
FROM certificate LEFT JOIN issued USING (serial) WHERE token = ?
"""
_CHANGED = """
SELECT DISTINCT c.partition FROM status s JOIN certificate c USING (serial) WHERE s.number > ? ORDER BY c.partition
"""
_STATUSES = """
SELECT i.serial, coalesce(s.state, 'good'), coalesce(s.at, c.prepared_at), s.reason
FROM issued i JOIN certificate c USING (serial) LEFT JOIN status s
ON s.serial = i.serial AND s.step = (SELECT max(step) FROM status WHERE serial = i.serial)
WHERE i.serial > ? ORDER BY i.serial LIMIT ?
"""
_CHANGES = """
SELECT s.number, s.serial, s.state, s.at, s.reason, c.partition, c.not_after
FROM status s JOIN certificate c USING (serial)
"""
# A certificate is good from its beginning: only changes are written down, from step 1 on.
_HISTORY = """
SELECT 'good', prepared_at, NULL, 0 AS step FROM issued JOIN certificate USING (serial) WHERE serial = ?
UNION ALL SELECT state, at, reason, step FROM status WHERE serial = ? ORDER BY step
"""
_REVOKED = """
SELECT c.partition, s.serial, s.at, s.reason, c.not_after FROM status s JOIN certificate c USING (serial)
WHERE s.state <> 'good' AND s.step = (SELECT max(step) FROM status WHERE serial = s.serial)
ORDER BY c.partition, s.serial
"""


def _list(db: sqlite3.Connection, serial: int, change: StatusChange) -> None:
    query = "SELECT partition, not_after FROM certificate WHERE serial = ?"
    partition, end = db.execute(query, (serial,)).fetchone()
    if change.state is State.GOOD:
        ca_pages.take_out(db, partition, serial)
    else:
        row = RevokedRow(serial, _seconds(change.at), change.reason or Reason.UNSPECIFIED)
        ca_pages.enter(db, partition, row, end)


def _prepared(row: tuple[str, int, bytes, str, int, int]) -> Prepared:
    token, serial, to_be_signed, partition, not_after, prepared_at, *_ = row
    return Prepared(token, serial, to_be_signed, partition, _moment(not_after), _moment(prepared_at))


def _status(state: str, at: int, reason: int | None, _step: int) -> CertificateStatus:
    return CertificateStatus(State(state), _moment(at), None if reason is None else Reason(reason))


def _change(
    number: int, serial: int, state: str, at: int, reason: int | None, partition: str, not_after: int
) -> Change:
    return Change(number, serial, _status(state, at, reason, 0), partition, _moment(not_after))


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";")):
        db.execute(statement)


def _count(db: sqlite3.Connection, name: str) -> int:
    (value,) = db.execute(_NEXT, (name,)).fetchone()
    return int(value)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
