"""The bank's records: applications, accounts, which card signs in to which account. No certificate and no PIN is among them.

Kept because the law says so (規則20条): the four attributes, the method, the operator's evidence id; for method ヘ the chip's
signed record and the picture of the face. Each function is one transaction.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tegata.parties.look import VISITS, Database
from tegata.rules.calendar import JST

SCHEMA = (
    VISITS
    + """
CREATE TABLE application (
    id TEXT PRIMARY KEY, clause TEXT NOT NULL, proof TEXT NOT NULL, purpose TEXT NOT NULL, occupation TEXT NOT NULL,
    at INTEGER NOT NULL, state TEXT NOT NULL, document BLOB NOT NULL, challenge BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE chip_record (
    application TEXT PRIMARY KEY REFERENCES application, record BLOB NOT NULL, camera BLOB NOT NULL, distance REAL NOT NULL,
    name TEXT NOT NULL, address TEXT NOT NULL, parent TEXT NOT NULL, parent_evidence TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE account (
    number TEXT PRIMARY KEY, application TEXT NOT NULL UNIQUE REFERENCES application, name TEXT NOT NULL, address TEXT NOT NULL,
    birth TEXT NOT NULL, sex TEXT NOT NULL, evidence TEXT NOT NULL, opened INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE card (serial TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
)


class State(StrEnum):
    """Where an application stands."""

    BEGUN = "begun"
    PARENT = "parent"
    REVIEW = "review"
    OPENED = "opened"
    REFUSED = "refused"


class Ended(Exception):
    """The application is not there, or is in another state than this step needs."""


@dataclass(frozen=True, slots=True, repr=False)
class Application:
    """An application as it stands. `document` is what is signed, `challenge` what the chip answers."""

    id: str
    clause: str
    proof: str
    purpose: str
    occupation: str
    at: datetime
    state: State
    document: bytes
    challenge: bytes


@dataclass(frozen=True, slots=True, repr=False)
class ChipRecord:
    """What came with method ヘ: the signed record, the picture, what the customer typed; for a child, which parent signed."""

    record: bytes
    camera: bytes
    distance: float
    name: str
    address: str
    parent: str = ""
    parent_evidence: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """An account and the identity record (確認記録) behind it."""

    number: str
    clause: str
    name: str
    address: str
    birth: str
    sex: str
    evidence: str
    opened: datetime


def begin(database: Database, application: Application) -> None:
    """Enter an application."""
    row = (
        application.id,
        application.clause,
        application.proof,
        application.purpose,
        application.occupation,
        int(application.at.timestamp()),
        application.state,
        application.document,
        application.challenge,
    )
    with database.writing() as db:
        db.execute("INSERT INTO application VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def application(database: Database, application_id: str, state: State) -> Application:
    """An application in this state. Raises Ended."""
    with database.reading() as db:
        row = db.execute("SELECT * FROM application WHERE id = ? AND state = ?", (application_id, state)).fetchone()
    if row is None:
        raise Ended
    fields = dict(row)
    at = datetime.fromtimestamp(fields.pop("at"), JST)
    return Application(**fields | {"at": at, "state": State(row["state"])})


def open_account(database: Database, application_id: str, was: State, account: Account) -> None:
    """Open the account of an application, once. Raises Ended."""
    row = (
        account.number,
        application_id,
        account.name,
        account.address,
        account.birth,
        account.sex,
        account.evidence,
        int(account.opened.timestamp()),
    )
    with database.writing() as db:
        _step(db, application_id, was, State.OPENED)
        db.execute(
            "INSERT INTO account (number, application, name, address, birth, sex, evidence, opened) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )


def keep_chip(database: Database, application_id: str, chip: ChipRecord, becomes: State) -> None:
    """Keep what came by method ヘ until a parent has signed (PARENT) or a clerk has looked (REVIEW). Raises Ended."""
    with database.writing() as db:
        _step(db, application_id, State.BEGUN, becomes)
        row = (application_id, chip.record, chip.camera, chip.distance, chip.name, chip.address, "", "")
        db.execute("INSERT INTO chip_record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def keep_parent(database: Database, application_id: str, name: str, evidence: str) -> None:
    """A parent signed for the child. Raises Ended."""
    with database.writing() as db:
        _step(db, application_id, State.PARENT, State.REVIEW)
        changed = "UPDATE chip_record SET parent = ?, parent_evidence = ? WHERE application = ?"
        db.execute(changed, (name, evidence, application_id))


def refuse(database: Database, application_id: str) -> None:
    """A clerk says no; pictures are deleted. Raises Ended."""
    with database.writing() as db:
        _step(db, application_id, State.REVIEW, State.REFUSED)
        db.execute("DELETE FROM chip_record WHERE application = ?", (application_id,))


def chip_record(database: Database, application_id: str) -> ChipRecord:
    """What came by method ヘ. Raises Ended."""
    with database.reading() as db:
        found = db.execute(
            "SELECT record, camera, distance, name, address, parent, parent_evidence FROM chip_record WHERE application = ?",
            (application_id,),
        ).fetchone()
    if found is None:
        raise Ended
    return ChipRecord(*found)


def waiting(database: Database) -> list[str]:
    """Applications that wait for a clerk, the oldest first."""
    with database.reading() as db:
        rows = db.execute("SELECT id FROM application WHERE state = ? ORDER BY at, id", (State.REVIEW,)).fetchall()
    return [row["id"] for row in rows]


_ACCOUNT = """SELECT number, clause, name, address, birth, sex, evidence, opened FROM account
JOIN application ON application.id = account.application """


def account(database: Database, number: str) -> Account | None:
    """An account by its number."""
    with database.reading() as db:
        return _read(db.execute(_ACCOUNT + "WHERE number = ?", (number,)).fetchone())


def account_of(database: Database, application_id: str) -> Account | None:
    """The account that an application led to."""
    with database.reading() as db:
        return _read(db.execute(_ACCOUNT + "WHERE application = ?", (application_id,)).fetchone())


def account_of_card(database: Database, serial: str) -> Account | None:
    """The account that a card signs in to."""
    with database.reading() as db:
        found = db.execute(_ACCOUNT + "JOIN card ON card.account = number WHERE card.serial = ?", (serial,))
        return _read(found.fetchone())


def link_card(database: Database, number: str, serial: str, now: datetime) -> None:
    """Let a card sign in to an account; one that signed in to another does so no more."""
    with database.writing() as db:
        db.execute("INSERT OR REPLACE INTO card VALUES (?, ?, ?)", (serial, number, int(now.timestamp())))


def _step(db: sqlite3.Connection, application_id: str, was: State, becomes: State) -> None:
    done = db.execute("UPDATE application SET state = ? WHERE id = ? AND state = ?", (becomes, application_id, was))
    if not done.rowcount:
        raise Ended


def _read(row: sqlite3.Row | None) -> Account | None:
    if row is None:
        return None
    fields = dict(row)
    return Account(**fields | {"opened": datetime.fromtimestamp(fields["opened"], JST)})
