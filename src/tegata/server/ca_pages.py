"""Revocation lists within an authority's records: for each municipality, pages of encoded entries in step with the statuses.

A list of ten thousand is thirty rows; a change rewrites one. What statuses say is the truth, pages can be made of it again.
"""

import sqlite3
import struct
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter

from tegata.pki import crl
from tegata.pki.crl.page import LARGEST, NEVER
from tegata.pki.ports import RevokedRow

SCHEMA = """
CREATE TABLE partition (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE page (
    partition TEXT NOT NULL REFERENCES partition,
    first INTEGER NOT NULL,
    earliest INTEGER NOT NULL,
    entries BLOB NOT NULL,
    ends BLOB NOT NULL,
    UNIQUE (partition, first)
) STRICT;
"""
FIRST = 0
"""Where the first page of a partition begins; any other at or before its first serial number."""
LAST = "~"
"""Sorts after every code."""
FULL = LARGEST * 3 // 4
"""Entries of a page made at once: some room for what comes."""

Row = tuple[str, int, int, int, int]
"""Partition, serial number, when and why (seconds since 1970, the reason's number), when the validity ends."""


def enter(db: sqlite3.Connection, partition: str, row: RevokedRow, end: int) -> None:
    """List a certificate, or list it anew with another reason."""
    first, page = _page(db, partition, row.serial)
    page = page.including(row.serial, crl.entry(row), end)
    if len(page) <= LARGEST:
        _write(db, partition, first, page)
        return
    lower, upper, middle = page.halves()
    _write(db, partition, first, lower)
    _write(db, partition, middle, upper)


def take_out(db: sqlite3.Connection, partition: str, serial: int) -> None:
    """List a certificate no more: a hold was lifted."""
    first, page = _page(db, partition, serial)
    _write(db, partition, first, page.without(serial))


def entries(db: sqlite3.Connection, partition: str | None, at: int) -> Iterator[bytes]:
    """Entries of a partition (None: of all, one partition after the other) whose validity has not ended, many a piece."""
    query = "SELECT earliest, entries, ends FROM page WHERE partition BETWEEN ? AND ? ORDER BY partition, first"
    for earliest, listed, ends in db.execute(query, ("", LAST) if partition is None else (partition, partition)):
        yield listed if earliest >= at else crl.Page(listed, ends).living(at)


def fill(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Make pages of rows sorted by partition and serial number, where there are none yet."""
    for partition, of_it in groupby(rows, itemgetter(0)):
        db.execute("INSERT OR IGNORE INTO partition VALUES (?)", (partition,))
        begins = FIRST
        while some := list(islice(of_it, FULL)):
            listed = b"".join(crl.entries(RevokedRow(*row[1:4]) for row in some))
            ends = struct.pack(f"<{len(some)}I", *(min(row[4], NEVER) for row in some))
            _write(db, partition, begins, crl.Page(listed, ends))
            begins = some[-1][1] + 1


def _page(db: sqlite3.Connection, partition: str, serial: int) -> tuple[int, crl.Page]:
    """The page that has the serial number, or would have it, and where it begins."""
    query = "SELECT first, entries, ends FROM page WHERE partition = ? AND first <= ? ORDER BY first DESC LIMIT 1"
    found = db.execute(query, (partition, serial)).fetchone()
    return (found[0], crl.Page(*found[1:])) if found else (FIRST, crl.Page())


def _write(db: sqlite3.Connection, partition: str, first: int, page: crl.Page) -> None:
    row = (partition, first, page.earliest, page.entries, page.ends)
    db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)", row)
