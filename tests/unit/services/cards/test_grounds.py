"""The ten grounds with their clocks, from the resident record's events to the card; notices and warnings by the calendar."""

from datetime import date, timedelta

import pytest
from tests.offices import START, act, clock
from tests.unit.services.cards.living import (
    CHIYODA,
    KIYOSE,
    again,
    centre,
    days_later,
    held,
    in_stock,
    ordered,
    town,
    worker,
)
from tests.unit.services.residents import newcomers
from tests.unit.services.residents.newcomers import ALL, ELSEWHERE_IN_KIYOSE, registered

from tegata.ground import outbox
from tegata.ground.models import Event
from tegata.rules.expiry import NoteFieldFull
from tegata.rules.invalidity import Ground
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.services.applications.events import ApplicationClosed
from tegata.services.cards import actions, api, queries, tasks
from tegata.services.cards.api import CardFallen, CardRefused, CardView, State, Why
from tegata.services.cards.models import Card
from tegata.services.cards.permissions import Permission
from tegata.services.numbering.events import NumberChanged
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents
from tegata.services.residents.rules.events import Days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():  # type: ignore[no-untyped-def]
    yield
    clock.moment = START


def today() -> date:
    return worker().today


def clerk(code: str = KIYOSE):  # type: ignore[no-untyped-def]
    return act(*ALL, town=code)


def hear() -> None:
    while outbox.deliver(clock()):
        pass


def same_day() -> Days:
    return Days(today(), today())


def move_out(card: CardView) -> None:
    register.move_out(clerk(), card.resident_id, same_day(), "東京都千代田区")
    hear()


def move_in(card: CardView) -> None:
    register.move_in(clerk(CHIYODA), card.resident_id, same_day(), newcomers.CHIYODA)
    hear()


def daily() -> None:
    for task in (tasks.fall, tasks.notice, tasks.warn):
        task(worker())


def fate(card: CardView) -> tuple[State, Ground | None, Why | None]:
    now = again(card)
    return now.state, now.ground, now.why


ALIVE = (State.HANDED_OVER, None, None)


def test_death_and_departure_end_it_at_once() -> None:
    for event, ground, why in (
        (lambda who: register.death(clerk(), who, same_day()), Ground.DIED, Why.DIED),
        (lambda who: register.move_abroad(clerk(), who, same_day(), "フランス"), Ground.LEFT_JAPAN, Why.MOVED_ABROAD),
        (lambda who: register.erase(clerk(), who, same_day()), Ground.RECORD_ERASED, Why.OTHER),
        (
            lambda who: register.change_resident_code(clerk(), who, same_day()),
            Ground.RESIDENT_CODE_CORRECTED,
            Why.OTHER,
        ),
        (lambda who: outbox.announce(clock(), NumberChanged(who, KIYOSE, today())), Ground.NUMBER_CHANGED, Why.OTHER),
    ):
        card = held()
        event(card.resident_id)
        hear()
        assert fate(card) == (State.INVALID, ground, why)


def test_a_departure_to_come_ends_it_on_its_day() -> None:
    card = held()
    register.move_abroad(clerk(), card.resident_id, Days(today() + timedelta(days=10), today()), "フランス")
    hear()
    days_later(9)
    daily()
    assert fate(card) == ALIVE
    days_later(1)
    daily()
    assert fate(card) == (State.INVALID, Ground.LEFT_JAPAN, Why.MOVED_ABROAD)


def test_who_kept_the_card_abroad_keeps_it() -> None:
    card = held()
    register.move_abroad(clerk(), card.resident_id, same_day(), "フランス", keeps_card=True)
    hear()
    daily()
    assert fate(card) == ALIVE


def test_no_notice_of_moving_in_for_thirty_days() -> None:
    card = held()
    move_out(card)
    days_later(30)
    daily()
    assert fate(card) == ALIVE
    days_later(1)
    daily()
    assert fate(card) == (State.INVALID, Ground.MOVE_IN_NOT_NOTIFIED, Why.OTHER)


def test_a_notice_fifteen_days_after_moving_in_is_too_late() -> None:
    card = held()
    move_out(card)
    moved = today()
    days_later(15)
    register.move_in(clerk(CHIYODA), card.resident_id, Days(moved, today()), newcomers.CHIYODA)
    hear()
    assert fate(card) == (State.INVALID, Ground.MOVE_IN_NOT_NOTIFIED, Why.OTHER)


