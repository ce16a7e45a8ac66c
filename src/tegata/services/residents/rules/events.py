"""Which life event may happen to which record, when, and what the record says afterwards.

Basic Resident Register Act art. 22–25, 30-45 to 30-50. Each function takes a record and returns the next version's content;
`after` numbers it and gives it its days. Refusals say what to do instead and never what the record says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from tegata.rules.addresses import Address
from tegata.rules.ages import age_on
from tegata.rules.life_events import LifeEvent, is_late
from tegata.rules.names import Name
from tegata.rules.residence import Residence
from tegata.services.residents.rules.record import HEAD, Newcomer, RecordState, ResidentRecord, keeping_town

PLANNED_AHEAD = timedelta(days=60)
"""[guess] How long before leaving a notice is taken: towns say "about 14 days", few refuse an earlier one."""

BEGINNINGS = frozenset(
    {LifeEvent.BIRTH, LifeEvent.MOVE_IN, LifeEvent.RETURN_FROM_ABROAD, LifeEvent.BECAME_FOREIGN_RESIDENT}
)
"""What may be a person's first entry."""

DEPARTURES = frozenset({LifeEvent.MOVE_OUT, LifeEvent.MOVE_ABROAD, LifeEvent.MOVE_ABROAD_KEEPING_CARD})
"""What is told before it happens (art. 24)."""

ARRIVALS = frozenset({LifeEvent.MOVE_IN, LifeEvent.RETURN_FROM_ABROAD})
"""What the town that takes the person in enters; everything else is entered by the town that has the record."""

_RESIDENT, _LEAVING, _ABROAD, _ERASED = (
    RecordState.RESIDENT,
    RecordState.LEAVING,
    RecordState.ABROAD,
    RecordState.ERASED,
)
AWAY = frozenset({_LEAVING, _ABROAD, _ERASED})
"""From where another town may take a person in."""

_ALIVE = frozenset({_RESIDENT, _LEAVING, _ABROAD})
FROM: dict[LifeEvent, frozenset[RecordState]] = {
    LifeEvent.DEATH: _ALIVE,
    LifeEvent.MOVE_OUT: frozenset({_RESIDENT}),
    LifeEvent.MOVE_IN: frozenset({_LEAVING, _ERASED}),
    LifeEvent.MOVE_WITHIN: frozenset({_RESIDENT}),
    LifeEvent.MOVE_ABROAD: frozenset({_RESIDENT}),
    LifeEvent.MOVE_ABROAD_KEEPING_CARD: frozenset({_RESIDENT}),
    LifeEvent.RETURN_FROM_ABROAD: frozenset({_ABROAD, _ERASED}),
    LifeEvent.HOUSEHOLD_CHANGE: frozenset({_RESIDENT}),
    LifeEvent.NAME_CHANGE: _ALIVE,
    LifeEvent.FORMER_NAME: frozenset({_RESIDENT}),
    LifeEvent.ALIAS: frozenset({_RESIDENT}),
    LifeEvent.CORRECTION: _ALIVE,
    LifeEvent.ERASURE: _ALIVE,
    LifeEvent.RESIDENT_CODE_CHANGE: _ALIVE,
    LifeEvent.NATIONALITY_ACQUIRED: frozenset({_RESIDENT}),
    LifeEvent.NATIONALITY_LOST: frozenset({_RESIDENT}),
    LifeEvent.STAY_EXTENDED: frozenset({_RESIDENT}),
    LifeEvent.STAY_ENDED: frozenset({_RESIDENT, _LEAVING}),
}
"""Deny by default: an event that is not here, from a state that is not here, does not happen. The dead stay dead."""


N_: Callable[[str], str] = str
"""Marks a text for the catalogue of the pages."""


FOREIGNERS_ONLY = frozenset(
    {LifeEvent.ALIAS, LifeEvent.STAY_EXTENDED, LifeEvent.STAY_ENDED, LifeEvent.NATIONALITY_ACQUIRED}
)
NATIONALS_ONLY = frozenset({LifeEvent.FORMER_NAME, LifeEvent.NATIONALITY_LOST, LifeEvent.MOVE_ABROAD_KEEPING_CARD})


