"""Writing and checking the audit log. Who, what, why, for which purpose, about whom: ids only, never what a record says."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Max

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


@dataclass(frozen=True, slots=True)
class Checked:
    """How far a chain was found to hold: up to entry `number`, whose digest is `digest`, of `end` entries."""

    number: int = 0
    digest: bytes = BEGINNING
    end: int = 0


def chains() -> list[str]:
    """All chains, those without a head too."""
    heads = set(AuditHead.objects.values_list("chain", flat=True))
    return sorted(heads | set(AuditEntry.objects.values_list("chain", flat=True).distinct()))


def verify(chain: str) -> int:
    """Check a whole chain, end included. Returns its length. Raises ChainBroken."""
    return check(chain).number


def check(chain: str, after: Checked = Checked(), limit: int | None = None) -> Checked:
    """Check at most `limit` entries more, and the end of the chain once it is reached. Raises ChainBroken.

    Entries may be appended meanwhile: the last one is looked for before the head, which is never behind it.
    """
    entries = AuditEntry.objects.filter(chain=chain)
    last = entries.aggregate(last=Max("number"))["last"] or 0
    head = AuditHead.objects.filter(chain=chain).first()
    end = head.number if head else 0
    if last > end:
        raise ChainBroken(chain, end + 1)
    number, before = after.number, after.digest
    goal = end if limit is None else min(end, number + limit)
    for entry in entries.filter(number__gt=number, number__lte=goal).order_by("number").iterator():
        number += 1
        if entry.number != number or bytes(entry.digest) != digest_of(entry, before):
            raise ChainBroken(chain, number)
        before = bytes(entry.digest)
    if number < goal or (head is not None and number == end and before != bytes(head.digest)):
        raise ChainBroken(chain, number + 1)
    return Checked(number, before, end)


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