def test_ninety_days_to_carry_it_on_with_three_warnings() -> None:
    card = held()
    move_out(card)
    move_in(card)
    since = today()
    assert [duty.card_id for duty in api.open_duties(CHIYODA, since)] == [card.card_id]
    assert api.open_duties(KIYOSE, since) == []
    told = []
    for _ in range(90):
        days_later(1)
        daily()
        daily()
        told.append(len(residents.letters(card.resident_id)))
    assert [told.index(number) + 1 for number in (1, 2, 3)] == [30, 60, 83]
    assert fate(card) == ALIVE
    days_later(1)
    daily()
    assert fate(card) == (State.INVALID, Ground.NOT_CARRIED_ON, Why.OTHER)
    assert api.open_duties(CHIYODA, today()) == []


def test_carried_on_the_clock_stops() -> None:
    card = held()
    move_out(card)
    move_in(card)
    with pytest.raises(PermissionError):
        api.carried_on(town(KIYOSE), card.resident_id, card.card_id)
    api.carried_on(town(CHIYODA), card.resident_id, card.card_id)
    api.note_written(town(CHIYODA), card.resident_id, card.card_id, lines=1)
    assert (again(card).town, api.open_duties(CHIYODA, today())) == (CHIYODA, [])
    days_later(200)
    daily()
    assert fate(card) == ALIVE
    assert residents.letters(card.resident_id) == ()


def test_carried_on_before_the_event_was_heard() -> None:
    """The wizard does it all at once; the register's event arrives when it is done."""
    card = held()
    register.move_out(clerk(), card.resident_id, same_day(), "東京都千代田区")
    register.move_in(clerk(CHIYODA), card.resident_id, same_day(), newcomers.CHIYODA)
    api.carried_on(town(CHIYODA), card.resident_id, card.card_id)
    api.note_written(town(CHIYODA), card.resident_id, card.card_id, lines=1)
    hear()
    assert api.open_duties(CHIYODA, today()) == []
    assert again(card).rewrite_since is None


def test_carried_on_too_late_is_refused_even_before_the_worker_came() -> None:
    card = held()
    move_out(card)
    move_in(card)
    days_later(91)
    with pytest.raises(CardFallen, match="new one"):
        api.carried_on(town(CHIYODA), card.resident_id, card.card_id)


def test_moving_on_without_having_carried_it_on_ends_it() -> None:
    card = held()
    move_out(card)
    move_in(card)
    days_later(20)
    register.move_out(clerk(CHIYODA), card.resident_id, same_day(), "東京都清瀬市")
    hear()
    assert fate(card) == (State.INVALID, Ground.NOT_CARRIED_ON, Why.OTHER)


def test_a_move_within_the_town_is_owed_a_note_and_has_no_clock() -> None:
    card = held()
    register.move_within(clerk(), card.resident_id, same_day(), ELSEWHERE_IN_KIYOSE)
    hear()
    assert [duty.card_id for duty in api.open_duties(KIYOSE, today())] == [card.card_id]
    days_later(300)
    daily()
    assert fate(card) == ALIVE
    api.note_written(town(), card.resident_id, card.card_id, lines=1)
    assert api.open_duties(KIYOSE, today()) == []


def test_a_card_in_stock_of_a_town_left_behind_is_discarded() -> None:
    who = registered()
    card_id = in_stock(who)
    card = api.card(who, card_id)
    move_out(card)
    assert again(card).state is State.IN_STOCK
    move_in(card)
    assert fate(card) == (State.INVALID, Ground.RECORD_ERASED, Why.DISCARDED)


def test_a_card_not_made_yet_will_bear_the_new_number() -> None:
    who = registered()
    card = api.card(who, ordered(who))
    outbox.announce(clock(), NumberChanged(who, KIYOSE, today()))
    hear()
    assert again(card).state is State.ORDERED
    register.death(clerk(), who, same_day())
    hear()
    assert fate(card) == (State.INVALID, Ground.DIED, Why.DISCARDED)


def test_expiry_and_its_one_notice() -> None:
    card = held()
    assert card.expires == date(2035, 5, 6)
    days_later((date(2035, 2, 5) - today()).days)
    daily()
    assert residents.letters(card.resident_id) == ()
    assert not api.renewal_open(card, today())
    days_later(1)
    daily()
    daily()
    days_later(1)
    assert api.renewal_open(card, today())
    daily()
    assert [letter.kind for letter in residents.letters(card.resident_id)] == ["card expiring"]
    assert Event.objects.filter(kind="cards.CardExpiring").count() == 1
    days_later((date(2035, 5, 6) - today()).days)
    daily()
    assert fate(card) == ALIVE
    days_later(1)
    daily()
    assert fate(card) == (State.INVALID, Ground.EXPIRED, Why.EXPIRED)


