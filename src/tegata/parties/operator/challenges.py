"""Challenges: random bytes given to a tenant, signed by a card, taken back once and soon. A second use is a replay."""

from datetime import datetime, timedelta
from typing import NamedTuple

from tegata.parties.operator.problems import Problem
from tegata.parties.operator.store import Store

LENGTH = 32
LIFE = timedelta(minutes=5)
KEPT = timedelta(days=1)
"""How long a used one is remembered, so that a replay is called a replay."""


class Challenge(NamedTuple):
    """The bytes to be signed, and until when."""

    value: bytes
    expires: datetime


def give(store: Store, tenant: str, value: bytes, now: datetime) -> Challenge:
    """Remember a challenge (32 bytes from the operating system) that is given to a tenant."""
    expires = now + LIFE
    with store.writing() as db:
        db.execute("DELETE FROM challenge WHERE expires < ?", (int((now - KEPT).timestamp()),))
        db.execute("INSERT INTO challenge VALUES (?, ?, ?, NULL)", (value, tenant, int(expires.timestamp())))
    return Challenge(value, expires)


def take(store: Store, tenant: str, value: bytes, now: datetime) -> None:
    """Use a challenge up, whatever comes of it. Raises Problem when it is unknown, another's, used or too old."""
    with store.writing() as db:
        row = db.execute(
            "SELECT expires, used_at FROM challenge WHERE value = ? AND tenant = ?", (value, tenant)
        ).fetchone()
        if row is None:
            raise Problem("challenge-unknown", "these bytes were not given to you as a challenge")
        expires, used_at = row
        if used_at is not None:
            raise Problem("challenge-used", "the challenge was used already; get a new one")
        db.execute("UPDATE challenge SET used_at = ? WHERE value = ?", (int(now.timestamp()), value))
    if now.timestamp() > expires:
        raise Problem("challenge-expired", "the challenge has run out; get a new one")


def give_back(store: Store, tenant: str, value: bytes) -> None:
    """Nothing was said of its answer, because something was away: it may be sent again."""
    with store.writing() as db:
        db.execute("UPDATE challenge SET used_at = NULL WHERE value = ? AND tenant = ?", (value, tenant))
