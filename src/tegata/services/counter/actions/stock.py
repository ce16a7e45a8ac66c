"""Stock: parcels unpacked against their manifest, shelves, the bin. Each scan one transaction; what is wrong is told at once."""

from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.cards import api as cards
from tegata.services.counter.actions.scans import card_of, scan
from tegata.services.counter.events import CardMissing
from tegata.services.counter.models import Difference, Parcel, StockItem, StockMove
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.stock import NotOnManifest, Scan, StockRefused, Where, of_parcel
from tegata.services.production import api as production
from tegata.services.residents import api as residents


@transaction.atomic
def open_parcel(act: Act, shipment_id: UUID) -> None:
    """Begin to unpack a parcel; once, however often. Raises NotAllowed, StockRefused."""
    parcel = production.shipment(shipment_id)
    if parcel is None or parcel.sent_at is None:
        raise StockRefused("there is no such parcel on its way; check the number on its label")
    act.require(Permission.STOCK, parcel.town)
    _, made = Parcel.objects.get_or_create(
        shipment_id=shipment_id, defaults={"town": parcel.town, "opened_at": act.at, "opened_by": act.actor}
    )
    if made:
        audit.record(act, "counter parcel opened", thing=shipment_id, facts={"cards": parcel.cards})


def unpack(act: Act, shipment_id: UUID, typed: str, place: str) -> cards.CardView:
    """Scan a card of the parcel onto a shelf; its holder is told that it is ready.

    Raises StockRefused, NotAllowed; NotOnManifest, after the card was written down as one too many.
    """
    card = card_of(typed)
    if (card.resident_id, card.card_id) not in set(production.manifest(shipment_id)):
        extra(act, shipment_id, "parcel", card.card_id)
        raise NotOnManifest("this card is not of this parcel; put it aside, it is reported to the centre")
    _unpack(act, shipment_id, card, place)
    return card


@transaction.atomic
def _unpack(act: Act, shipment_id: UUID, card: cards.CardView, place: str) -> None:
    parcel = Parcel.objects.select_for_update().get(shipment_id=shipment_id)
    act.require(Permission.STOCK, parcel.town)
    scan(act, card, Scan.UNPACK, place)
    settle(act, card.card_id)
    if not card.is_alive:
        StockItem.objects.filter(card_id=card.card_id).update(ended=True)
        return
    cards.arrived(act, card.resident_id, card.card_id)
    if card.handover != "post":
        residents.tell(act, card.resident_id, "card ready", {"card": str(card.card_id), "town": parcel.town})


@transaction.atomic
def close_parcel(act: Act, shipment_id: UUID) -> frozenset[UUID]:
    """All is unpacked. What the manifest lists and nobody scanned is missing from now on. Returns it. Raises NotAllowed."""
    parcel = Parcel.objects.select_for_update().get(shipment_id=shipment_id)
    act.require(Permission.STOCK, parcel.town)
    listed = [card_id for _, card_id in production.manifest(shipment_id)]
    unpacked = StockMove.objects.filter(card_id__in=listed, scan=Scan.UNPACK).values_list("card_id", flat=True)
    missing = of_parcel(listed, set(unpacked))
    for card_id in sorted(missing):
        difference(act, parcel.town, card_id, "missing", "parcel", shipment_id)
    if parcel.closed_at is None:
        parcel.closed_at = act.at
        parcel.save(update_fields=["closed_at"])
        audit.record(act, "counter parcel closed", thing=shipment_id, facts={"missing": len(missing)})
    return missing


@transaction.atomic
def put(act: Act, typed: str, place: str) -> None:
    """Scan a card onto a shelf or into a box: from a desk back, or elsewhere. Raises StockRefused, NotAllowed."""
    card = card_of(typed)
    act.require(Permission.STOCK, card.town)
    scan(act, card, Scan.PUT, place)


@transaction.atomic
def take_out(act: Act, typed: str, desk: str) -> cards.CardView:
    """Scan a card out to a desk. Raises StockRefused, NotAllowed."""
    card = card_of(typed)
    act.require(Permission.STOCK, card.town)
    scan(act, card, Scan.TAKE_OUT, desk)
    return card


