"""The shop's records: contracts with what the Act wants kept (art. 4), and answers about ages, from which no birth date follows."""

from dataclasses import dataclass
from datetime import datetime

from tegata.parties.look import VISITS, Database
from tegata.parties.proofing import Customer
from tegata.rules.identity_methods import AgeAnswer

SCHEMA = (
    VISITS
    + """
CREATE TABLE offer (id TEXT PRIMARY KEY, plan TEXT NOT NULL, clause TEXT NOT NULL, document BLOB NOT NULL, at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE line (
    number TEXT PRIMARY KEY, offer TEXT NOT NULL UNIQUE REFERENCES offer, name TEXT NOT NULL, address TEXT NOT NULL,
    birth TEXT NOT NULL, evidence TEXT NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE age (id TEXT PRIMARY KEY, at_least INTEGER NOT NULL, attained INTEGER NOT NULL, asked_on TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
"""
)


class Ended(Exception):
    """There is no such offer, or it has led to a contract already."""


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """A contract that waits for its signature."""

    id: str
    plan: str
    clause: str
    document: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A contract."""

    number: str
    plan: str
    clause: str
    name: str
    evidence: str


def make_offer(database: Database, offer: Offer, now: datetime) -> None:
    """Enter an offer."""
    with database.writing() as db:
        row = (offer.id, offer.plan, offer.clause, offer.document, int(now.timestamp()))
        db.execute("INSERT INTO offer VALUES (?, ?, ?, ?, ?)", row)


def offer(database: Database, offer_id: str) -> Offer:
    """An offer that has not led to a contract. Raises Ended."""
    with database.reading() as db:
        row = db.execute(
            "SELECT id, plan, clause, document FROM offer WHERE id = ? AND id NOT IN (SELECT offer FROM line)",
            (offer_id,),
        ).fetchone()
    if row is None:
        raise Ended
    return Offer(*row)


def contract(database: Database, offer_id: str, number: str, customer: Customer, now: datetime) -> None:
    """The contract of an offer, once. Raises Ended."""
    birth = customer.birth.isoformat()
    row = (number, offer_id, customer.name, customer.address, birth, customer.evidence, int(now.timestamp()))
    with database.writing() as db:
        if db.execute("SELECT 1 FROM line WHERE offer = ?", (offer_id,)).fetchone():
            raise Ended
        db.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def line(database: Database, offer_id: str) -> Line:
    """The contract of an offer. Raises Ended."""
    with database.reading() as db:
        row = db.execute(
            "SELECT number, plan, clause, name, evidence FROM line JOIN offer ON offer.id = offer WHERE offer.id = ?",
            (offer_id,),
        ).fetchone()
    if row is None:
        raise Ended
    return Line(*row)


def keep_age(database: Database, answer_id: str, answer: AgeAnswer) -> None:
    """Keep that somebody is old enough, or is not: nothing else."""
    with database.writing() as db:
        row = (answer_id, answer.at_least, answer.attained, answer.asked_on.isoformat())
        db.execute("INSERT INTO age VALUES (?, ?, ?, ?)", row)