class EventRefused(ValueError):
    """The event cannot be entered. The text says what to do instead; a page shows `template` in its reader's language."""

    def __init__(self, template: str, **facts: str) -> None:
        super().__init__(template % facts)
        self.template = template
        self.facts = facts


class WrongState(EventRefused):
    """The record is in a state from which this does not happen."""

    def __init__(self, event: LifeEvent, state: RecordState) -> None:
        text = N_("%(event)s is not entered for a record in the state “%(state)s”; look at its history")
        super().__init__(text, event=event.ja, state=state.value)


class WrongDay(EventRefused):
    """A day that cannot be."""


@dataclass(frozen=True, slots=True)
class Days:
    """When it happened (異動日) and when the town was told (届出日)."""

    event: date
    notice: date


def check_days(event: LifeEvent, days: Days, birth: date, today: date) -> bool:
    """Refuse days that cannot be. Returns whether the notice is late: it is taken all the same, and told.

    Raises WrongDay, life_events.NoticeTooEarly.
    """
    if days.notice > today:
        raise WrongDay(N_("the day of notice is in the future; enter the day the notice was given"))
    if days.event < birth:
        raise WrongDay(N_("the day of the event is before the birth; check both days"))
    ahead = PLANNED_AHEAD if event in DEPARTURES else timedelta(0)
    if days.event > today + ahead:
        text = N_("the day of the event is in the future; %(event)s is entered at most %(days)s days before")
        raise WrongDay(text, event=event.ja, days=str(ahead.days))
    return is_late(event, days.event, days.notice)


def require_open(event: LifeEvent, state: RecordState) -> None:
    """Refuse an event the record's state does not allow. Raises WrongState."""
    if state not in FROM.get(event, frozenset()):
        raise WrongState(event, state)


def is_possible(event: LifeEvent, record: ResidentRecord) -> bool:
    """Whether the event may be entered for this record now: what a page offers. The event's own function decides."""
    other = FOREIGNERS_ONLY if record.residence is Residence.NATIONAL else NATIONALS_ONLY
    return record.state in FROM.get(event, frozenset()) and event not in other


def after(before: ResidentRecord, event: LifeEvent, days: Days, content: ResidentRecord) -> ResidentRecord:
    """The next version: `content` under the next number, with the event that made it."""
    return replace(content, version=before.version + 1, event=event, event_day=days.event, notice_day=days.notice)


def first_record(
    newcomer: Newcomer, resident_id: UUID, household_id: UUID, code: str, event: LifeEvent, notice: date
) -> ResidentRecord:
    """Version 1. Raises EventRefused where the newcomer cannot be a resident of that kind."""
    if event not in BEGINNINGS:
        raise WrongState(event, RecordState.ERASED)
    if event is LifeEvent.BIRTH and newcomer.since != newcomer.birth:
        raise WrongDay(N_("a newborn is a resident from the day of birth; enter the same day twice"))
    require_stay(newcomer.residence, newcomer.nationality, newcomer.stay_ends, newcomer.since)
    return ResidentRecord(
        resident_id,
        1,
        RecordState.RESIDENT,
        keeping_town(newcomer.place.code6),
        event,
        newcomer.since,
        notice,
        newcomer.since,
        newcomer.name.written,
        newcomer.name.kana,
        newcomer.name.roman,
        newcomer.birth,
        newcomer.sex,
        newcomer.place,
        code,
        household_id,
        newcomer.is_head or newcomer.household_id is None,
        HEAD if newcomer.is_head or newcomer.household_id is None else newcomer.relationship,
        newcomer.former_name,
        newcomer.former_name_kana,
        newcomer.alias,
        newcomer.alias_kana,
        newcomer.residence,
        newcomer.nationality,
        newcomer.stay_ends,
        newcomer.register_town,
        substituted=newcomer.substituted,
        synthetic=newcomer.synthetic,
    )


