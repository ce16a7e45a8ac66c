"""Making a card: it comes out as ordered, whatever dies in between and whoever is away, and nothing comes out twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.offices import clock
from tests.unit.services.applications.desk import ending, himself
from tests.unit.services.production.orders import Ordered, centre, make, ordered, worker

from tegata.cardspec import jpki
from tegata.ground import outbox
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.reader import InProcess, JpkiSession
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.production import actions, queries, tasks
from tegata.services.production.models import KeySet, Order
from tegata.services.production.rules import LEASE, CardSays, State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


def card_of(order: Ordered) -> cards.CardView:
    return cards.card(order.resident_id, order.card_id)


def test_a_card_is_made_read_back_and_told(country: Home) -> None:
    order = ordered()
    assert make() == 1
    assert order.state is State.CHECKED
    assert card_of(order).state is cards.State.MADE
    with country.open_card(str(order.card_id)) as card:
        session = JpkiSession(InProcess(card))
        on_the_card = UnverifiedCertificate.parse(session.certificate("auth")).serial
        assert session.pin_states()[jpki.AUTHENTICATION_PIN] == 0, "until the handover no PIN works"
    assert KeySet.objects.filter(card_id=order.card_id).count() == 0
    issued = {item.kind: item.serial for item in certificates.certificates_of(order.resident_id, order.card_id)}
    assert issued.keys() == {Kind.SIGNATURE, Kind.AUTHENTICATION}
    assert issued[Kind.AUTHENTICATION] == on_the_card
    assert make() == 0


def test_a_cancelled_application_is_never_begun() -> None:
    order = ordered()
    ending.cancel(himself(order.resident_id), order.resident_id, order.application_id)
    assert make() == 0
    assert order.state is State.WITHDRAWN


@pytest.mark.parametrize("step", ["bind_keys", "finish"])
def test_a_maker_that_dies_leaves_an_order_that_comes_out_the_same(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 before and after the chip exists; the next maker waits for the lease, then finishes the same card."""
    order = ordered()

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(actions, step, die)
        with pytest.raises(Killed):
            make()
    before = Order.objects.get(id=order.card_id)
    issued = [item.serial for item in certificates.certificates_of(order.resident_id, order.card_id)]
    assert make() == 0, "the lease still runs"
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert make() == 1
    after = Order.objects.get(id=order.card_id)
    assert (after.running, after.security_code, after.made_on) == (before.running, before.security_code, before.made_on)
    assert set(issued) <= {item.serial for item in certificates.certificates_of(order.resident_id, order.card_id)}
    assert len(certificates.certificates_of(order.resident_id, order.card_id)) == 2
    assert order.state is State.CHECKED


def test_a_maker_that_was_only_slow_writes_nothing_any_more() -> None:
    order = ordered()
    slow = actions.claim(worker(), 1, "0000")
    assert slow is not None
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert make() == 1
    with pytest.raises(actions.ClaimLost):
        actions.put_back(worker(), slow, "late")
    assert order.state is State.CHECKED


def test_a_maker_that_was_slow_does_not_touch_the_card_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """It slept over its lease with the chip in its hands; the card that another made meanwhile is not replaced."""
    order = ordered()
    personalise, put = tasks.personalise, type(tasks._plastic()).make
    made = []

    def slow(*given: Any) -> Any:
        found = personalise(*given)
        monkeypatch.setattr(tasks, "personalise", personalise)
        clock.forward(seconds=LEASE.total_seconds() + 1)
        assert make() == 1
        return found

    def counted(*given: Any) -> None:
        made.append(given[1])
        put(*given)

    monkeypatch.setattr(tasks, "personalise", slow)
    monkeypatch.setattr(type(tasks._plastic()), "make", counted)
    assert make() == 0
    assert made == [order.card_id]
    assert order.state is State.CHECKED


def test_an_authority_that_is_away_keeps_the_order_waiting(country: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    order = ordered()
    folder, away = country.root / "ca", country.root / "ca-away"
    folder.rename(away)
    try:
        assert make() == 0
        assert order.state is State.WAITING
        assert make() == 0, "it rests before it is tried again"
    finally:
        away.rename(folder)
    clock.forward(minutes=1)
    assert make() == 1
    assert order.state is State.CHECKED
    assert len(certificates.certificates_of(order.resident_id, order.card_id)) == 2


@pytest.mark.parametrize("wrong", ["portrait", "name"])
def test_a_card_that_is_not_as_ordered_is_shredded_and_made_anew(
    wrong: str, country: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine mixes two cards up (photo swap at the centre): quality control sees it on the card itself."""
    order = ordered()
    made_right: Callable[..., CardSays] = tasks._ordered

    def mixed_up(*arguments: Any) -> CardSays:
        says = made_right(*arguments)
        return replace(says, **{wrong: b"another" if wrong == "portrait" else "別人　花子"})

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "_ordered", mixed_up)
        assert make() == 1
    row = queries.order_of(order.card_id)
    assert row is not None
    assert (row.state, row.fault, row.attempts) == (State.WAITING, wrong, 1)
    assert not (country.root / "cards" / str(order.card_id)).exists()
    assert make() == 1
    assert order.state is State.CHECKED


def test_under_fifteen_the_card_cannot_sign() -> None:
    order = ordered(birth=clock().date() - timedelta(days=12 * 365))
    assert make() == 1
    kinds = {item.kind for item in certificates.certificates_of(order.resident_id, order.card_id)}
    assert kinds == {Kind.AUTHENTICATION}


def test_a_face_only_card_is_made_without_pins_and_cannot_sign() -> None:
    order = ordered(face_only=True)
    assert make() == 1
    assert order.state is State.CHECKED
    kinds = {item.kind for item in certificates.certificates_of(order.resident_id, order.card_id)}
    assert kinds == {Kind.AUTHENTICATION}


def test_parcels_hold_each_card_once_and_tell_the_town() -> None:
    first, second = ordered(1), ordered(2, birth=clock().date() - timedelta(days=9000))
    assert (make(), make()) == (1, 1)
    parcel = actions.pack(centre(), "132217")
    assert parcel is not None
    assert actions.pack(centre(), "132217") is None
    assert {card for _, card in queries.manifest(parcel)} == {first.card_id, second.card_id}
    actions.send(centre(), parcel)
    outbox.deliver(clock(), 1000)
    assert {card_of(order).state for order in (first, second)} == {cards.State.SHIPPED}
    assert {order.state for order in (first, second)} == {State.SENT}
    shown = queries.shipment(parcel)
    assert shown is not None
    assert (shown.cards, shown.sent_at) == (2, clock().astimezone(shown.packed_at.tzinfo))


def test_keys_are_made_ahead_only_while_nothing_waits() -> None:
    ahead = queries.keys_ahead()
    assert tasks.make_keys_ahead(worker()) == 1
    assert queries.keys_ahead() == ahead + 1
    order = ordered()
    assert tasks.make_keys_ahead(worker()) == 0
    assert make() == 1
    assert queries.keys_ahead() == ahead
    assert order.state is State.CHECKED
