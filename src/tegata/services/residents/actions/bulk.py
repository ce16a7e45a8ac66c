"""Many residents at once: a sandbox, a load test, a register that is taken over. COPY on PostgreSQL, inserts on SQLite.

The same rules as for one newcomer, but doubles are not looked for and nobody's notice is late. One transaction, one audit
entry, one announcement each.
"""

import secrets
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from django.db import connection, transaction

from tegata.chip.personalisation.glyphs import coverage
from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.copying import NULL, can_copy, copy_lines
from tegata.ground.ids import new_id
from tegata.rules.addresses import Address
from tegata.rules.life_events import LifeEvent
from tegata.rules.names import ITERATION_MARKS, SPACE, kana_key, search_key
from tegata.rules.numbers import parse_resident_code
from tegata.rules.residence import Residence
from tegata.services.residents import queries
from tegata.services.residents.events import ResidentRegistered
from tegata.services.residents.models import SEARCH_INDEXES, HouseholdHead, Record, ResidentCode
from tegata.services.residents.permissions import Permission
from tegata.services.residents.rules import events as rules
from tegata.services.residents.rules.codes import Below, draw_code
from tegata.services.residents.rules.events import Days
from tegata.services.residents.rules.glyphs import require_printable
from tegata.services.residents.rules.record import Newcomer, ResidentRecord

CHUNK = 5000
COLUMNS = (
    "resident_id", "id", "version", "state", "town", "event", "event_day", "notice_day", "entered_at", "entered_by", "since",
    "name", "kana", "roman", "former_name", "former_name_kana", "alias", "alias_kana", "birth", "sex", "residence",
    "nationality", "stay_ends", "address_code", "address_town", "address_town_kana", "address_block", "address_building",
    "postcode", "resident_code", "household_id", "is_head", "relationship", "register_town", "planned_departure",
    "destination", "substituted", "synthetic", "name_key", "kana_key", "other_key",
)  # fmt: skip


@transaction.atomic
def bulk_register(act: Act, people: Iterable[Newcomer]) -> int:
    """Register people who were residents before: `since` is the day of the event and of the notice.

    Returns how many. Raises NotAllowed, EventRefused, InvalidNumber, Unprintable; then none of them is registered.
    """
    act.require(Permission.SEED)
    later = can_copy() and not Record.objects.exists()
    if later:
        _without_search_indexes()
    count, used, stream = 0, _UsedCodes(), iter(people)
    while chunk := list(islice(stream, CHUNK)):
        _register(act, chunk, used)
        count += len(chunk)
    if later:
        _with_search_indexes()
    audit.record(act, "residents bulk registered", facts={"residents": count})
    return count


class _UsedCodes:
    """Codes that were given: those of this run are remembered, those of the directory asked for if there are any."""

    def __init__(self) -> None:
        self.directory = ResidentCode.objects.exists()
        self.ours: set[str] = set()

    def codes(self, chunk: list[Newcomer]) -> list[str]:
        """Each newcomer's code: the one that was given, else a fresh one."""
        given = [parse_resident_code(one.resident_code) if one.resident_code else "" for one in chunk]
        self.ours.update(given)
        return [code or self.fresh(secrets.randbelow) for code in given]

    def fresh(self, below: Below) -> str:
        while (code := draw_code(below)) in self.ours or self._in_directory(code):
            pass
        self.ours.add(code)
        return code

    def _in_directory(self, code: str) -> bool:
        return self.directory and ResidentCode.objects.filter(code=code).exists()


def _register(act: Act, chunk: list[Newcomer], used: _UsedCodes) -> None:
    records = [_first(act, newcomer, code) for newcomer, code in zip(chunk, used.codes(chunk), strict=True)]
    _require_printable(records)
    if can_copy():
        _copy(act, records)
    else:
        _insert(act, records)
    outbox.announce_all(act.at, [ResidentRegistered(one.resident_id, one.town, one.since) for one in records])


def _first(act: Act, newcomer: Newcomer, code: str) -> ResidentRecord:
    event = _event_of(newcomer)
    rules.check_days(event, Days(newcomer.since, newcomer.since), newcomer.birth, act.today)
    resident_id, household_id = newcomer.resident_id or new_id(act.at), newcomer.household_id or new_id(act.at)
    return rules.first_record(newcomer, resident_id, household_id, code, event, newcomer.since)


