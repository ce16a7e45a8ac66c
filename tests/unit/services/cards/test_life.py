"""The life of cards through the room's door: who may do what when, and what other rooms hear of it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.offices import START, act, clock
from tests.unit.services.cards.living import (
    CHIYODA,
    again,
    centre,
    days_later,
    held,
    holder,
    hotline,
    in_stock,
    made,
    ordered,
    town,
    worker,
)
from tests.unit.services.residents.newcomers import registered

from tegata.ground.act import NotAllowed
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.models import AuditEntry, Event
from tegata.ground.offices import Office
from tegata.rules.invalidity import Ground
from tegata.services.applications.events import ApplicationAccepted
from tegata.services.cards import actions, api, tasks
from tegata.services.cards.api import CardFallen, CardRefused, NotThisOffice, ReturnCause, State, Why
from tegata.services.cards.models import Card

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.moment = START


def announced(name: str) -> int:
    return Event.objects.filter(kind=f"cards.{name}").count()


def test_from_order_to_shredder() -> None:
    card = held()
    assert (card.serial, card.handed_over_on, card.version) == (again(card).serial, worker().today, 5)
    assert api.by_serial(card.serial) == api.by_card_id(card.card_id) == card
    api.returned(town(), card.resident_id, card.card_id, ReturnCause.WISH)
    api.destroyed(town(), card.resident_id, card.card_id)
    line = api.life_line(card.resident_id, card.card_id)
    assert [step.verb for step in line] == [
        "order", "make", "ship", "arrive", "hand over", "take back", "destroy",
    ]  # fmt: skip
    assert [step.number for step in line] == list(range(1, 8))
    assert AuditEntry.objects.filter(subject=card.resident_id, verb__startswith="cards").count() == 7
    assert [announced(name) for name in ("CardOrdered", "CardMade", "CardHandedOver", "CardInvalidated")] == [1] * 4


def test_an_accepted_application_heard_twice_is_one_card() -> None:
    who = registered()
    card_id = ordered(who)
    (card,) = api.cards_of(who)
    assert card.card_id == card_id

    event = ApplicationAccepted(who, card.application_id, card.town, card.received, "first", "collection", False)
    assert actions.order(worker(), event) == card_id
    assert len(api.cards_of(who)) == announced("CardOrdered") == 1


def test_a_renewal_takes_the_old_card_with_it() -> None:
    old = held()
    new = held(old.resident_id, reason="renewal")
    assert (again(old).state, again(old).why, again(old).ground) == (State.INVALID, Why.RENEWED, Ground.RETURNED)
    assert api.held_card(old.resident_id) == new
    first = [row.payload for row in Event.objects.filter(kind="cards.CardHandedOver").order_by("id")]
    assert ['"first": true' in payload for payload in first] == [True, False]


def test_the_database_itself_refuses_a_second_held_card() -> None:
    card = held()
    other = in_stock(card.resident_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(resident_id=card.resident_id, id=other).update(state="suspended")


def test_a_lost_card_is_stopped_and_then_replaced() -> None:
    card = held()
    api.suspend(hotline(), card.resident_id, card.card_id)
    assert not again(card).is_valid_on(worker().today)
    with pytest.raises(CardRefused, match="its use is stopped"):
        api.suspend(hotline(), card.resident_id, card.card_id)
    held(card.resident_id, reason="reissue")
    assert again(card).why is Why.LOST


def test_a_found_card_is_started_again_by_its_town_only() -> None:
    card = held()
    api.suspend(holder(card.resident_id), card.resident_id, card.card_id)
    with pytest.raises(NotThisOffice):
        api.resume(hotline(), card.resident_id, card.card_id)
    with pytest.raises(NotThisOffice):
        api.resume(holder(card.resident_id), card.resident_id, card.card_id)
    with pytest.raises(NotAllowed):
        api.resume(town(CHIYODA), card.resident_id, card.card_id)
    api.resume(town(), card.resident_id, card.card_id)
    assert again(card).is_valid_on(worker().today)


def test_nobody_stops_anothers_card() -> None:
    card = held()
    with pytest.raises(NotAllowed):
        api.suspend(holder(uuid4()), card.resident_id, card.card_id)
    with pytest.raises(NotAllowed):
        api.suspend(town(CHIYODA), card.resident_id, card.card_id)
    assert again(card) == card


def test_two_clerks_at_once_one_is_told() -> None:
    card = held()
    api.returned(town(), card.resident_id, card.card_id, ReturnCause.LOST, shown=card.version)
    with pytest.raises(ChangedMeanwhile):
        api.suspend(town(), card.resident_id, card.card_id, shown=card.version)


def test_invalid_is_final() -> None:
    card = held()
    api.return_ordered(town(), card.resident_id, card.card_id)
    for verb in (api.resume, api.suspend, api.carried_on, api.handed_over, api.discard, api.return_ordered):
        with pytest.raises(CardRefused):
            verb(town(), card.resident_id, card.card_id)
    assert again(card).state is State.INVALID


def test_an_expiry_that_is_not_the_laws_is_not_taken() -> None:
    who = registered()
    card_id = ordered(who)
    today = worker().today
    with pytest.raises(CardRefused, match="by law"):
        api.made(centre(), who, card_id, serial="1" * 16, expires=today, made_on=today, maker=1)
    assert api.card(who, card_id).state is State.ORDERED


def test_a_serial_number_is_one_cards() -> None:
    first = held()
    who = registered("見本　次郎", "ミホン ジロウ")
    card_id = ordered(who)
    today = worker().today
    assert first.expires is not None
    with pytest.raises(api.SerialTaken):
        api.made(centre(), who, card_id, serial=first.serial, expires=first.expires, made_on=today, maker=1)


def test_a_card_told_made_twice_is_one() -> None:
    who = registered()
    card_id = made(who)
    card = api.card(who, card_id)
    assert card.expires is not None
    api.made(centre(), who, card_id, serial=card.serial, expires=card.expires, made_on=worker().today, maker=1)
    assert (api.card(who, card_id), announced("CardMade")) == (card, 1)


def test_a_card_for_the_counter_is_not_delivered_by_post() -> None:
    who = registered()
    card_id = made(who)
    api.shipped(centre(), who, card_id)
    with pytest.raises(CardRefused, match="at the counter"):
        api.delivered(centre(), who, card_id)
    api.arrived(town(), who, card_id)
    assert api.card(who, card_id).in_stock_since == worker().today


def test_recipient_only_mail_brings_a_card_to_its_holder() -> None:
    who = registered()
    card_id = made(who, handover="post")
    api.shipped(centre(), who, card_id)
    api.delivered(centre(), who, card_id)
    assert api.card(who, card_id).state is State.HANDED_OVER


def test_what_runs_out_tonight_cannot_be_done_tomorrow() -> None:
    """Even before the worker came round to end the card."""
    card = held()
    assert card.falls_on is not None
    api.suspend(hotline(), card.resident_id, card.card_id)
    clock.forward(days=(card.falls_on - worker().today).days)
    with pytest.raises(CardFallen):
        api.resume(town(), card.resident_id, card.card_id)


@pytest.mark.parametrize("office", [Office.POST_OFFICE, Office.HOTLINE, Office.AUDIT, Office.PUBLIC, Office.AUTHORITY])
def test_other_offices_have_no_hand_in_it(office: Office) -> None:
    who = registered()
    card_id = in_stock(who)
    stranger = act(office=office, town=None, who="x")
    verbs = [api.shipped, api.arrived, api.destroyed, api.return_ordered, api.resume]
    if office is not Office.HOTLINE:  # two of its people end stolen cards that nobody had yet
        verbs.append(api.discard)
    for verb in verbs:
        with pytest.raises((NotThisOffice, NotAllowed)):
            verb(stranger, who, card_id)


def test_a_year_in_stock_and_no_longer() -> None:
    who = registered()
    card_id = in_stock(who)
    days_later(365)
    tasks.fall(worker())
    assert api.card(who, card_id).state is State.IN_STOCK
    days_later(1)
    tasks.fall(worker())
    card = api.card(who, card_id)
    assert (card.state, card.why) == (State.INVALID, Why.DISCARDED)
    assert card.invalid_on == worker().today
    assert timedelta(days=366) == worker().today - (card.in_stock_since or worker().today)
