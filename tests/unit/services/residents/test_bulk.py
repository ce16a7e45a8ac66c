"""Many at once is the same as one by one: same rows, same keys, same refusals, all or nobody."""

from dataclasses import replace
from datetime import date

import pytest
from tests.offices import START, act
from tests.unit.services.residents.newcomers import ALL, CHIYODA, TODAY, newcomer

from tegata.ground import outbox
from tegata.ground.act import NotAllowed
from tegata.ground.ids import new_id
from tegata.ground.models import AuditEntry, Delivery, Event
from tegata.rules.numbers import resident_code_check_digit
from tegata.rules.residence import Residence
from tegata.services.residents import actions, api, queries
from tegata.services.residents.models import Record, ResidentCode
from tegata.services.residents.rules.events import EventRefused
from tegata.services.residents.rules.glyphs import Unprintable
from tegata.services.residents.rules.record import Newcomer

pytestmark = pytest.mark.django_db
SEEDER = act(*ALL, town=None)
CODE = "9900000000" + resident_code_check_digit("9900000000")


def family() -> list[Newcomer]:
    house = new_id(START)
    foreigner = {"residence": Residence.PERMANENT, "nationality": "ブラジル", "alias": "見本　マリア"}
    return [
        newcomer("佐々木　花子", "ササキ ハナコ", household_id=house, is_head=True, resident_code=CODE),
        newcomer("見本　々子", "ミホン ノマコ", household_id=house, relationship="子", former_name="渡邊"),
        newcomer("SAMPLE MARIA", "サンプル マリア", place=CHIYODA, **foreigner),
        newcomer("見本\\　一", "ミホン ハジメ", birth=date(2026, 3, 30)),
    ]


def test_rows_are_those_of_a_single_entry() -> None:
    people = [replace(one, resident_id=new_id(START)) for one in family()]
    assert actions.bulk_register(SEEDER, people) == 4
    for one in people:
        assert one.resident_id
        row = Record.objects.get(resident_id=one.resident_id)
        value = queries.value_of(row)
        assert {name: getattr(row, name) for name in queries.keys_of(value)} == queries.keys_of(value)
        assert (value.name, value.kana, value.place) == (one.name.written, one.name.kana, one.place)
        assert (row.entered_at, row.entered_by) == (START, "staff:clerk")
        assert api.by_resident_code(value.resident_code) == value
    heads = [api.household(one.resident_id).head for one in people if one.resident_id]
    assert heads == [people[0].resident_id, people[0].resident_id, people[2].resident_id, people[3].resident_id]
    assert Record.objects.get(resident_id=people[0].resident_id).resident_code == CODE
    assert [one.name for one in queries.matching("132217", "渡辺").records] == ["見本　々子"]


def test_each_is_announced_and_the_batch_audited_once() -> None:
    many = [newcomer(resident_id=new_id(START)) for _ in range(outbox.MANY + 1)]
    actions.bulk_register(SEEDER, many)
    assert AuditEntry.objects.count() == 1
    events = Event.objects.filter(kind="residents.ResidentRegistered")
    assert {event.resident_id for event in events} == {one.resident_id for one in many}
    heard = Delivery.objects.filter(handler="numbering.assignment")
    assert {row.event.resident_id for row in heard.select_related("event")} == {one.resident_id for one in many}
    outbox.deliver(START, limit=1)
    assert heard.count() < len(many)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (newcomer(since=date(2026, 4, 2)), EventRefused),
        (newcomer(residence=Residence.PERMANENT), EventRefused),
        (newcomer("渡邊\U000e01ef", "ワタナベ"), Unprintable),
    ],
)
def test_one_bad_one_and_nobody_is_registered(bad: Newcomer, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        actions.bulk_register(SEEDER, [*family(), bad])
    assert not Record.objects.exists()
    assert not ResidentCode.objects.exists()
    assert not Event.objects.exists()


def test_it_needs_its_permission_and_works_beside_people_who_are_there() -> None:
    with pytest.raises(NotAllowed):
        actions.bulk_register(act("residents:event:record"), family())
    there = actions.register_first_move_in(SEEDER, newcomer(), TODAY)
    actions.bulk_register(SEEDER, family())
    assert Record.objects.count() == 5
    assert api.record(there.resident_id).version == 1
