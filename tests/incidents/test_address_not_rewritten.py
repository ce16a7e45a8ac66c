"""Address not rewritten after a move: Yokohama Naka-ku (published 2023-10-20) and Ishinomaki (2023-11-29).

A holder moved in, the clerk entered the move and forgot the card. After 90 days, or when the holder moved on, it was invalid. Here
the counter's list of the same day names the card, three letters go out, and what is late is told, not done silently.

Guard taken away (`rewrite_since` of rules.py answering None): the list is empty and no letter is sent; both tests fail.
"""

from collections.abc import Iterator

import pytest
from tests.offices import START, act, clock
from tests.unit.services.cards.living import CHIYODA, again, days_later, held, town, worker
from tests.unit.services.residents import newcomers
from tests.unit.services.residents.newcomers import ALL

from tegata.ground import outbox
from tegata.services.cards import api, tasks
from tegata.services.cards.api import CardView
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents
from tegata.services.residents.rules.events import Days

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved_in() -> Iterator[CardView]:
    """A holder whose move was entered today, and whose card nobody touched."""
    card = held()
    today = Days(worker().today, worker().today)
    register.move_out(act(*ALL), card.resident_id, today, "東京都千代田区")
    register.move_in(act(*ALL, town=CHIYODA), card.resident_id, today, newcomers.CHIYODA)
    while outbox.deliver(clock()):
        pass
    yield card
    clock.moment = START


def test_the_same_day_the_counter_sees_whom_it_forgot(moved_in: CardView) -> None:
    (duty,) = api.open_duties(CHIYODA, worker().today)
    assert (duty.card_id, duty.since) == (moved_in.card_id, worker().today)
    api.carried_on(town(CHIYODA), moved_in.resident_id, moved_in.card_id)
    assert [duty.card_id for duty in api.open_duties(CHIYODA, worker().today)] == [moved_in.card_id]  # the face is left
    api.note_written(town(CHIYODA), moved_in.resident_id, moved_in.card_id, lines=1)
    assert api.open_duties(CHIYODA, worker().today) == []
    days_later(91)
    tasks.fall(worker())
    assert again(moved_in).is_valid_on(worker().today)


def test_the_holder_is_told_three_times_before_it_falls(moved_in: CardView) -> None:
    for _ in range(90):
        days_later(1)
        tasks.warn(worker())
        tasks.fall(worker())
    letters = residents.letters(moved_in.resident_id)
    assert [letter.kind for letter in letters] == ["card not carried on"] * 3
    assert {letter.facts["falls"] for letter in letters} == {str(again(moved_in).falls_on)}
    assert again(moved_in).is_valid_on(worker().today)