@transaction.atomic
def to_bin(act: Act, typed: str) -> None:
    """A card of the stock that ended goes into the locked bin for the shredder. Raises StockRefused, NotAllowed."""
    card = card_of(typed)
    act.require(Permission.STOCK)
    if card.is_alive:
        raise StockRefused("this card is good; it does not go into the bin")
    scan(act, card, Scan.TO_BIN)


@transaction.atomic
def found(act: Act, typed: str, place: str) -> None:
    """A missing card was found. Raises StockRefused, NotAllowed."""
    card = card_of(typed)
    act.require(Permission.STOCK)
    scan(act, card, Scan.FIND, place)
    if not card.is_alive:
        StockItem.objects.filter(card_id=card.card_id).update(ended=True)
    settle(act, card.card_id)
    audit.record(act, "counter card found", subject=card.resident_id, thing=card.card_id)


@transaction.atomic
def give_up(act: Act, card_id: UUID) -> None:
    """A missing card is not found: it ends, its holder is told, and a new one may be applied for. Raises StockRefused."""
    item = StockItem.objects.select_for_update().filter(card_id=card_id).first()
    card = cards.by_card_id(card_id)
    act.require(Permission.COUNT, item.town if item else card.town)
    missing = Difference.objects.filter(card_id=card_id, kind="missing", settled_at=None).exists()
    if not missing or (item is not None and item.whereabouts != Where.MISSING):
        raise StockRefused("this card is not missing; scan it to see where it is")
    if card.state in (cards.State.SHIPPED, cards.State.IN_STOCK):
        cards.discard(act, card.resident_id, card_id)
        residents.tell(act, card.resident_id, "card lost by the office", {"card": str(card_id)})
    settle(act, card_id)
    audit.record(act, "counter card given up", subject=card.resident_id, thing=card_id)


@transaction.atomic
def extra(act: Act, source: UUID, found_in: str, card_id: UUID) -> None:
    """Write down a card that should not be here. Raises NotAllowed."""
    act.require(Permission.STOCK)
    difference(act, act.town or "", card_id, "extra", found_in, source)


def difference(act: Act, town: str, card_id: UUID, kind: str, found_in: str, source: UUID) -> None:
    """Write a difference down, once, in the caller's transaction; a missing card is announced the same day."""
    _, made = Difference.objects.get_or_create(
        source=source,
        card_id=card_id,
        kind=kind,
        defaults={"id": new_id(act.at), "town": town, "found_in": found_in, "at": act.at, "day": act.today},
    )
    if not made:
        return
    audit.record(act, f"counter card {kind}", thing=card_id, facts={"found in": found_in})
    if kind == "missing":
        outbox.announce(act.at, CardMissing(town, card_id, act.today))


@transaction.atomic
def card_ended(act: Act, card_id: UUID) -> None:
    """A card of the stock fell invalid: it is to be scanned into the bin. For this room's handler."""
    lying = [Where.SHELF.value, Where.DESK.value, Where.POSTED.value]
    if StockItem.objects.filter(card_id=card_id, whereabouts__in=lying).update(ended=True):
        audit.record(act, "counter card ended in stock", thing=card_id)


def settle(act: Act, card_id: UUID) -> None:
    """Close what was open about a card, in the caller's transaction."""
    Difference.objects.filter(card_id=card_id, settled_at=None).update(settled_at=act.at, settled_by=act.actor)


@transaction.atomic
def settle_extra(act: Act, difference_id: UUID) -> None:
    """An extra card went back to where it belongs. Raises NotAllowed."""
    row = Difference.objects.select_for_update().get(id=difference_id)
    act.require(Permission.STOCK, row.town)
    if row.kind != "extra":
        raise StockRefused("a missing card is settled by finding it, or by giving it up")
    row.settled_at, row.settled_by = act.at, act.actor
    row.save(update_fields=["settled_at", "settled_by"])
    audit.record(act, "counter extra card settled", thing=row.card_id)
