"""Writing resident records: one life event a function, one transaction, the old version kept, audit, announcement.

Every function that changes a record takes `shown`, the version the clerk saw: whoever comes second is told, and nothing of
the first is overwritten.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.chip.personalisation.glyphs import coverage
from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.concurrency import require_version
from tegata.ground.ids import new_id
from tegata.rules.addresses import Address
from tegata.rules.life_events import LifeEvent
from tegata.rules.names import Name
from tegata.rules.residence import Residence
from tegata.services.residents import queries
from tegata.services.residents.events import LifeEventRecorded, ResidentRegistered
from tegata.services.residents.models import FormerVersion, HouseholdHead, Record, ResidentCode
from tegata.services.residents.permissions import Permission
from tegata.services.residents.rules import events as rules
from tegata.services.residents.rules.codes import draw_code
from tegata.services.residents.rules.events import Days, EventRefused
from tegata.services.residents.rules.glyphs import require_printable
from tegata.services.residents.rules.record import HEAD, Newcomer, ResidentRecord

Decide = Callable[[ResidentRecord], ResidentRecord]


class PerhapsRegistered(EventRefused):
    """Somebody of the same reading, birth date and sex is registered already. `records` are they."""

    def __init__(self, records: tuple[ResidentRecord, ...]) -> None:
        super().__init__(
            rules.N_("somebody with this reading, birth date and sex is registered: look, and confirm another person")
        )
        self.records = records


@dataclass(frozen=True, slots=True)
class Entered:
    """A life event was entered. `late`: the notice came after its last day; tell the person (art. 52(2))."""

    resident_id: UUID
    version: int
    late: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    act: Act
    resident_id: UUID
    event: LifeEvent
    days: Days
    shown: int | None
    permission: Permission | None = Permission.RECORD
    """None: the house itself, by a handler."""


def register_birth(act: Act, child: Newcomer, notice: date, *, another_person: bool = False) -> Entered:
    """出生: see `register`."""
    return register(act, LifeEvent.BIRTH, child, notice, another_person=another_person)


def register_first_move_in(
    act: Act, newcomer: Newcomer, notice: date, *, from_abroad: bool = False, another_person: bool = False
) -> Entered:
    """A first entry of somebody who lived: a national, a national from abroad, or a foreign resident (art. 30-46)."""
    foreign = newcomer.residence is not Residence.NATIONAL
    national = LifeEvent.RETURN_FROM_ABROAD if from_abroad else LifeEvent.MOVE_IN
    event = LifeEvent.BECAME_FOREIGN_RESIDENT if foreign else national
    return register(act, event, newcomer, notice, another_person=another_person)


@transaction.atomic
def register(act: Act, event: LifeEvent, newcomer: Newcomer, notice: date, *, another_person: bool = False) -> Entered:
    """Make a record that did not exist. `another_person` confirms that a namesake born the same day is no double.

    Raises NotAllowed, EventRefused, NoticeTooEarly, Unprintable, PerhapsRegistered.
    """
    resident_id = newcomer.resident_id or new_id(act.at)
    household_id = newcomer.household_id or new_id(act.at)
    first = rules.first_record(newcomer, resident_id, household_id, "", event, notice)
    act.require(Permission.RECORD, first.town)
    late = rules.check_days(event, Days(newcomer.since, notice), newcomer.birth, act.today)
    _require_printable(first)
    same = () if another_person else queries.perhaps_same(newcomer)
    if same:
        raise PerhapsRegistered(same)
    first = replace(first, resident_code=_new_code(resident_id))
    _keep_head(None, first)
    _row(act, first).save(force_insert=True)
    audit.record(act, f"residents {event}", subject=resident_id, facts={"version": 1, "late": late})
    outbox.announce(act.at, ResidentRegistered(resident_id, first.town, newcomer.since))
    outbox.announce(act.at, _announcement(first, first, four_attributes=False))
    return Entered(resident_id, 1, late)


def move_out(act: Act, resident_id: UUID, days: Days, destination: str, *, shown: int | None = None) -> Entered:
    """転出: to another municipality, named as the person says it. `days.event` is the planned departure."""
    entry = _Entry(act, resident_id, LifeEvent.MOVE_OUT, days, shown)
    return _enter(entry, lambda record: rules.moved_out(record, days, destination))


def withdraw_move_out(act: Act, resident_id: UUID, days: Days, *, shown: int | None = None) -> Entered:
    """転出取消: a correction."""
    entry = _Entry(act, resident_id, LifeEvent.CORRECTION, days, shown)
    return _enter(entry, rules.move_out_withdrawn)


def move_in(
    act: Act,
    resident_id: UUID,
    days: Days,
    place: Address,
    *,
    household_id: UUID | None = None,
    relationship: str = HEAD,
    shown: int | None = None,
) -> Entered:
    """転入: the new town takes the person in. Without `household_id` as head of a new household."""
    entry = _Entry(act, resident_id, LifeEvent.MOVE_IN, days, shown)
    house = household_id or new_id(act.at)
    return _enter(entry, lambda record: rules.moved_in(record, days, place, house, relationship))


def return_from_abroad(
    act: Act,
    resident_id: UUID,
    days: Days,
    place: Address,
    *,
    household_id: UUID | None = None,
    relationship: str = HEAD,
    shown: int | None = None,
) -> Entered:
    """国外からの転入 of somebody who has a record."""
    entry = _Entry(act, resident_id, LifeEvent.RETURN_FROM_ABROAD, days, shown)
    house = household_id or new_id(act.at)
    return _enter(entry, lambda record: rules.returned(record, days, place, house, relationship))


def move_within(
    act: Act,
    resident_id: UUID,
    days: Days,
    place: Address,
    *,
    household_id: UUID | None = None,
    relationship: str | None = None,
    shown: int | None = None,
) -> Entered:
    """転居. Without `household_id` the person stays in the household: it moves with each of its members."""
    entry = _Entry(act, resident_id, LifeEvent.MOVE_WITHIN, days, shown)
    return _enter(
        entry,
        lambda record: rules.moved_within(
            record, place, household_id or record.household_id, relationship or record.relationship
        ),
    )


def move_abroad(
    act: Act, resident_id: UUID, days: Days, country: str, *, keeps_card: bool = False, shown: int | None = None
) -> Entered:
    """国外転出. `keeps_card`: the procedure to keep it was done at the counter (since 2024-05-27, nationals)."""
    event = LifeEvent.MOVE_ABROAD_KEEPING_CARD if keeps_card else LifeEvent.MOVE_ABROAD
    return _enter(
        _Entry(act, resident_id, event, days, shown), lambda record: rules.moved_abroad(record, days, country)
    )


def death(act: Act, resident_id: UUID, days: Days, *, shown: int | None = None) -> Entered:
    """死亡. Nothing is entered after it."""
    return _enter(_Entry(act, resident_id, LifeEvent.DEATH, days, shown), rules.died)


def change_name(
    act: Act, resident_id: UUID, days: Days, name: Name, *, substituted: bool = False, shown: int | None = None
) -> Entered:
    """氏名の変更: marriage, divorce, adoption, a court's leave."""
    entry = _Entry(act, resident_id, LifeEvent.NAME_CHANGE, days, shown)
    return _enter(entry, lambda record: rules.renamed(record, name, substituted=substituted))


