"""Watches: many certificates of a tenant, compared with the lists when it asks; what changed is numbered and kept.

Unknown is a state of its own: a certificate whose list cannot be had is shown as unknown, not left as good.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tegata.parties.operator.platform import Platform
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.status import Reference
from tegata.parties.operator.tenants import Tenant
from tegata.pki.path import PathError
from tegata.pki.path.errors import Held, Revoked
from tegata.pki.path.status import check

LOOK_AGAIN = timedelta(minutes=1)
MOST_CHANGES = 1000
GOOD, HELD, REVOKED, EXPIRED, UNKNOWN = "good", "held", "revoked", "expired", "unknown"


class Change(NamedTuple):
    """What became of one certificate of a watch."""

    number: int
    reference: str
    state: str
    reason: str | None
    since: datetime


class _Seen(NamedTuple):
    state: str
    reason: str | None
    since: datetime


def begin(platform: Platform, tenant: Tenant) -> str:
    """A new watch of nothing yet; its id."""
    watch = secrets.token_urlsafe(16)
    with platform.store.writing() as db:
        row = (watch, tenant.id, int(platform.now().timestamp()))
        db.execute("INSERT INTO watch (id, tenant, made) VALUES (?, ?, ?)", row)
    return watch


def add(platform: Platform, tenant: Tenant, watch: str, items: Sequence[tuple[str, str]]) -> int:
    """Add (reference, certificate_id) pairs; how many are watched now. A reference that is there is replaced. Raises Problem."""
    for _, certificate in items:
        Reference.read(certificate).question(platform.anchors)
    with platform.store.writing() as db:
        _require_own(db.execute("SELECT tenant FROM watch WHERE id = ?", (watch,)).fetchone(), tenant)
        rows = [(watch, *item) for item in items]
        db.executemany("INSERT OR REPLACE INTO watched (watch, reference, certificate) VALUES (?, ?, ?)", rows)
        db.execute("UPDATE watch SET looked = 0 WHERE id = ?", (watch,))
        (count,) = db.execute("SELECT count(*) FROM watched WHERE watch = ?", (watch,)).fetchone()
    return int(count)


def changes(platform: Platform, tenant: Tenant, watch: str, after: int, limit: int) -> list[Change]:
    """What changed after this number, looked up anew when the last look is a minute old. Raises Problem."""
    now = platform.now()
    with platform.store.reading() as db:
        row = db.execute("SELECT tenant, looked FROM watch WHERE id = ?", (watch,)).fetchone()
    _require_own(row, tenant)
    if not 0 <= now.timestamp() - row[1] < LOOK_AGAIN.total_seconds():
        _look(platform, watch, now)
    with platform.store.reading() as db:
        query = "SELECT number, reference, state, reason, since FROM change WHERE watch = ? AND number > ? ORDER BY number LIMIT ?"
        rows = db.execute(query, (watch, after, limit)).fetchall()
    return [
        Change(number, reference, state, reason, datetime.fromtimestamp(since, UTC))
        for number, reference, state, reason, since in rows
    ]


def _look(platform: Platform, watch: str, now: datetime) -> None:
    """Compare every certificate with its list, and write down what is not as it was. Two who look at once write it once."""
    with platform.store.reading() as db:
        rows = db.execute("SELECT reference, certificate FROM watched WHERE watch = ?", (watch,)).fetchall()
    seen = {(reference, text): _state(platform, Reference.read(text), now) for reference, text in rows}
    with platform.store.writing() as db:
        before = dict(db.execute("SELECT reference, state FROM watched WHERE watch = ?", (watch,)).fetchall())
        (number,) = db.execute("SELECT coalesce(max(number), 0) FROM change WHERE watch = ?", (watch,)).fetchone()
        news = [(reference, found) for (reference, _), found in seen.items() if before.get(reference) != found.state]
        told = [
            (watch, number + place, reference, found.state, found.reason, int(found.since.timestamp()))
            for place, (reference, found) in enumerate(news, 1)
        ]
        db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)", told)
        states = [(found.state, watch, reference) for reference, found in news]
        db.executemany("UPDATE watched SET state = ? WHERE watch = ? AND reference = ?", states)
        db.execute("UPDATE watch SET looked = ? WHERE id = ?", (int(now.timestamp()), watch))


def _state(platform: Platform, certificate: Reference, now: datetime) -> _Seen:
    if now > certificate.not_after:
        return _Seen(EXPIRED, None, certificate.not_after)
    try:
        question, issuer = certificate.question(platform.anchors)
        check(platform.mirror.evidence(question, issuer, now), question, now)
    except Revoked as error:
        return _Seen(HELD if isinstance(error, Held) else REVOKED, error.reason.standard_name, error.since)
    except (PathError, Problem) as error:
        return _Seen(UNKNOWN, getattr(error, "code", "issuer-unknown"), now)
    return _Seen(GOOD, None, now)


def _require_own(row: tuple[object, ...] | None, tenant: Tenant) -> None:
    if row is None or row[0] != tenant.id:
        raise Problem("not-found", "you have no watch of this id")
