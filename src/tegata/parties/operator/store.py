"""The operator's own database: one SQLite file. No certificate with a person's attributes and no API key in clear is kept in it.

Each concern has its SQL beside its rules (tenants, challenges, …); here are the tables and the transaction.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE tenant (id TEXT PRIMARY KEY, name TEXT NOT NULL, key_hash BLOB NOT NULL UNIQUE, suspended INTEGER NOT NULL DEFAULT 0)
    STRICT, WITHOUT ROWID;
CREATE TABLE challenge (value BLOB PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenant, expires INTEGER NOT NULL, used_at INTEGER)
    STRICT, WITHOUT ROWID;
CREATE TABLE answer (
    tenant TEXT NOT NULL REFERENCES tenant, key_hash BLOB NOT NULL, request_hash BLOB NOT NULL, begun INTEGER NOT NULL,
    status INTEGER, body BLOB, PRIMARY KEY (tenant, key_hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenant, made INTEGER NOT NULL, archive BLOB NOT NULL)
    STRICT;
CREATE TABLE user_id (
    tenant TEXT NOT NULL REFERENCES tenant, kind TEXT NOT NULL, serial INTEGER NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE registration (
    tenant TEXT NOT NULL REFERENCES tenant, user_id TEXT NOT NULL, certificate TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (tenant, user_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE watch (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenant, made INTEGER NOT NULL, looked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE watched (
    watch TEXT NOT NULL REFERENCES watch, reference TEXT NOT NULL, certificate TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'good',
    PRIMARY KEY (watch, reference)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
    watch TEXT NOT NULL REFERENCES watch, number INTEGER NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL,
    reason TEXT, since INTEGER NOT NULL, PRIMARY KEY (watch, number)
) STRICT, WITHOUT ROWID;
"""


class StoreAway(Exception):
    """The database cannot be read or written; nothing was accepted."""


class Store:
    """One SQLite file, safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._migrate()
        except sqlite3.Error as error:
            raise StoreAway(f"the operator's records cannot be opened: {error}") from error

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One look at the records. Raises StoreAway."""
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise StoreAway(f"the operator's records cannot be read: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing. Raises StoreAway."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise StoreAway(f"the operator's records could not be written: {error}") from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _migrate(self) -> None:
        with self.writing() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > SCHEMA_VERSION:
                raise StoreAway("the operator's records were written by a newer version of this program")
            if version == 0:
                for statement in filter(str.strip, SCHEMA.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
