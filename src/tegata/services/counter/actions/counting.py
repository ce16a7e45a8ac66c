"""The daily count (在庫確認): everything is scanned; what is missing is known the same day (Yokohama from 2017 on, Yamaga 2023)."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.cards import api as cards
from tegata.services.counter.actions.scans import card_of, scan
from tegata.services.counter.actions.stock import difference
from tegata.services.counter.models import Count, CountOmitted, CountScan, StockItem
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.stock import (
    IN_HOUSE,
    Differences,
    Scan,
    Seen,
    StockRefused,
    Where,
    is_counting_day,
    of_count,
)

HERE = sorted(where.value for where in IN_HOUSE)


def begin_count(act: Act, town: str) -> UUID:
    """Open the town's count, or go on with the one that is open. Returns its id. Raises NotAllowed."""
    act.require(Permission.COUNT, town)
    try:
        with transaction.atomic():
            count = Count(id=new_id(act.at), town=town, day=act.today, opened_at=act.at, opened_by=act.actor)
            count.save(force_insert=True)
            audit.record(act, "counter count begun", thing=count.id)
            return count.id
    except IntegrityError:
        return Count.objects.get(town=town, closed_at=None).id


@transaction.atomic
def count_scan(act: Act, count_id: UUID, typed: str) -> None:
    """A card was found. Twice is once. Raises StockRefused, NotAllowed."""
    count = _open(act, count_id)
    card = card_of(typed)
    CountScan.objects.get_or_create(count_id=count.id, card_id=card.card_id, defaults={"at": act.at})


@transaction.atomic
def close_count(act: Act, count_id: UUID) -> Differences:
    """All was scanned. What is missing is written down, announced, and out of the stock until it is found.

    Raises NotAllowed, StockRefused when it is closed already.
    """
    count = _open(act, count_id)
    stock = list(StockItem.objects.select_for_update().filter(town=count.town, whereabouts__in=HERE))
    scanned = set(CountScan.objects.filter(count_id=count.id).values_list("card_id", flat=True))
    result = of_count([Seen(item.card_id, item.seen_at) for item in stock], scanned, count.opened_at)
    for item in stock:
        if item.card_id in result.missing:
            difference(act, count.town, item.card_id, "missing", "count", count.id)
            _lose(act, item)
    for card_id in sorted(result.extra):
        difference(act, count.town, card_id, "extra", "count", count.id)
    StockItem.objects.filter(town=count.town, card_id__in=scanned).update(seen_at=act.at)
    count.closed_at, count.expected, count.found = act.at, len(stock), len(scanned - result.extra)
    count.save()
    facts = {"expected": len(stock), "missing": len(result.missing), "extra": len(result.extra)}
    audit.record(act, "counter count closed", thing=count.id, facts=facts)
    return result


@transaction.atomic
def mark_omitted(act: Act, day: date) -> int:
    """Mark towns with stock that did not count on a day. For this room's task. Returns how many."""
    if not is_counting_day(day):
        return 0
    with_stock = StockItem.objects.filter(whereabouts__in=HERE, since__lt=act.at).values_list("town", flat=True)
    counted = Count.objects.filter(day=day, closed_at__isnull=False).values_list("town", flat=True)
    omitted = sorted(set(with_stock.distinct()) - set(counted))
    for town in omitted:
        CountOmitted.objects.get_or_create(town=town, day=day)
    if omitted:
        audit.record(act, "counter counts omitted", facts={"towns": len(omitted), "day": day.isoformat()})
    return len(omitted)


def yesterday(today: date) -> date:
    """The day before, whose count is looked for when a new day begins."""
    return today - timedelta(days=1)


def _open(act: Act, count_id: UUID) -> Count:
    count = Count.objects.select_for_update().filter(id=count_id).first()
    if count is None or count.closed_at is not None:
        raise StockRefused("this count is closed; begin a new one")
    act.require(Permission.COUNT, count.town)
    return count


def _lose(act: Act, item: StockItem) -> None:
    seen_at = item.seen_at
    scan(act, cards.by_card_id(item.card_id), Scan.LOSE)
    StockItem.objects.filter(card_id=item.card_id, whereabouts=Where.MISSING).update(seen_at=seen_at)