def _event_of(newcomer: Newcomer) -> LifeEvent:
    if newcomer.residence is not Residence.NATIONAL:
        return LifeEvent.BECAME_FOREIGN_RESIDENT
    return LifeEvent.BIRTH if newcomer.since == newcomer.birth else LifeEvent.MOVE_IN


def _require_printable(records: list[ResidentRecord]) -> None:
    """Only texts with a letter that is not plainly in the font (a variation, a missing glyph) are looked at one by one."""
    font = coverage()
    lines = {place: place.line for place in {one.place for one in records}}
    names = [text for one in records for text in (one.name, one.former_name, one.alias)]
    letters = set("".join([*names, *lines.values()]))
    odd = {letter for letter in letters if not letter.isspace() and ord(letter) not in font.characters}
    if not odd:
        return
    for one in records:
        texts = {"name": one.name, "former_name": one.former_name, "alias": one.alias, "address": lines[one.place]}
        for field, text in texts.items():
            if not odd.isdisjoint(text):
                require_printable(field, text, font)


def _insert(act: Act, records: list[ResidentRecord]) -> None:
    ResidentCode.objects.bulk_create(
        ResidentCode(code=one.resident_code, resident_id=one.resident_id) for one in records
    )
    HouseholdHead.objects.bulk_create(
        HouseholdHead(household_id=one.household_id, resident_id=one.resident_id) for one in records if one.is_head
    )
    Record.objects.bulk_create(
        Record(
            id=one.resident_id,
            entered_at=act.at,
            entered_by=act.actor,
            **queries.columns_of(one),
            **queries.keys_of(one),
        )
        for one in records
    )


def _copy(act: Act, records: list[ResidentRecord]) -> None:
    codes = (f"{one.resident_code}\t{one.resident_id}\tf" for one in records)
    heads = (f"{one.household_id}\t{one.resident_id}" for one in records if one.is_head)
    entered = f"{act.at.isoformat()}\t{act.actor}"
    copy_lines("residents_residentcode", ("code", "resident_id", "retired"), codes)
    copy_lines("residents_householdhead", ("household_id", "resident_id"), heads)
    copy_lines("residents_record", COLUMNS, (_line(one, entered) for one in records))


def _line(one: ResidentRecord, entered: str) -> str:
    """A row of residents_record in the order of COLUMNS."""
    who, day = str(one.resident_id), one.event_day.isoformat()
    other = search_key(one.alias or one.former_name) if one.alias or one.former_name else ""
    return (
        f"{who}\t{who}\t1\t{one.state.value}\t{one.town}\t{one.event.value}\t{day}\t{day}\t{entered}\t{day}\t"
        f"{one.name}\t{one.kana}\t{one.roman}\t{one.former_name}\t{one.former_name_kana}\t{one.alias}\t{one.alias_kana}\t"
        f"{one.birth.isoformat()}\t{one.sex.value}\t{one.residence.value}\t{one.nationality}\t{one.stay_ends or NULL}\t"
        f"{_place(one.place)}\t{one.resident_code}\t{one.household_id}\t{one.is_head}\t{one.relationship}\t"
        f"{one.register_town}\t{NULL}\t\t{one.substituted}\t{one.synthetic}\t"
        f"{_key(one.name)}\t{_kana_key(one.kana)}\t{other}"
    )


@lru_cache(maxsize=1024)
def _place(place: Address) -> str:
    return "\t".join((place.code6, place.town, place.town_kana, place.block, place.building, place.postcode))


def _key(written: str) -> str:
    """search_key part by part: names of the country's size are made of few parts."""
    if any(mark in written for mark in ITERATION_MARKS):
        return search_key(written)
    return "".join(map(_part_key, written.split(SPACE)))


def _kana_key(kana: str) -> str:
    return "".join(map(_part_kana_key, kana.split(SPACE)))


_part_key = lru_cache(maxsize=1 << 16)(search_key)
_part_kana_key = lru_cache(maxsize=1 << 16)(kana_key)


def _without_search_indexes() -> None:
    """An index is built faster than it is filled (a table that is empty has no readers to miss it)."""
    with connection.schema_editor(atomic=False) as editor:
        for index in SEARCH_INDEXES:
            editor.remove_index(Record, index)


def _with_search_indexes() -> None:
    with connection.schema_editor(atomic=False) as editor:
        for index in SEARCH_INDEXES:
            editor.add_index(Record, index)
