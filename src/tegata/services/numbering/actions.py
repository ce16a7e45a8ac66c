"""Assigning, reading, changing numbers and printing their notices. A number leaves this room only through `read`.

Number Use Act art. 7 (assignment, change), 9 and 19 (purposes). Every read and every refusal is in the audit log.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tegata.ground import audit, outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.rules.numbers import parse_individual_number
from tegata.services.numbering import queries
from tegata.services.numbering.events import NumberAssigned, NumberChanged
from tegata.services.numbering.models import Assignment, Notice, RunningCount, UsedNumber
from tegata.services.numbering.permissions import Permission
from tegata.services.numbering.rules.notice import Sheet, notices
from tegata.services.numbering.rules.permutation import Space, number_at
from tegata.services.numbering.rules.purposes import ChangeReason, NumberPurpose, ReadRefused, require_purpose
from tegata.services.residents import api as residents

NOTICE_AFTER = timedelta(days=21)
"""[guess] From registration to the notice's printing; with printing and post "about a month" (seed, 発行対象)."""

READ, FOUND = "numbering number read", "numbering resident found"


class NoNumber(LookupError):
    """The resident has no number yet, or nobody ever had this number. The text holds no number."""


class RetiredNumber(NoNumber):
    """The number was changed: whoever shows it shows an old card or an old letter."""


def read(act: Act, resident_id: UUID, purpose: NumberPurpose | str) -> str:
    """The resident's 12 digits, for a purpose of the law; any other word is refused. Raises ReadRefused, UnknownResident, NoNumber.

    Call it outside of a transaction: a refusal is written down even though the act fails.
    """
    try:
        with transaction.atomic(durable=True):
            _require(act, resident_id, purpose, Permission.READ)
            number = _current(resident_id).number
            audit.record(_for(act, purpose), READ, subject=resident_id)
            return number
    except (ReadRefused, residents.UnknownResident, NoNumber) as refusal:
        audit.refused(_for(act, purpose), READ, subject=resident_id, why=type(refusal).__name__)
        raise


def resident_of(act: Act, number: str, purpose: NumberPurpose) -> UUID:
    """Whose number it is. Raises InvalidNumber, ReadRefused, RetiredNumber, NoNumber. See `read` for the refusals."""
    plain = parse_individual_number(number)
    subject = None
    try:
        with transaction.atomic(durable=True):
            used = UsedNumber.objects.filter(number=plain).first()
            subject = used.resident_id if used else None
            _require(act, subject, purpose, Permission.FIND)
            if used is None:
                raise NoNumber("nobody has this number; compare it with the card or the letter")
            if _current(used.resident_id).number != plain:
                raise RetiredNumber("this number was changed; ask for the new card or notice")
            audit.record(_for(act, purpose), FOUND, subject=subject)
            return used.resident_id
    except (ReadRefused, NoNumber) as refusal:
        audit.refused(_for(act, purpose), FOUND, subject=subject, why=type(refusal).__name__)
        raise


@transaction.atomic
def assign(act: Act, resident_id: UUID, town: str, day: date) -> None:
    """A first number and, when it is due, its notice. For the handler; safe to run twice."""
    if queries.has_number(resident_id):
        return
    _give(act, resident_id, town)
    _notice(act, resident_id, day + NOTICE_AFTER)
    audit.record(act, "numbering number assigned", subject=resident_id)
    outbox.announce(act.at, NumberAssigned(resident_id, town, day))


@transaction.atomic
def assign_many(act: Act, people: Iterable[tuple[UUID, str, date]]) -> int:
    """Numbers for many at once (resident, town, day), for seeding: one audit entry, one announcement each.

    Their notices count as sent. Who has a number already is left alone. Returns how many got one. Raises NotAllowed.
    """
    act.require(Permission.SEED)
    entries = list(people)
    has = queries.with_numbers(resident_id for resident_id, _, _ in entries)
    todo = [entry for entry in entries if entry[0] not in has]
    numbers = _draw_many([resident_id for resident_id, _, _ in todo])
    Assignment.objects.bulk_create(
        Assignment(resident_id=who, id=new_id(act.at), number=number, town=town, assigned_at=act.at)
        for number, (who, town, _) in zip(numbers, todo, strict=True)
    )
    if todo:
        audit.record(act, "numbering numbers assigned", facts={"numbers": len(todo)})
        outbox.announce_all(act.at, [NumberAssigned(who, town, day) for who, town, day in todo])
    return len(todo)


@transaction.atomic
def change(act: Act, resident_id: UUID, why: ChangeReason) -> None:
    """Art. 7(2): the old number is retired for ever, a new one assigned, and its notice sent at once.

    Raises NotAllowed, UnknownResident, NoNumber.
    """
    record = residents.record(resident_id)
    act.require(Permission.CHANGE, record.town)
    old = _current(resident_id, lock=True)
    old.retired_at, old.why_retired = act.at, why.value
    old.save(update_fields=["retired_at", "why_retired"])
    Notice.objects.filter(resident_id=resident_id, run=None).update(dropped=True)
    _give(act, resident_id, record.town)
    _notice(act, resident_id, act.today)
    audit.record(act, "numbering number changed", subject=resident_id, facts={"why": why.value})
    outbox.announce(act.at, NumberChanged(resident_id, record.town, act.today))


