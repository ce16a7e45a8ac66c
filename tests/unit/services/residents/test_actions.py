"""Life events of a resident record: what they change, what they keep, what they tell, and what they refuse."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.offices import START, act
from tests.unit.services.residents.newcomers import (
    ALL,
    CHIYODA,
    ELSEWHERE_IN_KIYOSE,
    KIYOSE,
    SAME_DAY,
    TODAY,
    newcomer,
    registered,
)

from tegata.ground import outbox
from tegata.ground.act import NotAllowed
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.models import AuditEntry, Delivery, Event
from tegata.rules.invalidity import Move
from tegata.rules.life_events import LifeEvent, NoticeTooEarly
from tegata.rules.names import name
from tegata.rules.residence import Residence
from tegata.services.residents import actions, api, queries
from tegata.services.residents.models import FormerVersion, ResidentCode
from tegata.services.residents.rules.events import Days, EventRefused, WrongDay, WrongState
from tegata.services.residents.rules.glyphs import Unprintable
from tegata.services.residents.rules.record import RecordState

pytestmark = pytest.mark.django_db
CLERK = act(*ALL)
CHIYODAS = act(*ALL, town="131016")


def test_a_newborn_is_registered_and_announced() -> None:
    mother = registered()
    house = api.record(mother).household_id
    child = newcomer("見本　一", "ミホン ハジメ", birth=date(2026, 3, 20), since=date(2026, 3, 20), household_id=house)
    entered = actions.register_birth(CLERK, replace(child, relationship="子"), TODAY)
    record = api.record(entered.resident_id)
    assert (record.event, record.version, record.town, entered.late) == (LifeEvent.BIRTH, 1, "132217", False)
    assert [one.resident_id for one in api.household(mother).members] == [mother, record.resident_id]
    assert api.by_resident_code(record.resident_code) == record
    assert [row.kind for row in Event.objects.filter(resident_id=record.resident_id)] == [
        "residents.ResidentRegistered",
        "residents.LifeEventRecorded",
    ]


def test_the_fifteenth_day_is_late_and_told() -> None:
    child = newcomer(birth=date(2026, 3, 18), since=date(2026, 3, 18))
    assert actions.register_birth(CLERK, child, TODAY).late
    other = newcomer("見本　次郎", "ミホン ジロウ", birth=date(2026, 3, 19), since=date(2026, 3, 19))
    assert not actions.register_birth(CLERK, other, TODAY).late


def test_the_same_person_is_not_registered_twice_by_mistake() -> None:
    first = registered()
    with pytest.raises(actions.PerhapsRegistered) as told:
        actions.register_first_move_in(CLERK, newcomer(), TODAY)
    assert [one.resident_id for one in told.value.records] == [first]
    assert actions.register_first_move_in(CLERK, newcomer(), TODAY, another_person=True).resident_id != first


def test_a_move_between_towns_leaves_the_facts_of_its_clocks() -> None:
    who = registered()
    actions.move_out(CLERK, who, Days(date(2026, 4, 10), TODAY), "東京都千代田区")
    assert api.record(who).state is RecordState.LEAVING
    assert api.day_of_event_moves(who) == (Move(date(2026, 4, 10)),)
    there = Days(date(2026, 4, 11), date(2026, 4, 12))
    actions.move_in(act(*ALL, town="131016", at=START + timedelta(days=11)), who, there, CHIYODA)
    record = api.record(who)
    assert (record.town, record.address, record.state) == (
        "131016",
        "東京都千代田区一番町２５番地",
        RecordState.RESIDENT,
    )
    assert api.day_of_event_moves(who) == (Move(date(2026, 4, 10), date(2026, 4, 11), date(2026, 4, 12)),)
    announced = Event.objects.filter(resident_id=who).last()
    assert announced is not None
    assert '"four_attributes": true' in announced.payload


def test_a_withdrawn_move_out_leaves_no_clock() -> None:
    who = registered()
    actions.move_out(CLERK, who, Days(date(2026, 4, 10), TODAY), "東京都千代田区")
    actions.withdraw_move_out(CLERK, who, SAME_DAY)
    assert api.day_of_event_moves(who) == ()
    with pytest.raises(EventRefused, match="no move-out"):
        actions.withdraw_move_out(CLERK, who, SAME_DAY)


def test_the_old_town_cannot_enter_what_happens_in_the_new_one() -> None:
    who = registered()
    actions.move_out(CLERK, who, SAME_DAY, "東京都千代田区")
    with pytest.raises(NotAllowed):
        actions.move_in(CLERK, who, SAME_DAY, CHIYODA)
    with pytest.raises(EventRefused, match="withdraw"):
        actions.move_in(CLERK, who, SAME_DAY, ELSEWHERE_IN_KIYOSE)
    actions.move_in(CHIYODAS, who, SAME_DAY, CHIYODA)
    with pytest.raises(NotAllowed):
        actions.move_within(CLERK, who, SAME_DAY, replace(CHIYODA, block="３番地"))


def test_a_move_within_keeps_the_old_address_in_the_history() -> None:
    who = registered()
    actions.move_within(CLERK, who, SAME_DAY, ELSEWHERE_IN_KIYOSE)
    new, old = api.history(who)
    assert (new.address, old.address) == (ELSEWHERE_IN_KIYOSE.line, KIYOSE.line)
    assert (new.version, old.version) == (2, 1)
    with pytest.raises(EventRefused, match="same"):
        actions.move_within(CLERK, who, SAME_DAY, ELSEWHERE_IN_KIYOSE)
    with pytest.raises(EventRefused, match="another municipality"):
        actions.move_within(CLERK, who, SAME_DAY, CHIYODA)


def test_the_dead_stay_dead_and_nothing_of_them_is_lost() -> None:
    who = registered()
    actions.death(CLERK, who, SAME_DAY)
    for event in (actions.death, actions.erase, actions.change_resident_code):
        with pytest.raises(WrongState):
            event(CLERK, who, SAME_DAY)
    assert [one.event for one in api.history(who)] == [LifeEvent.DEATH, LifeEvent.MOVE_IN]
    assert api.household(who).members == ()


def test_abroad_and_back() -> None:
    who = registered(register_town="131016")
    leaving = Days(date(2026, 4, 20), TODAY)
    actions.move_abroad(CLERK, who, leaving, "オーストリア", keeps_card=True)
    gone = api.record(who)
    assert (gone.state, gone.town, gone.address) == (RecordState.ABROAD, "131016", "国外")
    assert gone.event is LifeEvent.MOVE_ABROAD_KEEPING_CARD
    back = Days(date(2026, 5, 30), date(2026, 5, 31))
    actions.return_from_abroad(act(*ALL, at=START + timedelta(days=60)), who, back, KIYOSE)
    assert (api.record(who).state, api.record(who).since) == (RecordState.RESIDENT, date(2026, 5, 30))


def test_a_foreigner_who_leaves_is_erased() -> None:
    who = registered(
        "SAMPLE MARIA", "サンプル マリア", residence=Residence.MID_TO_LONG_TERM, nationality="ブラジル",
        stay_ends=date(2028, 3, 31),
    )  # fmt: skip
    actions.set_alias(CLERK, who, SAME_DAY, "見本　マリア", "ミホン マリア")
    actions.extend_stay(CLERK, who, SAME_DAY, Residence.MID_TO_LONG_TERM, date(2031, 3, 31))
    assert api.record(who).stay_ends == date(2031, 3, 31)
    with pytest.raises(EventRefused, match="national"):
        actions.set_former_name(CLERK, who, SAME_DAY, "山田", "ヤマダ")
    actions.move_abroad(CLERK, who, SAME_DAY, "ブラジル")
    assert api.record(who).state is RecordState.ERASED


def test_names_change_and_what_was_stays() -> None:
    who = registered()
    actions.change_name(CLERK, who, SAME_DAY, name("山田　花子", "ヤマダ ハナコ"))
    actions.set_former_name(CLERK, who, SAME_DAY, "見本", "ミホン")
    assert [one.name for one in api.history(who)] == ["山田　花子", "山田　花子", "見本　花子"]
    assert [one.resident_id for one in queries.matching("132217", "山田").records] == [who]
    assert [one.resident_id for one in queries.matching("132217", "見本").records] == [who]


def test_a_correction_needs_its_permission_and_shows_in_the_history() -> None:
    who = registered()
    right = date(1990, 5, 16)
    with pytest.raises(NotAllowed):
        actions.correct(act("residents:event:record"), who, SAME_DAY, lambda record: replace(record, birth=right))
    actions.correct(CLERK, who, SAME_DAY, lambda record: replace(record, birth=right))
    assert [one.birth for one in api.history(who)] == [right, date(1990, 5, 6)]


def test_a_resident_code_is_never_given_again() -> None:
    who = registered()
    old = api.record(who).resident_code
    actions.change_resident_code(CLERK, who, SAME_DAY)
    new = api.record(who).resident_code
    assert new != old
    assert ResidentCode.objects.get(code=old).retired
    with pytest.raises(api.UnknownResident):
        api.by_resident_code(old)
    assert api.by_resident_code(new).resident_id == who


def test_who_comes_second_is_told_and_overwrites_nothing() -> None:
    who = registered()
    shown = api.record(who).version
    actions.move_within(CLERK, who, SAME_DAY, ELSEWHERE_IN_KIYOSE, shown=shown)
    with pytest.raises(ChangedMeanwhile):
        actions.change_name(CLERK, who, SAME_DAY, name("山田　花子", "ヤマダ ハナコ"), shown=shown)
    assert (api.record(who).version, api.record(who).name) == (2, "見本　花子")


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (Days(date(2026, 4, 2), date(2026, 4, 2)), "notice is in the future"),
        (Days(date(2026, 4, 2), TODAY), "event is in the future"),
        (Days(date(1980, 1, 1), TODAY), "before the birth"),
    ],
)
def test_days_that_cannot_be(days: Days, fault: str) -> None:
    who = registered()
    with pytest.raises(WrongDay, match=fault):
        actions.move_within(CLERK, who, days, ELSEWHERE_IN_KIYOSE)
    assert FormerVersion.objects.count() == 0


def test_notice_is_not_given_before_the_event() -> None:
    who = registered()
    with pytest.raises(NoticeTooEarly):
        actions.move_within(CLERK, who, Days(TODAY, date(2026, 3, 31)), ELSEWHERE_IN_KIYOSE)


def test_what_the_card_cannot_print_is_refused_with_its_place_and_a_way_out() -> None:
    who = registered()
    with pytest.raises(Unprintable, match=r"character 2 \(U\+908A U\+E01EF\)") as told:
        actions.change_name(CLERK, who, SAME_DAY, name("渡邊\U000e01ef　花子", "ワタナベ ハナコ"))
    assert "花子" not in str(told.value)
    assert told.value.substitute == "渡邊　花子"
    actions.change_name(CLERK, who, SAME_DAY, name("渡邊　花子", "ワタナベ ハナコ"), substituted=True)
    assert api.record(who).substituted


def test_a_household_has_one_head_and_the_only_grown_up_succeeds() -> None:
    head = registered()
    house = api.record(head).household_id
    spouse = registered("見本　太郎", "ミホン タロウ", household_id=house, relationship="夫")
    with pytest.raises(EventRefused, match="has a head"):
        actions.change_household(CLERK, spouse, SAME_DAY, household_id=house)
    registered("見本　一", "ミホン ハジメ", birth=date(2020, 1, 1), household_id=house, relationship="子")
    actions.death(CLERK, head, SAME_DAY)
    outbox.deliver(START)
    assert not Delivery.objects.exists()
    assert api.household(spouse).head == spouse
    assert [one.relationship for one in api.household(spouse).members] == ["世帯主", "子"]


def test_two_grown_ups_decide_themselves_who_is_head() -> None:
    head = registered()
    house = api.record(head).household_id
    one, _ = (registered(f"見本　{sign}", "ミホン アイ", household_id=house, relationship="子") for sign in "愛藍")
    actions.death(CLERK, head, SAME_DAY)
    outbox.deliver(START)
    assert api.household(one).head is None
    actions.change_head(CLERK, one, SAME_DAY, "子")
    assert api.household(one).head == one


def test_a_household_of_another_town_cannot_be_joined() -> None:
    stranger = registered(place=CHIYODA)
    with pytest.raises(EventRefused, match="no such household"):
        registered("見本　太郎", "ミホン タロウ", household_id=api.record(stranger).household_id, relationship="夫")


def test_the_audit_names_the_act_and_nothing_personal() -> None:
    who = registered()
    actions.change_name(CLERK, who, SAME_DAY, name("山田　花子", "ヤマダ ハナコ"))
    actions.look_at(CLERK, who)
    entries = AuditEntry.objects.filter(subject=who)
    assert [entry.verb for entry in entries.order_by("chain", "number")] == [
        "residents name-change",
        "residents record read",
        "residents move-in",
    ]
    written = "".join(f"{entry.facts}{entry.thing}{entry.verb}" for entry in entries)
    assert not {"山田", "花子", "ヤマダ", api.record(who).resident_code} & {written}
    assert all(word not in written for word in ("山田", "花子", "ハナコ", api.record(who).resident_code))


def test_letters_wait_to_be_printed_and_read() -> None:
    who = registered()
    letter = api.tell(CLERK, who, "number notice", {"day": "2026-04-01"})
    assert [one.letter_id for one in api.letters_to_print()] == [letter]
    api.letter_printed(CLERK, who, letter)
    api.letters_read(CLERK, who)
    assert list(api.letters_to_print()) == []
    assert api.letters(who)[0].read_at == START
