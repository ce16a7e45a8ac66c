"""The appointment book."""

from datetime import timedelta

import pytest
from tests.offices import act, clock
from tests.unit.services.counter.desk import TOWN, officer
from tests.unit.services.residents.newcomers import registered

from tegata.ground.act import NotAllowed
from tegata.services.counter import queries
from tegata.services.counter.actions import booking
from tegata.services.counter.rules.desk import Errand, SlotFull
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db


def test_a_time_takes_so_many_and_is_told_by_letter() -> None:
    one, two = registered(), registered("見本　太郎", "ミホン タロウ")
    at = clock() + timedelta(hours=2)
    booking.offer(officer(), TOWN, at, 1)
    assert queries.free_slots(TOWN, clock()) == [at]
    first = booking.book(officer(), one, TOWN, at, Errand.HANDOVER)
    with pytest.raises(SlotFull):
        booking.book(officer(), two, TOWN, at, Errand.HANDOVER)
    (letter,) = [letter for letter in residents.letters(one) if letter.kind == "appointment"]
    assert letter.facts["at"] == at.isoformat()
    booking.end(officer(), one, first, came=False)
    booking.end(officer(), one, first, came=False)
    second = booking.book(officer(), two, TOWN, at, Errand.MOVE)
    booking.end(officer(), two, second, came=True)
    assert [(row.resident_id, row.state) for row in queries.appointments(TOWN, clock().date())] == [(two, "came")]


def test_a_time_that_is_over_is_not_given() -> None:
    at = clock() + timedelta(minutes=1)
    booking.offer(officer(), TOWN, at, 1)
    clock.forward(minutes=1)
    with pytest.raises(SlotFull):
        booking.book(officer(), registered(), TOWN, at, Errand.HANDOVER)


def test_another_town_does_not_book_here() -> None:
    with pytest.raises(NotAllowed):
        booking.offer(officer(town="131016"), TOWN, clock(), 1)
    with pytest.raises(NotAllowed):
        booking.book(act("counter:desk:see"), registered(), TOWN, clock(), Errand.HANDOVER)
