"""Photos swapped by their order in a batch. Fukui, 2023-06-21 (seven people), Ōsaki, Usuki, Kaga and others of that summer.

Whoever counts on "the third photo belongs to the third form" is wrong from the first one that is left out. Here an order is an id
from the application to the shredder, cards come out right in whatever order they are made, and each finished card is read back:
a machine that prints a neighbour's photo, or lays a neighbour's card on the reader, is found out by the card itself.

Guard taken away (`inspect` of production's rules doing nothing): the second test fails.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings
from tests.unit.services.applications.desk import face
from tests.unit.services.production.orders import Ordered, make, ordered

from tegata.cardspec import face as face_application
from tegata.chip.personalisation import Order, PersonalisedCard, personalise, portrait
from tegata.reader import Connection, FaceSession
from tegata.server import plugs_plastic
from tegata.server.home import Home
from tegata.server.plugs_plastic import Drawer
from tegata.services.cards import api as cards
from tegata.services.production import queries, tasks
from tegata.services.production.models import Order as Row
from tegata.services.production.rules import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


def portrait_on(order: Ordered) -> bytes:
    """The picture in the finished chip, opened with what is printed on the card."""
    drawer = plugs_plastic.plastic()
    printed = drawer.printed(order.card_id)
    with drawer.open(order.card_id) as connection:
        session = FaceSession(connection)
        session.verify(face_application.NUMBER_B, printed.number_b)
        return session.card_face().portrait


def test_each_card_has_its_own_photo_in_whatever_order_they_are_made() -> None:
    batch = [ordered(identity) for identity in (1, 2, 3)]
    for number, order in enumerate(reversed(batch)):
        moment = Row.objects.get(id=order.card_id).ordered_at.replace(microsecond=number)
        Row.objects.filter(id=order.card_id).update(ordered_at=moment)
    assert [make() for _ in batch] == [1, 1, 1]
    assert [portrait_on(order) for order in batch] == [portrait(face(identity)) for identity in (1, 2, 3)]


def test_a_machine_that_takes_the_photo_of_the_order_before_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ordered(1), ordered(2)
    taken: list[bytes] = []

    def one_behind(order: Order, *others: Any) -> PersonalisedCard:
        taken.append(order.photo)
        return personalise(replace(order, photo=taken[0]), *others)

    monkeypatch.setattr(tasks, "personalise", one_behind)
    assert (make(), make()) == (1, 1)
    assert first.state is State.CHECKED
    row = queries.order_of(second.card_id)
    assert row is not None
    assert (row.state, row.fault) == (State.WAITING, "portrait"), "shredded, and made anew"
    monkeypatch.undo()
    assert make() == 1
    assert portrait_on(second) == portrait(face(2))


class MixedUp(Drawer):
    """A machine that lays the card of the order before on the reader."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.made: list[UUID] = []

    def make(self, card_id: UUID, order: Order, made: PersonalisedCard) -> None:
        super().make(card_id, order, made)
        self.made.append(card_id)

    @contextmanager
    def open(self, _card_id: UUID) -> Iterator[Connection]:
        with super().open(self.made[0]) as neighbour:
            yield neighbour


def test_a_neighbours_card_on_the_reader_is_found_out(country: Home) -> None:
    first, second = ordered(1), ordered(2)
    machine = MixedUp(country)
    with override_settings(PLUGS=settings.PLUGS | {"plastic": lambda: machine}):
        assert make() == 1
        assert make() == 1
    assert first.state is State.CHECKED
    row = queries.order_of(second.card_id)
    assert row is not None
    assert (row.state, row.attempts) == (State.WAITING, 1), "shredded, and made anew"
    assert cards.card(second.resident_id, second.card_id).state is cards.State.ORDERED