def set_former_name(
    act: Act, resident_id: UUID, days: Days, written: str, kana: str, *, shown: int | None = None
) -> Entered:
    """旧氏: enter, change or, when empty, take out."""
    entry = _Entry(act, resident_id, LifeEvent.FORMER_NAME, days, shown)
    return _enter(entry, lambda record: rules.with_former_name(record, written, kana))


def set_alias(act: Act, resident_id: UUID, days: Days, written: str, kana: str, *, shown: int | None = None) -> Entered:
    """通称: enter or, when empty, take out."""
    entry = _Entry(act, resident_id, LifeEvent.ALIAS, days, shown)
    return _enter(entry, lambda record: rules.with_alias(record, written, kana))


def correct(act: Act, resident_id: UUID, days: Days, correction: Decide, *, shown: int | None = None) -> Entered:
    """記載の修正 ex officio: `correction` gives the record as it should read. What was wrong stays in the history."""
    entry = _Entry(act, resident_id, LifeEvent.CORRECTION, days, shown, Permission.CORRECT)
    return _enter(entry, correction)


def erase(act: Act, resident_id: UUID, days: Days, *, shown: int | None = None) -> Entered:
    """職権消除: nobody of this name lives there."""
    return _enter(_Entry(act, resident_id, LifeEvent.ERASURE, days, shown, Permission.CORRECT), rules.erased)


