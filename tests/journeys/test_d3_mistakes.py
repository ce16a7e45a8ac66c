"""D3: one crowded Saturday on which everything that went wrong in reality is tried, and each is caught at its place.

Each class has its own file in tests/incidents; here they happen in one town on one day, and at night the books are right.
"""

from datetime import date

import pytest
from tests.journeys.rounds import make_cards, register, settle
from tests.offices import START, clock
from tests.unit.services.applications import desk as applying
from tests.unit.services.applications.desk import clerk, face, himself
from tests.unit.services.counter.desk import DESK, Stocked, lay, officer, stocked, to_comparison, to_pins, version
from tests.unit.services.production.orders import ordered
from tests.unit.services.residents.newcomers import ELSEWHERE_IN_KIYOSE, registered

from tegata.ground.act import NotAllowed
from tegata.rules.fees import WrongFee
from tegata.server.home import Home
from tegata.services.applications import queries as applications
from tegata.services.applications.actions import ending, passing_on, photographing, reviewing
from tegata.services.applications.actions.ending import Cancellation
from tegata.services.applications.actions.reviewing import TwoHaveToLook
from tegata.services.applications.rules.likeness import PhotoRefused
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.services.cards import api as cards
from tegata.services.counter import queries as counter
from tegata.services.counter.actions import counting, handing, holder, posting, stock
from tegata.services.counter.rules.desk import NotThisCardOnDesk
from tegata.services.counter.rules.handover import HandoverRefused, WrongCard, WrongEnvelope
from tegata.services.production import queries as centre
from tegata.services.production.rules import State
from tegata.services.residents import actions as events
from tegata.services.residents.api import Days

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def test_photos_swapped_at_the_application_desk(country: Home) -> None:
    """Namesakes of the same day; a couple; one's own photo sent with another's application."""
    one, two = (registered("見本　花子", "ミホン ハナコ", birth=date(1990, 5, 6)) for _ in range(2))
    settle()
    begun = applying.begun_online(one, face(1))
    applying.sent(begun)
    other = applying.begun_online(two)
    with pytest.raises(PhotoRefused):
        photographing.take_photo(himself(two), two, other.application_id, face(1))
    with pytest.raises(NotAllowed):
        photographing.take_photo(himself(two), one, begun.application_id, face(2))
    photographing.take_photo(himself(two), two, other.application_id, face(1, 1))
    swapped = applying.sent(other)
    with pytest.raises(TwoHaveToLook):
        reviewing.pass_review(clerk(), two, swapped.application_id)
    reviewing.ask_photo(clerk(), two, swapped.application_id, "Another")
    photographing.take_photo(himself(two), two, swapped.application_id, face(2))
    assert applications.photo(one, begun.application_id) == face(1)
    assert applications.photo(two, swapped.application_id) == face(2)


def test_a_request_that_gets_lost_and_a_wish_to_cancel_that_comes_late(country: Home) -> None:
    one, two = applying.applied_at_counter(registered(), face(1)), ordered(2)
    passing_on.pass_on(clerk(), "132217", MAIN_OFFICE, [one.receipt])
    clock.forward(days=1, minutes=1)
    assert [late.receipt for late in applications.overdue(clock(), "132217")] == [one.receipt]
    assert ending.cancel(himself(one.resident_id), one.resident_id, one.application_id) is Cancellation.DONE
    assert ending.cancel(himself(two.resident_id), two.resident_id, two.application_id) is Cancellation.DONE
    make_cards()
    row = centre.order_of(two.card_id)
    assert row is not None
    assert row.state is State.WITHDRAWN
    assert cards.card(two.resident_id, two.card_id).serial == "", "no card was made"


def test_the_handover_desk(country: Home) -> None:
    """Wrong card, no PINs, a clerk who would set them, a fee that is not due, another card on the reader."""
    one, two = stocked((1, 2))
    with pytest.raises(WrongCard):
        handing.begin(officer(), DESK, two.serial, one.resident_id)
    handover = to_comparison(one)
    with pytest.raises(HandoverRefused):
        handing.hand_over(officer(), one.resident_id, handover, 0, version(one))
    with pytest.raises(holder.CodeNotGood):
        holder.set_pins("ABCD-EFGH-JKLM", {}, clock())
    handing.stop(officer(), one.resident_id, handover, "begun anew")
    clock.forward(minutes=1)
    handover = to_pins(one)
    with pytest.raises(WrongFee, match=r"free|0 yen"):
        handing.hand_over(officer(), one.resident_id, handover, 800, version(one))
    lay(two)
    with pytest.raises(NotThisCardOnDesk):
        handing.hand_over(officer(), one.resident_id, handover, 0, version(one))
    assert _states(one, two) == [cards.State.IN_STOCK] * 2
    lay(one)
    handing.hand_over(officer(), one.resident_id, handover, 0, version(one))
    assert _states(one, two) == [cards.State.HANDED_OVER, cards.State.IN_STOCK]


def test_the_envelope_and_the_shelf(country: Home) -> None:
    """Two cards in each other's envelope; a card that nobody misses until the count of the day."""
    one, two = stocked((1, 2), posted=True)
    lay(one)
    with pytest.raises(WrongEnvelope):
        posting.post(officer(), DESK, one.serial, posting.label_of(two.card), "12345678901")
    posting.post(officer(), DESK, one.serial, posting.label_of(one.card), "12345678901")
    clock.forward(hours=1)
    count = counting.begin_count(officer(), "132217")
    clock.forward(minutes=5)
    missing = counting.close_count(officer(), count).missing
    assert set(missing) == {two.card_id}, "what is in the post is not missing, what is stolen is, the same day"
    assert [row.card_id for row in counter.open_differences("132217")] == [two.card_id]
    stock.found(officer(), two.serial, "A-2")
    assert counter.open_differences("132217") == []


def test_a_move_without_the_card_is_seen_at_the_end_of_the_day(country: Home) -> None:
    one = stocked()[0]
    handing.hand_over(officer(), one.resident_id, to_pins(one), 0, version(one))
    settle()
    today = register().today
    events.move_within(register(), one.resident_id, Days(today, today), ELSEWHERE_IN_KIYOSE)
    settle()
    assert [duty.card_id for duty in cards.open_duties("132217", today)] == [one.card_id]
    assert one.card.rewrite_since == today


def _states(*them: Stocked) -> list[cards.State]:
    return [one.card.state for one in them]
