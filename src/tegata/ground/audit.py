"""Writing and checking the audit log. Who, what, why, for which purpose, about whom: ids only, never what a record says."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from tegata.ground.act import Act
from tegata.ground.models import AuditEntry, AuditHead

BEGINNING = bytes(32)


class Outcome(StrEnum):
    """How the act ended."""

    DONE = "done"
    REFUSED = "refused"


class ChainBroken(Exception):
    """The chain does not hold at `number`: an entry was changed, taken out or put in."""

    def __init__(self, chain: str, number: int) -> None:
        super().__init__(f"the audit chain {chain} does not hold at entry {number}")
        self.number = number


def record(
    act: Act,
    verb: str,
    *,
    subject: UUID | None = None,
    thing: object = "",
    facts: Mapping[str, str | int | bool] | None = None,
    outcome: Outcome = Outcome.DONE,
) -> None:
    """Append an entry in the caller's transaction: it is there exactly when the act is."""
    with transaction.atomic(savepoint=False):
        chain = act.town or act.office.value
        head = _locked_head(chain)
        entry = AuditEntry(
            chain=chain,
            number=head.number + 1,
            at=act.at,
            actor=act.actor,
            office=act.office.value,
            verb=verb,
            purpose=act.purpose,
            outcome=outcome.value,
            subject=subject,
            thing=str(thing),
            facts=json.dumps(dict(facts or {}), sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        )
        entry.digest = digest_of(entry, bytes(head.digest))
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save(update_fields=["number", "digest"])


def _locked_head(chain: str) -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(chain=chain).first()
    if head is None:
        AuditHead.objects.get_or_create(chain=chain, defaults={"digest": BEGINNING})
        head = AuditHead.objects.select_for_update().get(chain=chain)
    return head


def refused(act: Act, verb: str, *, subject: UUID | None = None, thing: object = "", why: str = "") -> None:
    """Append an entry for what was refused. Call it outside the transaction that the refusal ends."""
    record(act, verb, subject=subject, thing=thing, facts={"why": why}, outcome=Outcome.REFUSED)


def verify(chain: str) -> int:
    """Check a whole chain, end included. Returns its length. Raises ChainBroken."""
    before, number = BEGINNING, 0
    for entry in AuditEntry.objects.filter(chain=chain).order_by("number").iterator():
        number += 1
        if entry.number != number or bytes(entry.digest) != digest_of(entry, before):
            raise ChainBroken(chain, number)
        before = bytes(entry.digest)
    head = AuditHead.objects.filter(chain=chain).first()
    if head is not None and (head.number, bytes(head.digest)) != (number, before):
        raise ChainBroken(chain, number + 1)
    return number


def digest_of(entry: AuditEntry, before: bytes) -> bytes:
    """SHA-256 over the entry's fields, length-prefixed, and the digest before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    subject = str(entry.subject) if entry.subject else ""
    texts = (entry.chain, str(entry.number), at, entry.actor, entry.office, entry.verb, entry.purpose, entry.outcome)
    state = hashlib.sha256(before)
    for text in (*texts, subject, entry.thing, entry.facts):
        raw = text.encode()
        state.update(len(raw).to_bytes(4, "big") + raw)
    return state.digest()
