"""What the issuing centre does, one transaction each. The slow work between them (keys, chip, certificates) is in tasks.py.

An order is taken up under a lease, so that a maker that dies loses nothing; everything a second maker repeats (keys, serial,
certificates) is bound to the order first and comes out the same.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from tegata.chip.personalisation import KeptCard
from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.applications import api as applications
from tegata.services.cards import api as cards
from tegata.services.production.actions.changes import keep
from tegata.services.production.events import ShipmentSent
from tegata.services.production.models import KeySet, Order, Running, Shipment
from tegata.services.production.permissions import Permission
from tegata.services.production.rules import (
    LARGEST_SHIPMENT,
    LEASE,
    PAUSE,
    State,
    after_a_fault,
    may_take_up,
    require_step,
)


class ClaimLost(RuntimeError):
    """The maker took too long and another has the order now. Nothing was written."""


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """An order taken up by a maker, with all that must come out the same if it is taken up again."""

    resident_id: UUID
    card_id: UUID
    application_id: UUID
    town: str
    token: UUID
    maker: int
    running: int
    security_code: str
    made_on: date
    sealed_keys: bytes | None


@transaction.atomic
def enqueue(act: Act, resident_id: UUID, card_id: UUID, application_id: UUID, town: str) -> None:
    """Put an order into the queue, once however often it is asked. Called by the handler of CardOrdered."""
    Order.objects.get_or_create(
        id=card_id,
        defaults={
            "resident_id": resident_id,
            "application_id": application_id,
            "town": town,
            "state": State.WAITING,
            "ordered_at": act.at,
            "due": act.at,
            "changed_at": act.at,
        },
    )


@transaction.atomic
def claim(act: Act, maker: int, security_code: str) -> Claim | None:
    """Take the next order up, or one whose maker is gone. From here it cannot be cancelled. None: nothing waits."""
    order = _next(act)
    if order is None:
        return None
    fresh = State(order.state) is State.WAITING and order.running is None
    if fresh:
        if not _begun(act, order):
            return claim(act, maker, security_code)
        order.maker, order.running = maker, _next_running(maker, act.today.year)
        order.security_code, order.made_on = security_code, act.today
    if State(order.state) is State.WAITING:
        _move(order, State.MAKING, act)
    order.claim, order.leased_until = new_id(act.at), act.at + LEASE
    order.save()
    assert order.maker is not None  # noqa: S101 - set above when the order was begun
    assert order.running is not None  # noqa: S101
    assert order.made_on is not None  # noqa: S101
    return Claim(
        order.resident_id,
        order.id,
        order.application_id,
        order.town,
        order.claim,
        order.maker,
        order.running,
        order.security_code,
        order.made_on,
        (None if fresh else _bound_keys(order.id)) or _keys_made_ahead(order.id),
    )


@transaction.atomic
def bind_keys(act: Act, taken: Claim, sealed: bytes) -> bytes:
    """Bind fresh keys to an order that has none. Returns those that count: asked again, the first. Raises ClaimLost."""
    _held(taken)
    kept = _bound_keys(taken.card_id)
    if kept is not None:
        return kept
    KeySet.objects.create(id=new_id(act.at), sealed=sealed, card_id=taken.card_id)
    return sealed


@transaction.atomic
def finish(act: Act, taken: Claim, kept: KeptCard) -> None:
    """The card is made, read back and found right. Raises ClaimLost."""
    require_step(State.MAKING, State.CHECKED)  # who holds a claim is making
    _write_held(taken, state=State.CHECKED, changed_at=act.at, claim=None, leased_until=None, fault="")
    KeySet.objects.filter(card_id=taken.card_id).delete()
    keep(taken.card_id, kept)
    cards.made(
        act,
        taken.resident_id,
        taken.card_id,
        serial=kept.serial,
        expires=kept.expires,
        made_on=taken.made_on,
        maker=taken.maker,
    )
    applications.mark_made(act, taken.resident_id, taken.application_id)
    audit.record(act, "card made", subject=taken.resident_id, thing=taken.card_id)


@transaction.atomic
def throw_away(act: Act, taken: Claim, fault: str) -> State:
    """Quality control refused the card: it was destroyed, and the order starts anew or stops. Raises ClaimLost."""
    order = _held(taken)
    order.attempts = F("attempts") + 1
    order.fault = fault
    order.claim = order.leased_until = None
    order.save()
    order.refresh_from_db()
    _move(order, after_a_fault(order.attempts), act)
    order.save()
    KeySet.objects.filter(card_id=order.id).delete()
    audit.record(act, "card thrown away", subject=order.resident_id, thing=order.id, facts={"fault": fault})
    return State(order.state)


@transaction.atomic
def hold_on(act: Act, taken: Claim) -> None:
    """The order is still this maker's, and for another lease. Raises ClaimLost."""
    _write_held(taken, leased_until=act.at + LEASE)


@transaction.atomic
def put_back(act: Act, taken: Claim, fault: str) -> None:
    """What making needs is away (an authority): the order waits again, with all that is bound to it. Raises ClaimLost."""
    order = _held(taken)
    _move(order, State.WAITING, act)
    order.claim = order.leased_until = None
    order.fault, order.due = fault, act.at + PAUSE
    order.save()