def change_resident_code(act: Act, resident_id: UUID, days: Days, *, shown: int | None = None) -> Entered:
    """住民票コードの変更 (art. 30-4): on request, without a reason. The old code is never given again."""
    entry = _Entry(act, resident_id, LifeEvent.RESIDENT_CODE_CHANGE, days, shown, Permission.CHANGE_CODE)
    return _enter(entry, _with_new_code)


def extend_stay(
    act: Act,
    resident_id: UUID,
    days: Days,
    residence: Residence,
    stay_ends: date | None,
    *,
    shown: int | None = None,
) -> Entered:
    """在留期間の更新, as the immigration agency tells the town (art. 30-50)."""
    entry = _Entry(act, resident_id, LifeEvent.STAY_EXTENDED, days, shown)
    return _enter(entry, lambda record: rules.staying_until(record, residence, stay_ends, days.event))


def end_stay(act: Act, resident_id: UUID, days: Days, *, shown: int | None = None) -> Entered:
    """The Act no longer applies: the stay ended without another."""
    return _enter(_Entry(act, resident_id, LifeEvent.STAY_ENDED, days, shown), rules.stay_over)


def acquire_nationality(
    act: Act, resident_id: UUID, days: Days, name: Name, register_town: str, *, shown: int | None = None
) -> Entered:
    """国籍の取得."""
    entry = _Entry(act, resident_id, LifeEvent.NATIONALITY_ACQUIRED, days, shown)
    return _enter(entry, lambda record: rules.naturalised(record, name, register_town))


def lose_nationality(
    act: Act, resident_id: UUID, days: Days, nationality: str, stay_ends: date, *, shown: int | None = None
) -> Entered:
    """国籍の喪失."""
    entry = _Entry(act, resident_id, LifeEvent.NATIONALITY_LOST, days, shown)
    return _enter(entry, lambda record: rules.denaturalised(record, nationality, stay_ends))


def change_household(
    act: Act,
    resident_id: UUID,
    days: Days,
    *,
    household_id: UUID | None = None,
    relationship: str = HEAD,
    shown: int | None = None,
) -> Entered:
    """世帯変更: into another household at the same address, a household of one's own, or another relationship."""
    entry = _Entry(act, resident_id, LifeEvent.HOUSEHOLD_CHANGE, days, shown)
    house = household_id or new_id(act.at)
    return _enter(entry, lambda record: rules.rehoused(record, house, relationship))


@transaction.atomic
def change_head(
    act: Act, new_head: UUID, days: Days, old_heads_relationship: str, *, shown: int | None = None
) -> Entered:
    """世帯主変更: the old head, if there is one, takes a relationship to the new one."""
    house = queries.record(new_head).household_id
    old = HouseholdHead.objects.select_for_update().filter(household_id=house).first()
    if old is not None and old.resident_id != new_head:
        change_household(act, old.resident_id, days, household_id=house, relationship=old_heads_relationship)
    return change_household(act, new_head, days, household_id=house, relationship=HEAD, shown=shown)


@transaction.atomic
def for_all(steps: Sequence[Callable[[], Entered]]) -> Entered:
    """One notice for several persons: an event for each of them, or for none. Returns what the first one entered."""
    entered = [step() for step in steps]
    return entered[0]


