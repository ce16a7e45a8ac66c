"""Idempotency keys: the same key with the same body gets the same answer, whatever the network did; another body is refused.

Answers are kept a day, sealed under the tenant's API key, which is not kept here: nobody but the tenant can have them opened.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tegata.parties.operator.problems import Problem
from tegata.parties.operator.store import Store

KEPT = timedelta(days=1)
ABANDONED = timedelta(minutes=2)
"""After this a request that never came to its answer (the process died) may be made again."""
LONGEST_KEY = 255


class Answer(NamedTuple):
    """What was answered: HTTP status and body."""

    status: int
    body: bytes


class Ticket(NamedTuple):
    """One request under one idempotency key. Hashes, and the key that seals the answer."""

    tenant: str
    key_hash: bytes
    request_hash: bytes
    seal: bytes


def ticket(tenant: str, api_key: str, key: str, address: str, body: bytes) -> Ticket:
    """Raises Problem for a key that is none."""
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= LONGEST_KEY:
        raise Problem("request-malformed", f"Idempotency-Key: 1 to {LONGEST_KEY} printable ASCII characters")
    named = sha256(key.encode()).digest()
    return Ticket(
        tenant,
        named,
        sha256(address.encode() + b"\0" + body).digest(),
        sha256(b"answer\0" + sha256(api_key.encode()).digest() + named).digest(),
    )


def begin(store: Store, ticket: Ticket, now: datetime) -> Answer | None:
    """The answer that was given before, or None: then answer it now. Raises Problem."""
    seconds = int(now.timestamp())
    with store.writing() as db:
        db.execute("DELETE FROM answer WHERE begun < ?", (seconds - int(KEPT.total_seconds()),))
        found = db.execute(
            "SELECT request_hash, begun, status, body FROM answer WHERE tenant = ? AND key_hash = ?", ticket[:2]
        ).fetchone()
        if found is not None and found[0] != ticket.request_hash:
            raise Problem("idempotency-key-reused", "this Idempotency-Key was used for another request; use a new one")
        if found is not None and found[2] is not None:
            return Answer(found[2], _open(ticket, found[3]))
        if found is not None and seconds - found[1] < ABANDONED.total_seconds():
            raise Problem("request-in-progress", "the same request is being answered; wait and send it again")
        db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, NULL, NULL)", (*ticket[:3], seconds))
    return None


def finish(store: Store, ticket: Ticket, answer: Answer, nonce: bytes) -> None:
    """Keep the answer (`nonce`: 12 bytes, random)."""
    sealed = nonce + ChaCha20Poly1305(ticket.seal).encrypt(nonce, answer.body, None)
    with store.writing() as db:
        db.execute(
            "UPDATE answer SET status = ?, body = ? WHERE tenant = ? AND key_hash = ?",
            (answer.status, sealed, *ticket[:2]),
        )


def forget(store: Store, ticket: Ticket) -> None:
    """No answer came of it that could be repeated: the request may be made again."""
    with store.writing() as db:
        db.execute("DELETE FROM answer WHERE tenant = ? AND key_hash = ? AND status IS NULL", ticket[:2])


def _open(ticket: Ticket, sealed: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(ticket.seal).decrypt(sealed[:12], sealed[12:], None)
    except InvalidTag as error:
        raise Problem("idempotency-key-reused", "the answer was sealed under your earlier API key") from error
