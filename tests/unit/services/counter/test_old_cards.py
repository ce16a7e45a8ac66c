"""Whoever gets a new card gives the old one back, or reports its loss, before the new one goes over the counter."""

import pytest
from tests.unit.services.counter.desk import (
    Stocked,
    agreed,
    held,
    identified,
    in_stock_again,
    officer,
    to_pins,
    version,
)

from tegata.ground.models import AuditEntry
from tegata.rules.fees import WrongFee
from tegata.services.applications.api import Wishes
from tegata.services.applications.rules.applicants import Reason
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import handing, returns
from tegata.services.counter.models import FeeTaken
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.handover import NotAnOldCard, OldCardMissing
from tegata.services.counter.rules.stock import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

LOST = Wishes(Reason.REISSUE)


@pytest.fixture
def old() -> Stocked:
    return held()


def where(one: Stocked) -> Where:
    item = queries.item(one.card_id)
    assert item is not None
    return item.where


def test_the_new_card_waits_for_the_old_one_which_goes_to_the_shredder(old: Stocked) -> None:
    new = in_stock_again(old, LOST)
    ids = new.resident_id, to_pins(new)
    for given_back, refusal in (((), OldCardMissing), ((new.serial,), NotAnOldCard)):
        with pytest.raises(refusal):
            handing.hand_over(officer(), *ids, 1000, version(new), given_back=given_back)
        assert (old.card.state, new.card.state) == (cards.State.HANDED_OVER, cards.State.IN_STOCK)
    assert not FeeTaken.objects.exists(), "what is refused takes no money"
    handing.hand_over(officer(), *ids, 1000, version(new), given_back=[old.serial])
    assert (old.card.state, old.card.why) == (cards.State.INVALID, cards.Why.RENEWED)
    assert (where(old), where(new)) == (Where.BIN, Where.HANDED_OVER)
    returns.shred(officer("second"), old.serial, agreed(returns.propose_shredding(officer(), old.serial)))
    assert [line.serial for line in queries.shreddings("132217")] == [old.serial]


def test_a_card_that_is_lost_is_reported_and_may_still_turn_up(old: Stocked) -> None:
    new = in_stock_again(old, LOST)
    handover = to_pins(new)
    handing.hand_over(officer(), new.resident_id, handover, 1000, version(new), gone=cards.ReturnCause.LOST)
    assert (old.card.why, where(old)) == (cards.Why.LOST, Where.GONE)
    assert queries.old_cards(new.card) == ()
    returns.take_back(officer(), old.serial, cards.ReturnCause.WISH, None)
    assert where(old) is Where.BIN


def test_what_was_given_back_or_reported_before_is_not_asked_for_again(old: Stocked) -> None:
    identification = identified(old, Errand.RETURN)
    returns.report_gone(officer(), old.resident_id, old.card_id, cards.ReturnCause.LOST, identification)
    new = in_stock_again(old, LOST)
    handing.hand_over(officer(), new.resident_id, to_pins(new), 1000, version(new))
    assert new.card.is_held


def test_a_card_that_was_ordered_back_and_never_came_is_asked_for(old: Stocked) -> None:
    returns.order_back(officer(), old.resident_id, old.card_id)
    new = in_stock_again(old, LOST)
    handover = to_pins(new)
    with pytest.raises(OldCardMissing):
        handing.hand_over(officer(), new.resident_id, handover, 1000, version(new))
    handing.hand_over(officer(), new.resident_id, handover, 1000, version(new), given_back=[old.serial])
    assert where(old) is Where.BIN


def test_what_is_due_goes_by_the_occasion_and_an_excuse_is_written_down(old: Stocked) -> None:
    new = in_stock_again(old, LOST)
    ids = new.resident_id, to_pins(new)
    with pytest.raises(WrongFee, match="1000 yen are due"):
        handing.hand_over(officer(), *ids, 0, version(new), given_back=[old.serial])
    with pytest.raises(WrongFee, match="0 yen are due"):
        handing.hand_over(officer(), *ids, 1000, version(new), excuse=cards.Excuse.DISASTER, given_back=[old.serial])
    handing.hand_over(officer(), *ids, 0, version(new), excuse=cards.Excuse.DISASTER, given_back=[old.serial])
    assert not FeeTaken.objects.exists()
    assert AuditEntry.objects.get(verb="counter fee waived").facts == '{"excuse":"disaster"}'


def test_a_card_without_certificates_costs_less(old: Stocked) -> None:
    new = in_stock_again(old, Wishes(Reason.REISSUE, wants_auth=False, wants_sign=False))
    assert handing.due(new.card).total == 800
