"""Stock by scan: whatever is done, the record says where every card is, and a card that is gone is known at the next count."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.offices import clock
from tests.unit.services.cards import living
from tests.unit.services.counter.desk import TOWN, officer, shipped
from tests.unit.services.residents.newcomers import registered

from tegata.ground import outbox
from tegata.ground.act import NotAllowed, system
from tegata.ground.models import Event
from tegata.rules.card_numbers import SerialNumber
from tegata.services.cards import api as cards
from tegata.services.counter import queries, tasks
from tegata.services.counter.actions import counting, scans, stock
from tegata.services.counter.models import Difference, StockItem, StockMove
from tegata.services.counter.rules.stock import IN_HOUSE, NotOnManifest, Scan, StockRefused, Where


def in_town(number: int) -> cards.CardView:
    """A card without a chip, scanned in; its serial number is a right one."""
    who = registered()
    card_id = living.ordered(who)
    person, today = living.residents.record(who), living.worker().today
    expires = living.card_expiry(birth=person.birth, issued=today, residence=person.residence, stay_ends=None)
    serial = str(SerialNumber(1, 2026, number))
    cards.made(living.centre(), who, card_id, serial=serial, expires=expires, made_on=today, maker=1)
    cards.shipped(living.centre(), who, card_id)
    cards.arrived(officer(), who, card_id)
    card = cards.card(who, card_id)
    with transaction.atomic():
        scans.scan(officer(), card, Scan.UNPACK, "A-1")
    return card


@pytest.mark.django_db
def test_a_town_that_does_not_count_is_marked() -> None:
    in_town(1)
    act = system("test", clock() + timedelta(days=1))
    tasks.counts(act)
    tasks.counts(act)
    assert queries.omitted_counts(TOWN) == [(TOWN, clock().date())]
    clock.forward(hours=1)
    count = counting.begin_count(officer(), TOWN)
    assert counting.begin_count(officer("other"), TOWN) == count, "two people scan into one count"
    counting.close_count(officer(), count)
    assert counting.mark_omitted(act, act.today) == 0, "nothing is left to count: it is all missing"


@pytest.mark.django_db
def test_another_towns_clerk_moves_nothing() -> None:
    card = in_town(1)
    with pytest.raises(NotAllowed):
        stock.put(officer(town="131016"), card.serial, "B-2")
    count = counting.begin_count(officer(), TOWN)
    with pytest.raises(NotAllowed):
        counting.count_scan(officer(town="131016"), count, card.serial)


@pytest.mark.django_db
def test_a_missing_card_is_found_or_given_up() -> None:
    one, two = in_town(1), in_town(2)
    clock.forward(hours=1)
    counting.close_count(officer(), counting.begin_count(officer(), TOWN))
    assert {row.card_id for row in queries.open_differences(TOWN)} == {one.card_id, two.card_id}
    stock.found(officer(), one.serial, "A-2")
    stock.give_up(officer(), two.card_id)
    assert queries.open_differences(TOWN) == []
    assert cards.card(two.resident_id, two.card_id).state is cards.State.INVALID
    with pytest.raises(StockRefused):
        stock.give_up(officer(), one.card_id)


@pytest.mark.django_db(transaction=True)
def test_a_parcel_is_unpacked_against_its_manifest(country: object) -> None:
    one, two = shipped((1, 2))
    stranger = in_town(7)
    act = officer()
    stock.open_parcel(act, one.shipment)
    stock.unpack(act, one.shipment, one.serial, "A-1")
    with pytest.raises(NotOnManifest):
        stock.unpack(act, one.shipment, stranger.serial, "A-1")
    with pytest.raises(StockRefused):
        stock.unpack(act, one.shipment, one.serial, "A-1")
    assert stock.close_parcel(act, one.shipment) == {two.card_id}
    assert {(row.card_id, row.kind) for row in queries.open_differences(TOWN)} == {
        (stranger.card_id, "extra"),
        (two.card_id, "missing"),
    }
    assert Event.objects.filter(kind="counter.CardMissing").count() == 1
    stock.unpack(act, one.shipment, two.serial, "A-1")
    assert [row.kind for row in queries.open_differences(TOWN)] == ["extra"]


@pytest.mark.django_db
def test_a_card_that_ended_on_the_shelf_goes_into_the_bin() -> None:
    card = in_town(1)
    with pytest.raises(StockRefused, match="good"):
        stock.to_bin(officer(), card.serial)
    cards.discard(officer(), card.resident_id, card.card_id)
    outbox.deliver(clock(), 1000)
    assert [item.card_id for item in queries.ended_in_stock(TOWN)] == [card.card_id]
    stock.to_bin(officer(), card.serial)
    assert queries.ended_in_stock(TOWN) == []


class Shelves(RuleBasedStateMachine):
    """Scans in any order beside a model of where things really lie; somebody takes cards away without a scan."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cards: list[cards.CardView] = []
        self.where: dict[str, Where] = {}
        self.stolen: set[str] = set()
        self.number = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def some(self) -> None:
        for _ in range(3):
            self.arrive()

    @rule()
    def arrive(self) -> None:
        self.number += 1
        card = in_town(self.number)
        self.cards.append(card)
        self.where[card.serial] = Where.SHELF

    @rule(data=st.data(), scan=st.sampled_from(["put", "take_out", "found", "to_bin"]))
    def scan(self, data: st.DataObject, scan: str) -> None:
        card = data.draw(st.sampled_from(self.cards))
        if card.serial in self.stolen:
            return
        before = self.where[card.serial]
        clock.forward(minutes=1)
        try:
            with transaction.atomic():
                getattr(stock, scan)(officer(), card.serial, *([] if scan == "to_bin" else ["B"]))
        except StockRefused:
            return
        assert before is Where.MISSING or scan != "found"
        self.where[card.serial] = Where.DESK if scan == "take_out" else Where.SHELF

    @rule(data=st.data())
    def steal(self, data: st.DataObject) -> None:
        self.stolen.add(data.draw(st.sampled_from(self.cards)).serial)

    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        if self.stolen:
            self.stolen.remove(data.draw(st.sampled_from(sorted(self.stolen))))

    @rule()
    def count(self) -> None:
        clock.forward(minutes=1)
        count = counting.begin_count(officer(), TOWN)
        here = [one for one in self.where if self.where[one] in IN_HOUSE and one not in self.stolen]
        for serial in here:
            counting.count_scan(officer(), count, serial)
        clock.forward(minutes=1)
        result = counting.close_count(officer(), count)
        gone = {one for one in self.where if self.where[one] in IN_HOUSE and one in self.stolen}
        assert {cards.by_card_id(one).serial for one in result.missing} == gone, "missing the same day, and only those"
        self.where |= dict.fromkeys(gone, Where.MISSING)

    @invariant()
    def the_record_says_where_every_card_is(self) -> None:
        kept = {item.serial: Where(item.whereabouts) for item in StockItem.objects.all()}
        assert kept == self.where
        assert sum(queries.totals(TOWN).values()) == len(self.cards)

    @invariant()
    def every_change_left_a_line(self) -> None:
        for item in StockItem.objects.all():
            assert StockMove.objects.filter(card_id=item.card_id).count() == item.version
        missing = Difference.objects.filter(kind="missing", settled_at=None).values("card_id").distinct().count()
        assert missing == sum(where is Where.MISSING for where in self.where.values())


@pytest.fixture
def stood() -> Iterator[None]:
    before = clock.moment
    yield
    clock.moment = before


@pytest.mark.django_db
@pytest.mark.usefixtures("stood")
def test_the_stock_is_right_always() -> None:
    check = settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Shelves, settings=check)  # type: ignore[no-untyped-call]
