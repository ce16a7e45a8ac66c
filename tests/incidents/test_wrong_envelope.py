"""Two cards posted in each other's envelope. Ōkuma, Fukushima, 2023-10-20.

Here card and address label are both scanned, and both must be of one order; the letter that is refused leaves nothing posted.
"""

import pytest
from tests.unit.services.counter.desk import DESK, lay, officer, stocked

from tegata.services.counter import queries
from tegata.services.counter.actions import posting
from tegata.services.counter.rules.handover import WrongEnvelope
from tegata.services.counter.rules.stock import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


def test_card_and_label_are_of_one_order() -> None:
    one, two = stocked((1, 2), posted=True)
    lay(one)
    with pytest.raises(WrongEnvelope):
        posting.post(officer(), DESK, one.serial, posting.label_of(two.card), "12345678901")
    assert queries.in_the_post("132217") == []
    posting.post(officer(), DESK, one.serial, posting.label_of(one.card), "12345678901")
    assert [row[1] for row in queries.in_the_post("132217")] == [one.card_id]
    assert queries.totals("132217")[Where.SHELF] == 1
