"""Cards that come back, and the shredder."""

from uuid import uuid4

import pytest
from tests.unit.services.counter.desk import Stocked, agreed, held, identified, officer, stocked

from tegata.ground.two_person import TwoPersonRefused
from tegata.server.home import Home, NoSuchCard
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import proofing, returns
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.stock import StockRefused, Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

WISH = cards.ReturnCause.WISH


def where(one: Stocked) -> Where:
    item = queries.item(one.card_id)
    assert item is not None
    return item.where


def test_a_card_is_given_back_cut_by_two_and_gone(country: Home) -> None:
    one = held()
    with pytest.raises(proofing.NotIdentified):
        returns.take_back(officer(), one.serial, WISH, uuid4())
    returns.take_back(officer(), one.serial, WISH, identified(one, Errand.RETURN))
    assert one.card.state is cards.State.INVALID
    assert where(one) is Where.BIN
    proposal = returns.propose_shredding(officer(), one.serial)
    with pytest.raises(TwoPersonRefused):
        returns.shred(officer(), one.serial, proposal)
    returns.shred(officer("second"), one.serial, agreed(proposal))
    assert one.card.state is cards.State.DESTROYED
    assert where(one) is Where.SHREDDED
    (line,) = queries.shreddings("132217")
    assert line.confirmed_at is not None
    with pytest.raises(NoSuchCard):
        country.card(str(one.card_id))
    with pytest.raises(StockRefused):
        returns.propose_shredding(officer(), one.serial)


def test_what_was_never_handed_over_is_not_taken_back() -> None:
    (one,) = stocked()
    with pytest.raises(StockRefused):
        returns.take_back(officer(), one.serial, WISH, None)
    with pytest.raises(StockRefused, match="bin"):
        returns.propose_shredding(officer(), one.serial)


def test_a_card_that_is_ordered_back_is_invalid_at_once_and_anybody_may_bring_it() -> None:
    one = held()
    returns.order_back(officer(), one.resident_id, one.card_id)
    assert one.card.state is cards.State.INVALID
    returns.take_back(officer(), one.serial, WISH, None)
    assert where(one) is Where.BIN


def test_a_loss_reported_at_the_counter_ends_the_card() -> None:
    one = held()
    identification = identified(one, Errand.RETURN)
    returns.report_gone(officer(), one.resident_id, one.card_id, cards.ReturnCause.LOST, identification)
    assert one.card.why is cards.Why.LOST
