"""Card invalidated by a forgotten notice: Yanai-shi (published 2023-10-20) left out part of a move-in, and cards fell.

A card falls by law on a day that is known from the start: it is on the card's record, its holder is told before, the day's task
ends it on that day and not on another, and until then the step that was forgotten can be made good.

Guard taken away (the days that run not kept by `steps.keep`, or no warning): the tests fail.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.offices import START, act, clock
from tests.unit.services.cards.living import CHIYODA, again, days_later, held, town, worker
from tests.unit.services.residents import newcomers
from tests.unit.services.residents.newcomers import ALL

from tegata.ground import outbox
from tegata.rules.invalidity import Ground
from tegata.services.cards import api, tasks
from tegata.services.cards.api import CardView, State
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents
from tegata.services.residents.rules.events import Days

pytestmark = pytest.mark.django_db


@pytest.fixture
def forgotten() -> Iterator[CardView]:
    """Moved out and in; the notice of carrying the card on was left out."""
    card = held()
    today = Days(worker().today, worker().today)
    register.move_out(act(*ALL), card.resident_id, today, "東京都千代田区")
    register.move_in(act(*ALL, town=CHIYODA), card.resident_id, today, newcomers.CHIYODA)
    while outbox.deliver(clock()):
        pass
    yield card
    clock.moment = START


def test_the_day_and_the_ground_are_known_from_the_start(forgotten: CardView) -> None:
    now = again(forgotten)
    assert (now.falls_on, now.falls_by) == (worker().today + timedelta(days=91), Ground.NOT_CARRIED_ON)


def test_made_good_on_the_last_day_it_does_not_fall(forgotten: CardView) -> None:
    days_later(90)
    tasks.warn(worker())
    tasks.fall(worker())
    assert residents.letters(forgotten.resident_id)
    api.carried_on(town(CHIYODA), forgotten.resident_id, forgotten.card_id)
    days_later(1)
    tasks.fall(worker())
    assert again(forgotten).is_valid_on(worker().today)


def test_a_worker_that_rested_ends_it_on_the_laws_day(forgotten: CardView) -> None:
    days_later(120)
    assert not again(forgotten).is_valid_on(worker().today)
    tasks.fall(worker())
    now = again(forgotten)
    assert (now.state, now.ground) == (State.INVALID, Ground.NOT_CARRIED_ON)
    assert now.invalid_on == worker().today - timedelta(days=29)
