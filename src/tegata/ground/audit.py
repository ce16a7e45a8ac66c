"""Writing and checking the audit log. Who, what, why, for which purpose, about whom: ids only, never what a record says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
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


@dataclass(frozen=True, slots=True)
class Note:
    """What one entry says beside who, when and for which purpose: those are the act's."""

    verb: str
    subject: UUID | None = None
    thing: object = ""
    facts: Mapping[str, str | int | bool] | None = None
    outcome: Outcome = Outcome.DONE


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
    record_all(act, [Note(verb, subject, thing, facts, outcome)])


def record_all(act: Act, notes: Sequence[Note]) -> None:
    """Append several entries of one act, one after the other under one lock of the chain."""
    with transaction.atomic(savepoint=False):
        chain = act.town or act.office.value
        number, digest = _locked_head(chain)
        for note in notes:
            number += 1
            entry = _entry(act, chain, number, note)
            entry.digest = digest = digest_of(entry, digest)
            _run(*_insertion(entry))
        _run(_MOVE, [number, digest, chain])


def _entry(act: Act, chain: str, number: int, note: Note) -> AuditEntry:
    return AuditEntry(
        chain=chain,
        number=number,
        at=act.at,
        actor=act.actor,
        office=act.office.value,
        verb=note.verb,
        purpose=act.purpose,
        outcome=note.outcome.value,
        subject=note.subject,
        thing=str(note.thing),
        facts=json.dumps(dict(note.facts or {}), sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    )


# Every act pays for these statements, many acts several times: written out, they cost a third of what composing them costs.
_LOCK = "SELECT number, digest FROM ground_audithead WHERE chain = %s"
_MOVE = "UPDATE ground_audithead SET number = %s, digest = %s WHERE chain = %s"
_APPEND = "INSERT INTO ground_auditentry ({columns}) VALUES ({places})"


def _locked_head(chain: str) -> tuple[int, bytes]:
    lock = f"{_LOCK} {connection.ops.for_update_sql()}" if connection.features.has_select_for_update else _LOCK
    found = _run(lock, [chain])
    if found is None:
        AuditHead.objects.get_or_create(chain=chain, defaults={"digest": BEGINNING})
        found = _run(lock, [chain])
    assert found is not None  # noqa: S101 - heads are never deleted
    return found[0], bytes(found[1])


def _insertion(entry: AuditEntry) -> tuple[str, list[Any]]:
    """The statement, and each value as its column wants it on this database."""
    fields = AuditEntry._meta.concrete_fields  # noqa: SLF001 - documented
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    return _APPEND.format(columns=columns, places=places), values


def _run(statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """Run one statement. Returns its first row, if it gives rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone() if cursor.description else None
        return row


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
