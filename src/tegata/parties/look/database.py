"""A firm's own database: one SQLite file that only its owner may read. The SQL lies beside the rules it serves."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DatabaseAway(Exception):
    """The records cannot be read or written; nothing was accepted."""


class Database:
    """One SQLite file, safe among threads. `schema` makes the tables when the file is new."""

    def __init__(self, path: Path, schema: str) -> None:
        self._lock = threading.RLock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA foreign_keys=ON")
        except sqlite3.Error as error:
            raise DatabaseAway(f"the records cannot be opened: {error}") from error
        self._make(schema)

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One look at the records. Raises DatabaseAway."""
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise DatabaseAway(f"the records cannot be read: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing. Raises DatabaseAway."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise DatabaseAway(f"the records could not be written: {error}") from error
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _make(self, schema: str) -> None:
        with self.writing() as db:
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in filter(str.strip, schema.split(";")):
                    db.execute(statement)