@transaction.atomic
def stop(act: Act, taken: Claim, fault: str) -> None:
    """The card cannot be made as ordered (a glyph, a photo): a person has to look. Raises ClaimLost."""
    order = _held(taken)
    _move(order, State.STOPPED, act)
    order.claim = order.leased_until = None
    order.fault = fault
    order.save()
    audit.record(act, "order stopped", subject=order.resident_id, thing=order.id, facts={"fault": fault})


@transaction.atomic
def retry(act: Act, card_id: UUID) -> None:
    """Let a stopped order be made after its cause was mended. Raises NotAllowed, WrongState."""
    act.require(Permission.RETRY)
    order = Order.objects.select_for_update().get(id=card_id)
    _move(order, State.WAITING, act)
    order.attempts, order.due = 0, act.at
    order.save()
    audit.record(act, "order retried", subject=order.resident_id, thing=card_id)


@transaction.atomic
def stock_keys(act: Act, sealed: bytes) -> None:
    """Add a key set made ahead."""
    KeySet.objects.create(id=new_id(act.at), sealed=sealed)


@transaction.atomic
def pack(act: Act, town: str) -> UUID | None:
    """Pack what is checked for a town into one parcel. None: there is nothing. Raises NotAllowed."""
    act.require(Permission.PACK)
    ready = Order.objects.select_for_update().filter(town=town, state=State.CHECKED)
    chosen = list(ready.order_by("id")[:LARGEST_SHIPMENT])
    if not chosen:
        return None
    parcel = Shipment.objects.create(
        id=new_id(act.at), town=town, cards=len(chosen), packed_at=act.at, packed_by=act.actor
    )
    for order in chosen:
        _move(order, State.PACKED, act)
        order.shipment = parcel.id
        order.save()
    audit.record(act, "shipment packed", thing=parcel.id, facts={"town": town, "cards": len(chosen)})
    return parcel.id


@transaction.atomic
def send(act: Act, shipment_id: UUID) -> None:
    """Send a packed parcel; the town gets its manifest. Raises NotAllowed, Shipment.DoesNotExist, WrongState."""
    act.require(Permission.SEND)
    parcel = Shipment.objects.select_for_update().get(id=shipment_id)
    for order in Order.objects.select_for_update().filter(shipment=shipment_id).order_by("id"):
        _move(order, State.SENT, act)
        order.save()
        cards.shipped(act, order.resident_id, order.id)
    parcel.sent_at = act.at
    parcel.save(update_fields=["sent_at"])
    audit.record(act, "shipment sent", thing=shipment_id, facts={"town": parcel.town, "cards": parcel.cards})
    outbox.announce(act.at, ShipmentSent(shipment_id, parcel.town, parcel.cards, act.today))


def _next(act: Act) -> Order | None:
    ready = Q(state=State.WAITING, due__lte=act.at) | Q(state=State.MAKING, leased_until__lte=act.at)
    order = Order.objects.select_for_update(skip_locked=True).filter(ready).order_by("ordered_at").first()
    if order is None or not may_take_up(State(order.state), order.leased_until, act.at):
        return None
    return order


def _begun(act: Act, order: Order) -> bool:
    """Pass the point of no return. An application that ended meanwhile takes its order with it."""
    try:
        applications.mark_making(act, order.resident_id, order.application_id)
    except (applications.NotNow, applications.RecordChanged) as gone:
        _move(order, State.WITHDRAWN, act)
        order.fault = type(gone).__name__
        order.save()
        audit.record(act, "order withdrawn", subject=order.resident_id, thing=order.id, facts={"why": order.fault})
        return False
    return True


def _held(taken: Claim) -> Order:
    order = Order.objects.select_for_update().get(id=taken.card_id)
    if order.claim != taken.token:
        raise ClaimLost
    return order


def _write_held(taken: Claim, **columns: object) -> None:
    """Write an order as its maker, in one statement. Raises ClaimLost."""
    held = Order.objects.filter(id=taken.card_id, claim=taken.token, state=State.MAKING)
    if not held.update(**columns):
        raise ClaimLost


def _move(order: Order, then: State, act: Act) -> None:
    require_step(State(order.state), then)
    order.state, order.changed_at = then, act.at


def _next_running(maker: int, year: int) -> int:
    count = Running.objects.filter(maker=maker, year=year)
    if not count.update(last=F("last") + 1):
        Running.objects.get_or_create(maker=maker, year=year)
        count.update(last=F("last") + 1)
    return count.values_list("last", flat=True).get()  # ours: whoever counts after us waits for our transaction


def _bound_keys(card_id: UUID) -> bytes | None:
    sealed = KeySet.objects.filter(card_id=card_id).values_list("sealed", flat=True).first()
    return None if sealed is None else bytes(sealed)


def _keys_made_ahead(card_id: UUID) -> bytes | None:
    """A set made ahead, bound to the order now."""
    found = KeySet.objects.select_for_update(skip_locked=True).filter(card_id=None).order_by("id").first()
    if found is None:
        return None
    found.card_id = card_id
    found.save(update_fields=["card_id"])
    return bytes(found.sealed)
