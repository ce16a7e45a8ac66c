"""What the centre shows: its queue, an order's way, a shipment's manifest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from tegata.services.production.models import KeySet, Order, Shipment
from tegata.services.production.rules import State


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list shows it: nothing of the person."""

    resident_id: UUID
    card_id: UUID
    town: str
    state: State
    ordered_at: datetime
    changed_at: datetime
    attempts: int
    fault: str


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A parcel as a list shows it."""

    shipment_id: UUID
    town: str
    cards: int
    packed_at: datetime
    sent_at: datetime | None


def queue() -> dict[State, int]:
    """How many orders are in each state."""
    rows = Order.objects.values_list("state").annotate(count=Count("id"))
    counts = {State(state): count for state, count in rows}
    return {state: counts.get(state, 0) for state in State}


def something_waits() -> bool:
    """Whether a card is to be made."""
    return Order.objects.filter(state=State.WAITING).exists()


def waiting() -> int:
    """How many cards are to be made."""
    return Order.objects.filter(state=State.WAITING).count()


def keys_ahead() -> int:
    """Key sets that wait for an order."""
    return KeySet.objects.filter(card_id=None).count()


def orders(state: State, limit: int = 50) -> list[OrderRow]:
    """The oldest orders of a state."""
    return [_row(order) for order in Order.objects.filter(state=state).order_by("ordered_at")[:limit]]


def order_of(card_id: UUID) -> OrderRow | None:
    """One order."""
    found = Order.objects.filter(id=card_id).first()
    return _row(found) if found else None


def shipments(town: str | None = None, limit: int = 50) -> list[ShipmentRow]:
    """The latest parcels, of one town or of all."""
    rows = Shipment.objects.filter(town=town) if town else Shipment.objects.all()
    return [_parcel(row) for row in rows.order_by("-packed_at")[:limit]]


def shipment(shipment_id: UUID) -> ShipmentRow | None:
    """One parcel."""
    found = Shipment.objects.filter(id=shipment_id).first()
    return _parcel(found) if found else None


def manifest(shipment_id: UUID) -> Sequence[tuple[UUID, UUID]]:
    """The cards of a parcel: (resident, card), in no order that means anything."""
    return list(Order.objects.filter(shipment=shipment_id).order_by("id").values_list("resident_id", "id"))


def towns_to_pack() -> list[tuple[str, int]]:
    """Towns with cards that are checked and not packed, and how many."""
    rows = Order.objects.filter(state=State.CHECKED).values_list("town").annotate(count=Count("id")).order_by("town")
    return [(town, count) for town, count in rows]


def _row(order: Order) -> OrderRow:
    return OrderRow(
        order.resident_id,
        order.id,
        order.town,
        State(order.state),
        order.ordered_at,
        order.changed_at,
        order.attempts,
        order.fault,
    )


def _parcel(row: Shipment) -> ShipmentRow:
    return ShipmentRow(row.id, row.town, row.cards, row.packed_at, row.sent_at)
