"""Cards that go by post: ready, in the right envelope, delivered or back on the shelf."""

import pytest
from tests.unit.services.counter.desk import DESK, Stocked, lay, officer, stocked

from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import posting
from tegata.services.counter.rules.handover import HandoverRefused
from tegata.services.counter.rules.stock import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

MAIL = "12345678901"


def where(one: Stocked) -> Where:
    item = queries.item(one.card_id)
    assert item is not None
    return item.where


def test_out_back_out_and_delivered(country: Home) -> None:
    (one,) = stocked(posted=True)
    label = posting.label_of(one.card)
    lay(one)
    with pytest.raises(HandoverRefused, match="11 to 13"):
        posting.post(officer(), DESK, one.serial, label, "1")
    posting.post(officer(), DESK, one.serial, label, MAIL)
    assert where(one) is Where.POSTED
    assert [row[2] for row in queries.in_the_post("132217")] == [MAIL]
    posting.come_back(officer(), one.serial, "returned mail")
    assert where(one) is Where.SHELF
    posting.post(officer(), DESK, one.serial, label, MAIL)
    posting.delivered(officer(), one.resident_id, one.card_id)
    assert where(one) is Where.HANDED_OVER
    assert one.card.state is cards.State.HANDED_OVER
    with pytest.raises(HandoverRefused):
        posting.come_back(officer(), one.serial, "returned mail")


def test_a_card_for_collection_is_not_posted() -> None:
    (one,) = stocked()
    with pytest.raises(HandoverRefused, match="counter"):
        posting.post(officer(), DESK, one.serial, posting.label_of(one.card), MAIL)