@transaction.atomic
def succeed(act: Act, household_id: UUID) -> Entered | None:
    """Ex officio, by our handler: the only one of 15 or more who is left becomes the head; else a notice decides.

    Art. 25 and Order art. 26 ask for no notice where it is clear who the head is.
    """
    members = queries.household_members(household_id)
    heir = rules.heir(members, act.today) if queries.head_of(household_id) is None else None
    if heir is None:
        return None
    entry = _Entry(act, heir.resident_id, LifeEvent.HOUSEHOLD_CHANGE, Days(act.today, act.today), None, None)
    return _enter(entry, lambda record: rules.rehoused(record, household_id, HEAD))


@transaction.atomic
def _enter(entry: _Entry, decide: Decide) -> Entered:
    act, resident_id, event = entry.act, entry.resident_id, entry.event
    row = Record.objects.select_for_update().filter(resident_id=resident_id).first()
    if row is None:
        raise queries.UnknownResident
    before = queries.value_of(row)
    require_version(entry.shown, before.version)
    rules.require_open(event, before.state)
    late = rules.check_days(event, entry.days, before.birth, act.today)
    now = rules.after(before, event, entry.days, decide(before))
    if entry.permission is not None:
        act.require(entry.permission, now.town if event in rules.ARRIVALS else before.town)
    _require_printable(now, before)
    _keep(act, row, before)
    _keep_head(before, now)
    _row(act, now).save(force_update=True)
    audit.record(act, f"residents {event}", subject=resident_id, facts={"version": now.version, "late": late})
    outbox.announce(act.at, _announcement(before, now, four_attributes=before.four_attributes != now.four_attributes))
    return Entered(resident_id, now.version, late)


def _keep(act: Act, row: Record, value: ResidentRecord) -> None:
    entered = {"id": new_id(act.at), "entered_at": row.entered_at, "entered_by": row.entered_by}
    FormerVersion(**queries.columns_of(value), **entered).save(force_insert=True)


def _row(act: Act, value: ResidentRecord) -> Record:
    columns = queries.columns_of(value) | queries.keys_of(value)
    return Record(id=value.resident_id, entered_at=act.at, entered_by=act.actor, **columns)


def _announcement(before: ResidentRecord, now: ResidentRecord, *, four_attributes: bool) -> LifeEventRecorded:
    planned = now.event_day if now.event in rules.DEPARTURES else None
    return LifeEventRecorded(
        now.resident_id,
        now.event.value,
        now.event_day,
        now.notice_day,
        now.town,
        before.town,
        now.version,
        four_attributes,
        planned,
    )


def _keep_head(before: ResidentRecord | None, now: ResidentRecord) -> None:
    """The directory of heads follows the record. Raises EventRefused: two heads, or a household that is not there."""
    was = before.household_id if before is not None and before.is_head else None
    becomes = now.household_id if now.is_head else None
    if was is not None and was != becomes:
        HouseholdHead.objects.filter(household_id=was, resident_id=now.resident_id).delete()
    if becomes is not None and was != becomes:
        defaults = {"resident_id": now.resident_id}
        if not HouseholdHead.objects.get_or_create(household_id=becomes, defaults=defaults)[1]:
            raise EventRefused(rules.N_("the household has a head already; enter the relationship to that head"))
    joins = becomes is None and (before is None or before.household_id != now.household_id)
    if joins:
        head = queries.head_of(now.household_id)
        if head is None or queries.record(head).town != now.town:
            raise EventRefused(
                rules.N_("there is no such household with a head in this town; choose one, or make a new one")
            )


def _with_new_code(record: ResidentRecord) -> ResidentRecord:
    ResidentCode.objects.filter(code=record.resident_code).update(retired=True)
    return replace(record, resident_code=_new_code(record.resident_id))


def _new_code(resident_id: UUID) -> str:
    while True:
        code = draw_code(secrets.randbelow)
        _, made = ResidentCode.objects.get_or_create(code=code, defaults={"resident_id": resident_id})
        if made:
            return code


def _require_printable(now: ResidentRecord, before: ResidentRecord | None = None) -> None:
    """What is new has to be printable on the card; what was there before is not held against another event."""
    font = coverage()
    for field in ("name", "former_name", "alias", "address"):
        text = getattr(now, field)
        if before is None or text != getattr(before, field):
            require_printable(field, text, font)
