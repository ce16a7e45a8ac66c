"""Reading resident records: by id, by code, by household, by the beginning of a name, and as they were before."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tegata.ground.act import Act
from tegata.rules.addresses import Address
from tegata.rules.invalidity import Move
from tegata.rules.life_events import LifeEvent
from tegata.rules.names import NotAName, kana_key, parse_kana, search_key
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.services.residents.models import (
    FormerVersion,
    HouseholdHead,
    Letter,
    Record,
    RecordColumns,
    ResidentCode,
)
from tegata.services.residents.permissions import Permission
from tegata.services.residents.rules.record import Household, Newcomer, RecordState, ResidentRecord

LAST = "\U0010ffff"
"""Sorts after every character of a key: keys that begin with p lie from p to below p + LAST."""

_EVENTS = {event.value: event for event in LifeEvent}


class UnknownResident(LookupError):
    """There is no resident record of this id or code."""

    def __init__(self) -> None:
        super().__init__("there is no such resident record; search again")


@dataclass(frozen=True, slots=True)
class Page:
    """Some records in the order of their keys. `after` asks for the next ones; None at the end."""

    records: tuple[ResidentRecord, ...]
    after: UUID | None


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter or message to a resident. `facts`: ids, days and codes."""

    letter_id: UUID
    resident_id: UUID
    kind: str
    facts: dict[str, str | int | bool]
    made_at: datetime
    printed_at: datetime | None
    read_at: datetime | None


def record(resident_id: UUID) -> ResidentRecord:
    """What is so now. Raises UnknownResident."""
    row = Record.objects.filter(resident_id=resident_id).first()
    if row is None:
        raise UnknownResident
    return value_of(row)


def version(resident_id: UUID) -> int:
    """The number of what is so now: whether it changed since. Raises UnknownResident."""
    found = Record.objects.filter(resident_id=resident_id).values_list("version", flat=True).first()
    if found is None:
        raise UnknownResident
    return found


def records(ids: Iterable[UUID]) -> dict[UUID, ResidentRecord]:
    """Records by id with one query; unknown ids are left out."""
    return {row.resident_id: value_of(row) for row in Record.objects.filter(resident_id__in=list(ids))}


def by_resident_code(code: str) -> ResidentRecord:
    """The record that has this code now. Raises UnknownResident."""
    entry = ResidentCode.objects.filter(code=code, retired=False).first()
    if entry is None:
        raise UnknownResident
    return record(entry.resident_id)


def household(resident_id: UUID) -> Household:
    """The person's household, the head first. Raises UnknownResident."""
    household_id = record(resident_id).household_id
    return Household(household_id, head_of(household_id), household_members(household_id))


def household_members(household_id: UUID) -> tuple[ResidentRecord, ...]:
    """Everybody who lives in a household, the head first."""
    gone = [RecordState.DEAD, RecordState.ERASED, RecordState.ABROAD]
    rows = Record.objects.filter(household_id=household_id).exclude(state__in=gone)
    return tuple(sorted(map(value_of, rows), key=lambda one: (not one.is_head, one.birth, one.resident_id)))


def head_of(household_id: UUID) -> UUID | None:
    """The head of a household, if it has one."""
    head = HouseholdHead.objects.filter(household_id=household_id).first()
    return head.resident_id if head else None


def history(resident_id: UUID) -> tuple[ResidentRecord, ...]:
    """Every version, the newest first. Raises UnknownResident."""
    former = FormerVersion.objects.filter(resident_id=resident_id).order_by("-version")
    return (record(resident_id), *(value_of(row) for row in former))


def day_of_event_moves(resident_id: UUID) -> tuple[Move, ...]:
    """Moves between municipalities, the oldest first, as rules.invalidity wants them; `carried_on` is left to the cards."""
    moves: list[Move] = []
    for version in reversed(history(resident_id)):
        moves = _with(moves, version)
    return tuple(moves)


def _with(moves: list[Move], version: ResidentRecord) -> list[Move]:
    day = version.event_day
    if version.event is LifeEvent.MOVE_OUT:
        earlier = [_moved_on(move, version) for move in moves]
        return [*earlier, Move(day)]
    if version.event is LifeEvent.MOVE_IN and moves and moves[-1].notified is None:
        return [*moves[:-1], Move(moves[-1].planned_departure, day, version.notice_day)]
    if version.event is LifeEvent.CORRECTION and version.planned_departure is None and moves:
        last = moves[-1]
        return moves if last.notified else moves[:-1]
    return moves


def _moved_on(move: Move, version: ResidentRecord) -> Move:
    if move.moved_on is not None:
        return move
    return Move(move.planned_departure, move.moved_in, move.notified, None, version.event_day)


def search(act: Act, town: str | None, text: str, after: UUID | None = None, limit: int = 20) -> Page:
    """Search one's own town, or (town None) the nation with the permission for it. Raises NotAllowed."""
    act.require(Permission.SEARCH_NATIONWIDE if town is None else Permission.READ, town)
    return matching(town, text, after, limit)


