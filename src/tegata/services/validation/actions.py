"""Writes: admit, suspend and resume a caller, take a token once. The permission for the first three was checked by the room
verifiers, where two people decide.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.offices import Office
from tegata.pki.names import Kind
from tegata.services.certificates import api as certificates
from tegata.services.validation import queries
from tegata.services.validation.models import Caller, CallerKey, Change, FeedEnd, FoldedLog, QueryLog, SpentToken
from tegata.services.validation.rules import (
    Asked,
    CallerKind,
    CallerRefused,
    CallerView,
    Fact,
    Journal,
    KeyRefused,
    May,
    Question,
    Segment,
    check_key,
    check_purposes,
    check_token,
    claimed_caller,
    key_digest,
)

CHANGES = "changes"
"""The feed's name."""
AT_ONCE = 2_000
"""Questions taken into the log in one transaction."""
PORTIONS = 20
"""Transactions for one file in a round of the worker."""
NONCE_RATE = 600
"""Answers signed on demand in a minute, where the contract says nothing else. [guess]"""


@transaction.atomic
def admit_caller(
    act: Act,
    *,
    name: str,
    kind: CallerKind,
    keys: Iterable[bytes],
    may: Iterable[May],
    purposes: Iterable[str] = (),
    nonce_rate: int = NONCE_RATE,
) -> UUID:
    """Admit a caller with its public keys (SubjectPublicKeyInfo, DER). Returns its id. Raises KeyRefused, ValueError."""
    row = Caller(id=new_id(act.at), name=name, kind=kind.value, nonce_rate=nonce_rate, admitted_at=act.at)
    row.may, row.purposes = " ".join(sorted(may)), check_purposes(list(purposes))
    row.save(force_insert=True)
    _keep_keys(row, list(keys))
    audit.record(act, "validation admit caller", thing=row.id, facts={"kind": kind.value, "may": row.may})
    return row.id


@transaction.atomic
def change_keys(act: Act, caller_id: UUID, keys: Iterable[bytes]) -> None:
    """Give a caller new keys in place of all it had. Raises UnknownCaller, KeyRefused."""
    row = _locked(caller_id)
    row.keys.all().delete()
    _keep_keys(row, list(keys))
    audit.record(act, "validation change keys", thing=caller_id)


@transaction.atomic
def suspend_caller(act: Act, caller_id: UUID) -> None:
    """Answer a caller no more, at once; a second time does nothing. Raises UnknownCaller."""
    row = _locked(caller_id)
    if row.suspended_at is None:
        row.suspended_at = act.at
        row.save(update_fields=["suspended_at"])
        audit.record(act, "validation suspend caller", thing=caller_id)


@transaction.atomic
def resume_caller(act: Act, caller_id: UUID) -> None:
    """Answer a suspended caller again. Raises UnknownCaller."""
    row = _locked(caller_id)
    if row.suspended_at is not None:
        row.suspended_at = None
        row.save(update_fields=["suspended_at"])
        audit.record(act, "validation resume caller", thing=caller_id)


def authenticate(token: str, asked: Asked, now: datetime) -> CallerView:
    """Who sends this request, by a token that counts once. Raises CallerRefused."""
    try:
        found = queries.caller(claimed_caller(token))
    except queries.UnknownCaller as error:
        raise CallerRefused("no caller of this id was admitted") from error
    spent = check_token(token, found.keys, found.caller_id, asked, now)
    if found.suspended_at is not None:
        raise CallerRefused("this caller is suspended; ask the authority's office")
    try:
        with transaction.atomic():
            SpentToken(digest=spent.digest, ends_at=spent.ends_at).save(force_insert=True)
    except IntegrityError as error:
        raise CallerRefused("this token was used before; make one for each request") from error
    return found


@transaction.atomic
def forget_ended_tokens(act: Act) -> None:
    """Tokens that have ended are refused for that reason, and need not be remembered."""
    SpentToken.objects.filter(ends_at__lt=act.at).delete()