def require_stay(residence: Residence, nationality: str, stay_ends: date | None, day: date) -> None:
    """Art. 30-45: foreign residents have a nationality, and an end of stay where their status has one."""
    if (residence is Residence.NATIONAL) != (nationality == ""):
        raise EventRefused(N_("nationals have no foreign nationality, foreign residents have one; check the status"))
    if residence.has_period_of_stay != (stay_ends is not None):
        raise EventRefused(N_("enter the end of the period of stay where the status has one, and only there"))
    if stay_ends is not None and stay_ends < day:
        raise WrongDay(N_("the period of stay is over; enter it as extended, with the residence card at hand"))


def moved_out(record: ResidentRecord, days: Days, destination: str) -> ResidentRecord:
    """Art. 24: to another municipality. The address stays until the new town takes the person in."""
    return replace(record, state=_LEAVING, planned_departure=days.event, destination=destination)


def move_out_withdrawn(record: ResidentRecord) -> ResidentRecord:
    """転出取消: the person stays after all."""
    if record.state is not _LEAVING:
        raise EventRefused(N_("there is no move-out notice to withdraw"))
    return replace(record, state=_RESIDENT, planned_departure=None, destination="")


def moved_in(
    record: ResidentRecord, days: Days, place: Address, household_id: UUID, relationship: str
) -> ResidentRecord:
    """Art. 22: from another municipality, or back into the register."""
    town = keeping_town(place.code6)
    if record.state is _LEAVING and town == record.town:
        raise EventRefused(N_("this town keeps the record already; withdraw the move-out notice (転出取消) instead"))
    return _settled(record, days, place, household_id, relationship)


def returned(
    record: ResidentRecord, days: Days, place: Address, household_id: UUID, relationship: str
) -> ResidentRecord:
    """Art. 22 for whoever lived abroad."""
    return _settled(record, days, place, household_id, relationship)


def moved_within(record: ResidentRecord, place: Address, household_id: UUID, relationship: str) -> ResidentRecord:
    """Art. 23: within the municipality. Another household means another relationship."""
    if keeping_town(place.code6) != record.town:
        raise EventRefused(N_("that address is in another municipality; it takes a move-out and a move-in notice"))
    if place == record.place:
        raise EventRefused(N_("the address is the same; enter the new one"))
    return _housed(replace(record, place=place), household_id, relationship)


def moved_abroad(record: ResidentRecord, days: Days, country: str, *, keeps_card: bool = False) -> ResidentRecord:
    """Art. 24 with 国外転出. Of a national the annex to the family register goes on; a foreigner's record ends.

    The annex is kept by the town of the family register; where that is not entered, the last town [guess].
    """
    if keeps_card and record.residence is not Residence.NATIONAL:
        raise EventRefused(N_("only nationals keep the card abroad; enter the move abroad without it"))
    gone = replace(record, planned_departure=days.event, destination=country, is_head=False)
    if record.residence is not Residence.NATIONAL:
        return replace(gone, state=_ERASED)
    return replace(gone, state=_ABROAD, town=record.register_town or record.town)


def died(record: ResidentRecord) -> ResidentRecord:
    """死亡."""
    return replace(record, state=RecordState.DEAD, is_head=False)


def erased(record: ResidentRecord) -> ResidentRecord:
    """職権消除 (art. 8)."""
    return replace(record, state=_ERASED, is_head=False)


def stay_over(record: ResidentRecord) -> ResidentRecord:
    """適用除外 (art. 30-45): the stay of a foreign resident ended."""
    if record.residence is Residence.NATIONAL:
        raise EventRefused(N_("a national's record does not end with a stay"))
    return erased(record)


