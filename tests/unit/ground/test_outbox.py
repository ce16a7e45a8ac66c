"""The outbox: nothing announced is lost, handled twice or handled out of order, whatever fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests.offices import START

from tegata.ground import outbox
from tegata.ground.act import Act
from tegata.ground.models import Delivery


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Happened:
    resident_id: UUID
    day: date
    at: datetime
    colour: Colour
    number: int
    note: str | None = None


pytestmark = pytest.mark.django_db


@pytest.fixture
def seen() -> Iterator[list[Happened]]:
    seen: list[Happened] = []

    def note(_act: Act, event: Happened) -> None:
        if event.note == "fault" and event not in faults:
            faults.append(event)
            raise RuntimeError("not now")
        seen.append(event)

    faults: list[Happened] = []
    outbox.handles(Happened, "test.note")(note)
    yield seen
    del outbox._subscriptions["test.note"]


def happened(number: int, who: UUID | None = None, note: str | None = None) -> Happened:
    return Happened(who or uuid4(), date(2026, 2, 28), START, Colour.RED, number, note)


def test_an_event_arrives_as_it_was_announced(seen: list[Happened]) -> None:
    event = happened(1)
    outbox.announce(START, event)
    assert outbox.deliver(START) == 1
    assert seen == [event]
    assert isinstance(seen[0].colour, Colour)
    assert outbox.deliver(START) == 0


def test_what_was_rolled_back_was_never_announced(seen: list[Happened]) -> None:
    def announce_and_fail() -> None:
        with transaction.atomic():
            outbox.announce(START, happened(1))
            raise LookupError

    with pytest.raises(LookupError):
        announce_and_fail()
    assert outbox.deliver(START) == 0
    assert seen == []


def test_a_fault_waits_and_holds_up_only_its_resident(seen: list[Happened]) -> None:
    who = uuid4()
    outbox.announce(START, happened(1, who, note="fault"))
    outbox.announce(START, happened(2, who))
    outbox.announce(START, happened(3))
    outbox.deliver(START)
    assert [event.number for event in seen] == [3]
    assert outbox.waiting() == 2
    outbox.deliver(START + timedelta(minutes=1))
    assert [event.number for event in seen] == [3, 1, 2]
    assert outbox.waiting() == 0


def test_a_handler_that_is_gone_keeps_its_deliveries(seen: list[Happened]) -> None:
    outbox.announce(START, happened(1))
    Delivery.objects.update(handler="test.gone")
    outbox.deliver(START)
    assert Delivery.objects.get().fault == "LookupError"


def test_the_wait_grows_and_has_an_end(seen: list[Happened]) -> None:
    outbox.announce(START, happened(1))
    Delivery.objects.update(handler="test.gone")
    now, waits = START, []
    for _ in range(14):
        outbox.deliver(now)
        waits.append(Delivery.objects.get().due - now)
        now = Delivery.objects.get().due
    assert waits == sorted(waits)
    assert waits[0] == outbox.FIRST_WAIT
    assert waits[-1] == outbox.LONGEST_WAIT


@pytest.fixture
def batches() -> Iterator[list[list[int]]]:
    """What a handler that takes many at once was given; one by one where the many failed."""
    batches: list[list[int]] = []

    def note(_act: Act, event: Happened) -> None:
        if event.note == "fault":
            raise RuntimeError("never")
        batches.append([event.number])

    def note_many(_act: Act, events: Sequence[Happened]) -> None:
        if any(event.note == "fault" for event in events):
            raise RuntimeError("one of them")
        batches.append([event.number for event in events])

    outbox.handles(Happened, "test.together", together=note_many)(note)
    yield batches
    del outbox._subscriptions["test.together"]


def test_facts_about_different_residents_are_handled_together(batches: list[list[int]]) -> None:
    who = uuid4()
    outbox.announce_all(START, [happened(1, who), happened(2), happened(3, who), happened(4)])
    assert outbox.deliver(START) == 4
    assert batches == [[1, 2, 4], [3]]
    assert outbox.waiting() == 0


def test_one_at_fault_does_not_hold_up_those_it_came_with(batches: list[list[int]]) -> None:
    outbox.announce_all(START, [happened(1), happened(2, note="fault"), happened(3)])
    assert outbox.deliver(START) == 3
    assert batches == [[1], [3]]
    assert Delivery.objects.get().attempts == 1
    assert outbox.deliver(START + timedelta(minutes=1)) == 1
    assert batches == [[1], [3]]