def student(stay_ends: date):  # type: ignore[no-untyped-def]
    return registered(
        "JOHN SMITH",
        "ジョン スミス",
        residence=Residence.MID_TO_LONG_TERM,
        nationality="US",
        stay_ends=stay_ends,
        birth=date(2000, 2, 29),
        sex=Sex.MALE,
    )


def test_a_stay_ends_the_card_without_notice() -> None:
    card = held(student(date(2027, 3, 31)))
    assert card.expires == date(2027, 3, 31)
    days_later(364)
    daily()
    assert fate(card) == ALIVE
    days_later(1)
    daily()
    assert fate(card) == (State.INVALID, Ground.EXPIRED, Why.EXPIRED)
    assert residents.letters(card.resident_id) == ()


def test_an_extended_stay_does_not_extend_the_card_by_itself() -> None:
    """At most to the 10th birthday, on 28 February when it is no leap year's."""
    card = held(student(date(2027, 3, 31)))
    register.extend_stay(clerk(), card.resident_id, same_day(), Residence.MID_TO_LONG_TERM, date(2050, 3, 31))
    hear()
    assert again(card).expires == date(2027, 3, 31)
    with pytest.raises(NoteFieldFull):
        api.extend(town(), card.resident_id, card.card_id, lines=5)
    assert api.extend(town(), card.resident_id, card.card_id, lines=1) == date(2036, 2, 29)
    now = again(card)
    assert (now.expires, now.falls_on, now.note_lines) == (date(2036, 2, 29), date(2036, 3, 1), 1)
    row = Card.objects.get(id=card.card_id)
    assert row.notice_on == date(2035, 11, 29)


def test_a_full_note_field_asks_for_a_new_card() -> None:
    card = held()
    api.note_written(town(), card.resident_id, card.card_id, lines=4)
    with pytest.raises(NoteFieldFull):
        api.note_written(town(), card.resident_id, card.card_id, lines=5)
    assert card.expires is not None
    reason = api.new_card_reason(expires=card.expires, note_lines=again(card).note_lines, today=today())
    assert reason == "note field full"
    assert api.fee(reason).total == 0
    assert api.new_card_reason(expires=card.expires, note_lines=3, today=today()) is None


def test_an_order_ends_with_its_application_but_a_made_card_does_not() -> None:
    who = registered()
    one = api.card(who, ordered(who))
    outbox.announce(clock(), ApplicationClosed(who, one.application_id, KIYOSE, "cancelled", today()))
    hear()
    assert fate(one)[0] is State.INVALID
    with pytest.raises(CardRefused):
        api.made(centre(), who, one.card_id, serial="1", expires=today(), made_on=today(), maker=1)


def test_what_is_told_twice_is_done_once() -> None:
    card = held()
    for _ in range(2):
        actions.ended_by_event(worker(), card.resident_id, Ground.DIED, today())
    assert Event.objects.filter(kind="cards.CardInvalidated").count() == 1


def test_the_calendar_looks_by_index(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in "一二三四五六七八":
        held(registered(f"見本　{number}子", "ミホン ハナコ"))
    with django_assert_max_num_queries(1):
        assert queries.falling(today(), 10) == []


def test_a_town_entrusts_the_post_from_a_day_on() -> None:
    assert not api.post_office_renews(KIYOSE, today())
    actions.entrust(act(Permission.ENTRUST), KIYOSE, today() + timedelta(days=1))
    assert not api.post_office_renews(KIYOSE, today())
    assert api.post_office_renews(KIYOSE, today() + timedelta(days=1))


def test_a_card_that_cannot_be_ended_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task fails and is tried again; the others fell on their day."""
    first, second = held(), held(registered("見本　次郎", "ミホン ジロウ"))
    days_later(3650)
    do = actions.fall_due

    def stumble(act, resident_id, card_id):  # type: ignore[no-untyped-def]
        if card_id == first.card_id:
            raise LookupError("this one")
        return do(act, resident_id, card_id)

    monkeypatch.setattr(actions, "fall_due", stumble)
    with pytest.raises(LookupError):
        tasks.fall(worker())
    assert (again(first).state, again(second).state) == (State.HANDED_OVER, State.INVALID)
    monkeypatch.undo()
    tasks.fall(worker())
    assert again(first).state is State.INVALID