def renamed(record: ResidentRecord, name: Name, *, substituted: bool = False) -> ResidentRecord:
    """氏名の変更."""
    new = (name.written, name.kana, name.roman)
    if new == (record.name, record.kana, record.roman):
        raise EventRefused(N_("the name is the same; enter the new one"))
    return replace(record, name=name.written, kana=name.kana, roman=name.roman, substituted=substituted)


def with_former_name(record: ResidentRecord, written: str, kana: str) -> ResidentRecord:
    """旧氏 (Order art. 30-13, 30-14): nationals only; empty takes it out."""
    if record.residence is not Residence.NATIONAL:
        raise EventRefused(
            N_("a former name (旧氏) is entered for nationals; foreign residents may have an alias (通称)")
        )
    return replace(record, former_name=written, former_name_kana=kana)


def with_alias(record: ResidentRecord, written: str, kana: str) -> ResidentRecord:
    """通称 (Order art. 30-16): foreign residents only; empty takes it out."""
    if record.residence is Residence.NATIONAL:
        raise EventRefused(
            N_("an alias (通称) is entered for foreign residents; nationals may have a former name (旧氏)")
        )
    return replace(record, alias=written, alias_kana=kana)


def staying_until(record: ResidentRecord, residence: Residence, stay_ends: date | None, day: date) -> ResidentRecord:
    """在留期間の更新 (art. 30-50), also with another status. A shorter stay is a correction of the ministry: taken too."""
    if record.residence is Residence.NATIONAL or residence is Residence.NATIONAL:
        raise EventRefused(N_("nationals have no period of stay"))
    require_stay(residence, record.nationality, stay_ends, day)
    return replace(record, residence=residence, stay_ends=stay_ends)


def naturalised(record: ResidentRecord, name: Name, register_town: str) -> ResidentRecord:
    """国籍の取得: a new name by the family register, no alias, no period of stay."""
    if record.residence is Residence.NATIONAL:
        raise EventRefused(N_("this is a national already"))
    national = replace(record, residence=Residence.NATIONAL, nationality="", stay_ends=None, alias="", alias_kana="")
    return replace(
        national, name=name.written, kana=name.kana, roman=name.roman, register_town=register_town, substituted=False
    )


def denaturalised(record: ResidentRecord, nationality: str, stay_ends: date) -> ResidentRecord:
    """国籍の喪失: transitional stay (経過滞在者) until a status is given."""
    if record.residence is not Residence.NATIONAL:
        raise EventRefused(N_("this is a foreign resident already"))
    require_stay(Residence.TRANSITIONAL, nationality, stay_ends, record.event_day)
    return replace(
        record,
        residence=Residence.TRANSITIONAL,
        nationality=nationality,
        stay_ends=stay_ends,
        former_name="",
        former_name_kana="",
        register_town="",
    )


def rehoused(record: ResidentRecord, household_id: UUID, relationship: str) -> ResidentRecord:
    """世帯変更 (art. 25): another household at the same address, or another head of this one."""
    changed = _housed(record, household_id, relationship)
    if (changed.household_id, changed.relationship) == (record.household_id, record.relationship):
        raise EventRefused(N_("nothing changes in the household; choose another household or relationship"))
    return changed


def heir(members: tuple[ResidentRecord, ...], today: date) -> ResidentRecord | None:
    """Who is head without a notice, once the head has gone: the only one of 15 or more; else nobody."""
    of_age = [one for one in members if one.state is _RESIDENT and age_on(one.birth, today) >= 15]
    return of_age[0] if len(of_age) == 1 else None


def _housed(record: ResidentRecord, household_id: UUID, relationship: str) -> ResidentRecord:
    return replace(record, household_id=household_id, relationship=relationship, is_head=relationship == HEAD)


def _settled(
    record: ResidentRecord, days: Days, place: Address, household_id: UUID, relationship: str
) -> ResidentRecord:
    housed = _housed(record, household_id, relationship)
    return replace(
        housed,
        state=_RESIDENT,
        town=keeping_town(place.code6),
        place=place,
        since=days.event,
        planned_departure=None,
        destination="",
    )