def fold_journal(act: Act, journal: Journal) -> int:  # noqa: ARG001 - whose act it is
    """Take into the log what the responder wrote into its journal, each record once. Returns how many."""
    with journal.segments() as segments:
        return sum(_fold(journal, segment) for segment in segments)


def _fold(journal: Journal, segment: Segment) -> int:
    total = 0
    for _ in range(PORTIONS):
        count = _fold_some(journal, segment)
        total += count
        if not count:
            break
    else:
        return total  # the rest in the next round: other work waits too
    if segment.finished:
        journal.delete(segment.name)
        FoldedLog.objects.filter(name=segment.name).delete()
    return total


@transaction.atomic
def _fold_some(journal: Journal, segment: Segment) -> int:
    """Rows, and how far they were taken, in one transaction: a crash folds none twice."""
    mark, _ = FoldedLog.objects.select_for_update().get_or_create(name=segment.name, defaults={"records": 0})
    found = journal.questions(segment.name, mark.records, AT_ONCE, finished=segment.finished)
    if found:
        QueryLog.objects.bulk_create(_row(one) for one in found if one is not None)
        mark.records += len(found)
        mark.save(update_fields=["records"])
    return len(found)


def _row(one: Question) -> QueryLog:
    row = QueryLog(at=one.at, caller=one.caller, purpose=one.purpose, service=May.OCSP.value, kind=one.kind.value)
    row.serial, row.result = f"{one.serial:08X}", one.result.value
    return row


def _keep_keys(row: Caller, keys: list[bytes]) -> None:
    if not keys:
        raise KeyRefused("a caller has at least one key")
    digests = {key_digest(key): key for key in map(check_key, keys)}
    if CallerKey.objects.filter(digest__in=digests).exists():
        raise KeyRefused("another caller has this key; make one of your own")
    CallerKey.objects.bulk_create(
        CallerKey(caller=row, digest=digest, public_key=key) for digest, key in digests.items()
    )


def _locked(caller_id: UUID) -> Caller:
    row = Caller.objects.select_for_update().filter(id=caller_id).first()
    if row is None:
        raise queries.UnknownCaller
    return row


@transaction.atomic
def tell(facts: Iterable[Fact]) -> None:
    """Put changes at the end of the feed, each once however often it is told. For handlers.

    Whoever tells waits for whoever told before: a number is there to be read when all smaller ones are.
    """
    wanted = dict.fromkeys(facts)
    FeedEnd.objects.get_or_create(feed=CHANGES)
    end = FeedEnd.objects.select_for_update().get(feed=CHANGES)
    known = set(queries.told({fact.serial for fact in wanted}))
    rows = [
        Change(number, fact.kind, fact.serial, fact.state.value, fact.reason, fact.at)
        for number, fact in enumerate((fact for fact in wanted if fact not in known), end.number + 1)
    ]
    Change.objects.bulk_create(rows)
    end.number += len(rows)
    end.save(update_fields=["number"])


def links(caller: CallerView, kind: Kind, serial: int, at: datetime) -> certificates.Links:
    """Serial numbers that belong together, for a caller entitled to ask; what was asked is logged, found or not.

    Raises CallerRefused, UnknownCertificate.
    """
    caller.require(May.LINKS)
    permissions = frozenset({certificates.MAY_ASK_FOR_LINKS})
    act = Act(f"caller:{caller.caller_id}", Office.AUTHORITY, at, "verification", None, permissions)
    asked = QueryLog(at=at, caller=caller.caller_id, service="links", kind=kind.value, serial=f"{serial:08X}")
    try:
        with transaction.atomic():
            found = certificates.links(act, kind, serial)
            asked.result = "told"
            asked.save(force_insert=True)
    except certificates.UnknownCertificate:
        asked.result = "unknown"
        asked.save(force_insert=True)
        raise
    return found
