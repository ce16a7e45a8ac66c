"""The insurer's own database: one SQLite file. Policies and what was found; of a certificate its number, list and end only."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

GOOD_AGAIN = "good again"
"""What settles an entry without anybody's doing: the certificate is on the list no more."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS policy (
    number TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, beneficiary TEXT NOT NULL,
    annuity INTEGER NOT NULL, consented INTEGER NOT NULL,
    sign_code TEXT NOT NULL, sign_serial INTEGER NOT NULL, sign_ends INTEGER NOT NULL,
    auth_code TEXT, auth_serial INTEGER, auth_ends INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS policy_by_list ON policy
    (sign_code, number, sign_serial, sign_ends, auth_code, auth_serial, auth_ends, consented);
CREATE INDEX IF NOT EXISTS policy_by_serial ON policy (sign_serial);
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, day TEXT NOT NULL, begun INTEGER NOT NULL, ended INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS checked (
    run INTEGER NOT NULL REFERENCES run, code TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL,
    policies INTEGER NOT NULL, good INTEGER NOT NULL, PRIMARY KEY (run, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
    kind TEXT NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, this_update INTEGER NOT NULL, PRIMARY KEY (kind, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contact (
    policy TEXT PRIMARY KEY REFERENCES policy, code TEXT NOT NULL, finding TEXT NOT NULL, step TEXT NOT NULL,
    reason TEXT, since INTEGER,
    alive INTEGER, found INTEGER NOT NULL, settled INTEGER, settled_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS contact_by_list ON contact (code, policy) WHERE settled IS NULL;
CREATE TABLE IF NOT EXISTS feed (id INTEGER PRIMARY KEY CHECK (id = 1), after INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
"""


class Policy(NamedTuple):
    """A contract. Times are seconds since 1970, UTC; `*_code` is the municipality whose list speaks of the certificate."""

    number: str
    name: str
    address: str
    beneficiary: str
    annuity: bool
    consented: bool
    sign_code: str
    sign_serial: int
    sign_ends: int
    auth_code: str | None = None
    auth_serial: int | None = None
    auth_ends: int | None = None


class Watched(NamedTuple):
    """What the batch needs of a policy."""

    number: str
    sign_serial: int
    sign_ends: int
    auth_code: str | None
    auth_serial: int | None
    auth_ends: int | None
    consented: int


class Contact(NamedTuple):
    """Somebody to be contacted, by which list, why, and what to do. Times are seconds since 1970, UTC."""

    policy: str
    code: str
    finding: str
    step: str
    reason: str | None
    since: int | None
    alive: int | None
    found: int
    settled: int | None = None
    settled_by: str | None = None


class Store:
    """One connection to the file. `transaction` is the only way to write."""

    def __init__(self, path: Path) -> None:
        self._writing = threading.RLock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "PRAGMA synchronous=NORMAL"
        )  # power loss may undo the last steps, and the batch does them again
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or nothing."""
        with self._writing:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def add(self, policies: Iterable[Policy]) -> None:
        """Take policies in. Raises sqlite3.IntegrityError for a number that is taken."""
        marks = ",".join("?" * len(Policy._fields))
        self._db.executemany(f"INSERT INTO policy VALUES ({marks})", policies)  # noqa: S608 - marks only

    def policy(self, number: str) -> Policy | None:
        """One contract by its number."""
        row = self._db.execute("SELECT * FROM policy WHERE number = ?", (number,)).fetchone()
        return None if row is None else Policy(*row)

    def policies(self) -> int:
        """How many contracts there are."""
        return int(self._db.execute("SELECT count(*) FROM policy").fetchone()[0])

    def codes(self) -> list[str]:
        """The municipalities whose lists are needed for signature certificates."""
        return [code for (code,) in self._db.execute("SELECT DISTINCT sign_code FROM policy ORDER BY sign_code")]

    def other_codes(self) -> list[str]:
        """The municipalities whose lists are needed for authentication certificates."""
        found = self._db.execute("SELECT DISTINCT auth_code FROM policy WHERE auth_code IS NOT NULL ORDER BY auth_code")
        return [code for (code,) in found]

    def watched(self, code: str) -> list[Watched]:
        """The policies on one list."""
        rows = self._db.execute(
            "SELECT number, sign_serial, sign_ends, auth_code, auth_serial, auth_ends, consented FROM policy"
            " WHERE sign_code = ? ORDER BY number",
            (code,),
        )
        return list(map(Watched._make, rows))

    def signed_with(self, serial: int) -> list[tuple[str, Watched]]:
        """The policies that stand on a signature certificate, each with its list."""
        rows = self._db.execute(
            "SELECT sign_code, number, sign_serial, sign_ends, auth_code, auth_serial, auth_ends, consented FROM policy"
            " WHERE sign_serial = ?",
            (serial,),
        )
        return [(str(code), Watched._make(rest)) for code, *rest in rows]

    # Runs of the batch

    def open_run(self, day: str, now: int) -> tuple[int, set[str]]:
        """The day's unfinished run and the lists it has done, or a new run. Unfinished runs of other days are given up."""
        found = self._db.execute("SELECT id FROM run WHERE ended IS NULL AND day = ?", (day,)).fetchone()
        self._db.execute(
            "DELETE FROM checked WHERE run IN (SELECT id FROM run WHERE ended IS NULL AND day <> ?)", (day,)
        )
        self._db.execute("DELETE FROM run WHERE ended IS NULL AND day <> ?", (day,))
        if found is None:
            cursor = self._db.execute("INSERT INTO run (day, begun) VALUES (?, ?)", (day, now))
            return int(cursor.lastrowid or 0), set()
        done = self._db.execute("SELECT code FROM checked WHERE run = ?", found)
        return int(found[0]), {code for (code,) in done}

    def close_run(self, run: int, now: int) -> None:
        """The run is complete."""
        self._db.execute("UPDATE run SET ended = ? WHERE id = ?", (now, run))

    def last_run(self) -> tuple[int, str, int] | None:
        """Number, day and end of the newest complete run."""
        found = self._db.execute("SELECT id, day, ended FROM run WHERE ended IS NOT NULL ORDER BY id DESC").fetchone()
        return None if found is None else (int(found[0]), str(found[1]), int(found[2]))

    def mark(self, run: int, code: str, state: str, detail: str, policies: int, good: int) -> None:
        """A list was worked through, or could not be."""
        self._db.execute("INSERT INTO checked VALUES (?, ?, ?, ?, ?, ?)", (run, code, state, detail, policies, good))

    def counts(self, run: int) -> list[tuple[str, int, int, int]]:
        """By state of the lists: state, how many lists, policies on them, good ones."""
        return self._db.execute(
            "SELECT state, count(*), sum(policies), sum(good) FROM checked WHERE run = ? GROUP BY state ORDER BY state",
            (run,),
        ).fetchall()

    def unusable(self, run: int) -> list[tuple[str, str, str, int]]:
        """Lists that did not count: code, state, what to do, policies on them."""
        return self._db.execute(
            "SELECT code, state, detail, policies FROM checked WHERE run = ? AND state <> 'ok' ORDER BY code", (run,)
        ).fetchall()

    def state_of(self, run: int, code: str) -> str | None:
        """How a list fared in a run."""
        found = self._db.execute("SELECT state FROM checked WHERE run = ? AND code = ?", (run, code)).fetchone()
        return None if found is None else str(found[0])

    def seen(self, kind: str, code: str) -> tuple[int, int] | None:
        """Number and thisUpdate of the newest list that counted."""
        found = self._db.execute(
            "SELECT number, this_update FROM seen WHERE kind = ? AND code = ?", (kind, code)
        ).fetchone()
        return None if found is None else (int(found[0]), int(found[1]))

    def see(self, kind: str, code: str, number: int, this_update: int) -> None:
        """This list counted."""
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", (kind, code, number, this_update))

    # The contact list

    def contact(self, policy: str) -> Contact | None:
        """The entry of a policy, settled or not."""
        row = self._db.execute("SELECT * FROM contact WHERE policy = ?", (policy,)).fetchone()
        return None if row is None else Contact(*row)

    def put(self, contacts: Iterable[Contact]) -> None:
        """Each policy once: an entry that says the same stays as it is, one that says something else is open again."""
        entries = list(contacts)
        self._db.executemany(
            "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (policy) DO UPDATE SET"
            " finding = excluded.finding, step = excluded.step, reason = excluded.reason, since = excluded.since,"
            " found = excluded.found, settled = NULL, settled_by = NULL"
            " WHERE settled_by IS ? OR (finding, step, ifnull(reason, ''), ifnull(since, 0)) <>"
            " (excluded.finding, excluded.step, ifnull(excluded.reason, ''), ifnull(excluded.since, 0))",
            [(*entry, GOOD_AGAIN) for entry in entries],
        )
        alive = [(entry.alive, entry.policy, entry.alive) for entry in entries]
        self._db.executemany("UPDATE contact SET alive = ? WHERE policy = ? AND alive IS NOT ?", alive)

    def open_on(self, code: str, until: int) -> set[str]:
        """Policies on one list with an open entry about what happened until then: of later things the list does not speak."""
        found = self._db.execute(
            "SELECT policy FROM contact WHERE settled IS NULL AND code = ? AND ifnull(since, 0) <= ?", (code, until)
        )
        return {policy for (policy,) in found}

    def settle(self, policies: Iterable[str], now: int, by: str) -> None:
        """Nobody needs to be contacted any more. An entry that is settled stays as it is."""
        self._db.executemany(
            "UPDATE contact SET settled = ?, settled_by = ? WHERE policy = ? AND settled IS NULL",
            [(now, by, policy) for policy in policies],
        )

    def contacts(
        self, finding: str | None, after: str, limit: int
    ) -> list[tuple[str, str, str, str, str | None, int | None]]:
        """Open entries by number of policy: policy, name, finding, step, reason, since."""
        return self._db.execute(
            "SELECT policy, name, finding, step, reason, since FROM contact JOIN policy ON number = policy"
            " WHERE settled IS NULL AND policy > ? AND (? IS NULL OR finding = ?) ORDER BY policy LIMIT ?",
            (after, finding, finding, limit),
        ).fetchall()

    def findings(self) -> dict[str, int]:
        """How many open entries there are of each finding."""
        return dict(self._db.execute("SELECT finding, count(*) FROM contact WHERE settled IS NULL GROUP BY finding"))

    def notices(self, run: int) -> tuple[int, int]:
        """Annuitants, and those of them who need not send the status notice: probably alive by a list that counted."""
        found = self._db.execute(
            "SELECT count(*), ifnull(sum(state = 'ok' AND (contact.policy IS NULL OR settled_by = ? OR alive = 1)), 0)"
            " FROM policy LEFT JOIN contact ON contact.policy = number"
            " LEFT JOIN checked ON run = ? AND checked.code = sign_code WHERE annuity = 1",
            (GOOD_AGAIN, run),
        ).fetchone()
        return int(found[0]), int(found[1])

    # The watch feed

    def place(self) -> tuple[int, int]:
        """The last change that was taken over, and when the feed last answered; zeros at first."""
        found = self._db.execute("SELECT after, at FROM feed").fetchone()
        return (0, 0) if found is None else (int(found[0]), int(found[1]))

    def move_on(self, after: int, now: int) -> None:
        """Changes up to this one are taken over."""
        self._db.execute("INSERT OR REPLACE INTO feed VALUES (1, ?, ?)", (after, now))