def matching(town: str | None, text: str, after: UUID | None = None, limit: int = 20) -> Page:
    """Records whose name, alias or former name, or whose reading begins with `text`; variants count as one.

    Kana finds readings, anything else finds writings. A range of an ordered index, whatever the number of residents.
    """
    searches = [_range(column, key, town) for column, key in _keys(text)]
    last = Record.objects.filter(resident_id=after).first() if after else None
    found: dict[UUID, tuple[str, UUID, Record]] = {}
    for column, query in searches:
        for row in _beyond(query, column, last)[: limit + 1]:
            found.setdefault(row.resident_id, (str(getattr(row, column)), row.resident_id, row))
    ordered = [row for *_, row in sorted(found.values(), key=lambda entry: entry[:2])]
    more = ordered[limit - 1].resident_id if len(ordered) > limit else None
    return Page(tuple(value_of(row) for row in ordered[:limit]), more)


def _keys(text: str) -> list[tuple[str, str]]:
    try:
        parse_kana(text)
    except NotAName:
        key = search_key(text)
        return [("name_key", key), ("other_key", key)] if key else []
    return [("kana_key", kana_key(text))]


def _range(column: str, key: str, town: str | None) -> tuple[str, QuerySet[Record]]:
    bounds = Record.objects.filter(**{f"{column}__gte": key, f"{column}__lt": key + LAST})
    within = bounds.filter(town=town) if town else bounds
    return column, within.order_by(column, "resident_id")


def _beyond(query: QuerySet[Record], column: str, last: Record | None) -> QuerySet[Record]:
    if last is None:
        return query
    key = getattr(last, column)
    same = Q(**{column: key, "resident_id__gt": last.resident_id})
    return query.filter(Q(**{f"{column}__gt": key}) | same)


def perhaps_same(newcomer: Newcomer) -> tuple[ResidentRecord, ...]:
    """Records of the nation with the same reading, birth date and sex: the same person, or a namesake."""
    rows = Record.objects.filter(
        kana_key=kana_key(newcomer.name.kana), birth=newcomer.birth, sex=newcomer.sex.value
    ).exclude(state=RecordState.DEAD)[:10]
    return tuple(value_of(row) for row in rows)


def letters(resident_id: UUID) -> tuple[SentLetter, ...]:
    """The resident's letters and messages, the newest first."""
    rows = Letter.objects.filter(resident_id=resident_id).order_by("-made_at", "-id")
    return tuple(_letter(row) for row in rows)


def letters_to_print(limit: int = 500) -> Iterator[SentLetter]:
    """Letters that are still to be printed, the oldest first."""
    for row in Letter.objects.filter(printed_at=None).order_by("made_at", "id")[:limit]:
        yield _letter(row)


def _letter(row: Letter) -> SentLetter:
    facts: dict[str, str | int | bool] = json.loads(row.facts)
    return SentLetter(row.id, row.resident_id, row.kind, facts, row.made_at, row.printed_at, row.read_at)


def value_of(row: RecordColumns) -> ResidentRecord:
    """A row as a value."""
    return ResidentRecord(
        resident_id=row.resident_id,
        version=row.version,
        state=RecordState(row.state),
        town=row.town,
        event=_EVENTS[row.event],
        event_day=row.event_day,
        notice_day=row.notice_day,
        since=row.since,
        name=row.name,
        kana=row.kana,
        roman=row.roman,
        birth=row.birth,
        sex=Sex(row.sex),
        place=Address(
            row.address_code,
            row.address_town,
            row.address_town_kana,
            row.address_block,
            row.address_building,
            row.postcode,
        ),
        resident_code=row.resident_code,
        household_id=row.household_id,
        is_head=row.is_head,
        relationship=row.relationship,
        former_name=row.former_name,
        former_name_kana=row.former_name_kana,
        alias=row.alias,
        alias_kana=row.alias_kana,
        residence=Residence(row.residence),
        nationality=row.nationality,
        stay_ends=row.stay_ends,
        register_town=row.register_town,
        planned_departure=row.planned_departure,
        destination=row.destination,
        substituted=row.substituted,
        synthetic=row.synthetic,
    )


def columns_of(value: ResidentRecord) -> dict[str, object]:
    """A value as columns; the inverse of value_of."""
    place = value.place
    columns: dict[str, object] = {name: getattr(value, name) for name in ResidentRecord.__slots__ if name != "place"}
    return {
        **columns,
        "address_code": place.code6,
        "address_town": place.town,
        "address_town_kana": place.town_kana,
        "address_block": place.block,
        "address_building": place.building,
        "postcode": place.postcode,
    }


def keys_of(value: ResidentRecord) -> dict[str, str]:
    """The search keys of a record."""
    return {
        "name_key": search_key(value.name),
        "kana_key": kana_key(value.kana),
        "other_key": search_key(value.alias or value.former_name),
    }
