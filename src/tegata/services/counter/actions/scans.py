"""One scan, under the lock of the card's row: where the card is now, and a line that stays."""

from uuid import UUID

from tegata.ground.act import Act, NotAllowed
from tegata.ground.ids import new_id
from tegata.services.cards import api as cards
from tegata.services.counter.models import StockItem, StockMove
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.stock import Scan, StockRefused, Where, next_place, read_serial

OUT = (Where.HANDED_OVER, Where.POSTED, Where.GONE)
"""Where a card is that some town hears of or gets back."""


def card_of(typed: str) -> cards.CardView:
    """The card of a scanned serial number. Raises NotASerial, StockRefused."""
    try:
        return cards.by_serial(read_serial(typed))
    except cards.UnknownCard as error:
        raise StockRefused("no card of this country has this serial number; keep it and tell the centre") from error


def item_of(card_id: UUID) -> StockItem | None:
    """The card's row, locked."""
    return StockItem.objects.select_for_update().filter(card_id=card_id).first()


def scan(act: Act, card: cards.CardView, why: Scan, place: str = "") -> StockItem:
    """Move a card in the caller's transaction. Raises StockRefused; NotAllowed for another town's card."""
    item = item_of(card.card_id)
    if item is not None and act.town not in (None, item.town):
        if item.whereabouts in OUT and why in (Scan.TAKE_BACK, Scan.REPORT_GONE):
            item.town = act.town  # the holder moved; the card ends where they live now
        else:
            raise NotAllowed(Permission.STOCK, item.town)
    where = next_place(why, Where(item.whereabouts) if item else None)
    if item is None:
        item = StockItem(
            card_id=card.card_id, resident_id=card.resident_id, serial=card.serial, town=act.town or card.town
        )
        item.version = 0
    item.whereabouts, item.place = where.value, place
    item.since = item.seen_at = act.at
    item.version += 1
    if where in (Where.BIN, Where.SHREDDED, Where.HANDED_OVER):
        item.ended = False
    item.save()
    StockMove(
        id=new_id(act.at),
        town=item.town,
        card_id=card.card_id,
        scan=why.value,
        whereabouts=item.whereabouts,
        place=place,
        at=act.at,
        actor=act.actor,
    ).save(force_insert=True)
    return item