@transaction.atomic
def start_run(act: Act, limit: int = 200) -> UUID | None:
    """First step of printing: notices that are due go into a run, and it is written down. None where none is due.

    Whose record has ended since gets none. Raises NotAllowed.
    """
    act.require(Permission.PRINT)
    due = queries.due_notices(act.today, limit)
    records = residents.records(notice.resident_id for notice in due)
    run = new_id(act.at)
    there = [notice for notice in due if (found := records.get(notice.resident_id)) and _can_be_told(found)]
    for notice in due:
        change = {"run": run, "printed_at": act.at} if notice in there else {"dropped": True}
        Notice.objects.filter(resident_id=notice.resident_id, id=notice.notice_id).update(**change)
    for notice in there:
        letter = residents.tell(act, notice.resident_id, "number notice", {"run": str(run)})
        residents.letter_printed(act, notice.resident_id, letter)
    if not there:
        return None
    audit.record(act, "numbering notices run", thing=run, facts={"notices": len(there)})
    return run


def print_run(act: Act, run_id: UUID) -> bytes:
    """Second step: the run's notices as one PDF, each number read with its purpose. May be repeated: paper jams.

    Raises NotAllowed, ReadRefused, MissingGlyph.
    """
    act.require(Permission.PRINT)
    reader = replace(act, permissions=act.permissions | {Permission.READ.value})
    ids = queries.residents_of(run_id)
    records = residents.records(ids)
    return notices([_sheet(records[who], read(reader, who, NumberPurpose.NOTIFICATION), act.today) for who in ids])


def _sheet(record: residents.ResidentRecord, number: str, issued: date) -> Sheet:
    return Sheet(
        number,
        record.name,
        record.former_name,
        record.alias,
        record.birth,
        record.residence,
        record.postcode,
        record.address,
        issued,
    )


def _can_be_told(record: residents.ResidentRecord) -> bool:
    return record.state in {residents.RecordState.RESIDENT, residents.RecordState.LEAVING}


def _require(act: Act, resident_id: UUID | None, purpose: object, permission: Permission) -> None:
    require_purpose(purpose, act.office.value, permission, act.permissions)
    if resident_id is None or act.town is None:
        return
    with suppress(NotAllowed):
        act.require(permission, residents.record(resident_id).town)
        return
    raise ReadRefused("this resident belongs to another town; that town reads the number")


def _for(act: Act, purpose: object) -> Act:
    named = purpose.value if isinstance(purpose, NumberPurpose) else "none of the law"
    return replace(act, purpose=named)


def _current(resident_id: UUID, *, lock: bool = False) -> Assignment:
    rows = Assignment.objects.select_for_update() if lock else Assignment.objects
    found = rows.filter(resident_id=resident_id, retired_at=None).first()
    if found is None:
        raise NoNumber("this resident has no Individual Number yet; it follows the registration within the day")
    return found


def _give(act: Act, resident_id: UUID, town: str) -> None:
    number = _draw(resident_id)
    Assignment(resident_id=resident_id, id=new_id(act.at), number=number, town=town, assigned_at=act.at).save(
        force_insert=True
    )


def _draw(resident_id: UUID) -> str:
    """The next number that nobody ever had: after a change of key the permutation may meet used ones."""
    space, key = _space_and_key()
    while True:
        number = number_at(key, space, _count(space, 1))
        _, new = UsedNumber.objects.get_or_create(number=number, defaults={"resident_id": resident_id})
        if new:
            return number


def _draw_many(resident_ids: list[UUID]) -> list[str]:
    space, key = _space_and_key()
    first = _count(space, len(resident_ids))
    numbers = [number_at(key, space, first + place) for place in range(len(resident_ids))]
    used = set(UsedNumber.objects.filter(number__in=numbers).values_list("number", flat=True))
    fresh = [(number, who) for number, who in zip(numbers, resident_ids, strict=True) if number not in used]
    UsedNumber.objects.bulk_create(UsedNumber(number=number, resident_id=who) for number, who in fresh)
    return [_draw(who) if number in used else number for number, who in zip(numbers, resident_ids, strict=True)]


def _space_and_key() -> tuple[Space, bytes]:
    space, key = plugged("numbering-key")()
    return space, key


def _count(space: Space, many: int) -> int:
    """Take `many` from the running count; returns the first."""
    name = space.prefix or "whole"
    RunningCount.objects.get_or_create(space=name)
    count = RunningCount.objects.select_for_update().get(space=name)
    first = count.drawn
    RunningCount.objects.filter(space=name).update(drawn=F("drawn") + many)
    return first


def _notice(act: Act, resident_id: UUID, due: date) -> None:
    Notice(resident_id=resident_id, id=new_id(act.at), due=due).save(force_insert=True)
