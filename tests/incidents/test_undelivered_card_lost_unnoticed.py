"""Undelivered cards lost, and noticed late or by chance. Yokohama 2017-09 and often after; Yamaga, Kumamoto, 2023-04-24.

In Yamaga two cards were missed while a handover was prepared; only the count that followed showed that eleven were gone. A letter
returned to Yokohama Aoba (2021-02-17) vanished inside the office. Here everything that comes in is scanned in, the whole stock is
counted every day, and a town that does not count is marked.
"""

import pytest
from tests.offices import clock
from tests.unit.services.counter.desk import DESK, TOWN, lay, officer, shipped, stocked

from tegata.ground.act import system
from tegata.ground.models import Event
from tegata.services.cards import api as cards
from tegata.services.counter import queries, tasks
from tegata.services.counter.actions import counting, handing, posting, stock
from tegata.services.counter.rules.handover import HandoverRefused
from tegata.services.counter.rules.stock import StockRefused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


def missing() -> set[object]:
    return {row.card_id for row in queries.open_differences(TOWN) if row.kind == "missing"}


def announced() -> int:
    return Event.objects.filter(kind="counter.CardMissing").count()


def test_what_did_not_come_in_the_parcel_is_missing_the_same_day() -> None:
    here, gone = shipped((1, 2))
    stock.open_parcel(officer(), here.shipment)
    stock.unpack(officer(), here.shipment, here.serial, "A-1")
    stock.close_parcel(officer(), here.shipment)
    assert missing() == {gone.card_id}
    assert announced() == 1


def test_the_daily_count_finds_what_is_gone_from_shelf_and_desk() -> None:
    here, from_shelf = stocked((1, 2))
    (from_desk,) = stocked((3,))
    stock.take_out(officer(), from_desk.serial, DESK)
    clock.forward(hours=1)
    count = counting.begin_count(officer(), TOWN)
    counting.count_scan(officer(), count, here.serial)
    result = counting.close_count(officer(), count)
    assert result.missing == missing() == {from_shelf.card_id, from_desk.card_id}
    assert announced() == 2
    with pytest.raises(StockRefused, match="missing"):
        handing.begin(officer(), DESK, from_shelf.serial)


def test_a_day_without_a_count_is_marked() -> None:
    stocked()
    clock.forward(days=1)
    tasks.counts(system("test", clock()))
    assert [town for town, _ in queries.omitted_counts()] == [TOWN]


def test_a_returned_letter_is_in_the_stock_from_its_scan_on() -> None:
    (one,) = stocked(posted=True)
    lay(one)
    posting.post(officer(), DESK, one.serial, posting.label_of(one.card), "12345678901")
    with pytest.raises(StockRefused, match="post"):
        stock.put(officer(), one.serial, "drawer")
    assert len(queries.in_the_post(TOWN)) == 1, "open until it is delivered or back"
    posting.come_back(officer(), one.serial, "returned mail")
    clock.forward(hours=1)
    assert counting.close_count(officer(), counting.begin_count(officer(), TOWN)).missing == {one.card_id}
    with pytest.raises(HandoverRefused):
        posting.delivered(officer(), one.resident_id, one.card_id)
    assert one.card.state is cards.State.IN_STOCK
