"""Cards handed over or posted without PINs. Nasushiobara 2023-04-06 (34 of 347), Moriyama 2023-11-08, Mōka 2023-12-05.

Their holders found out months later, when a deadline had passed. Here no card leaves before the chip itself, on the reader, says
that every PIN has a value and every certificate is there.
"""

import pytest
from tests.unit.services.counter.desk import DESK, lay, officer, stocked, to_comparison, to_pins, version

from tegata.rules.pins import PinKind
from tegata.services.cards import api as cards
from tegata.services.counter.actions import chip, handing, posting
from tegata.services.counter.rules.handover import HandoverRefused, PinsNotSet
from tegata.services.production import api as production

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


def take_away(card: cards.CardView, kind: PinKind) -> None:
    """As if that PIN had been forgotten."""
    order = production.order_pins(officer(), card.resident_id, card.card_id, production.Occasion.PINS_OUT, (kind,))
    with chip.card_on(DESK, card) as connection:
        chip.desk_session(officer(), connection, order).take_pin_away(kind)


def test_no_handover_ends_before_the_holder_set_the_pins() -> None:
    (one,) = stocked()
    handover = to_comparison(one)
    with pytest.raises(HandoverRefused):
        handing.hand_over(officer(), one.resident_id, handover, 0, version(one))
    assert one.card.state is cards.State.IN_STOCK


@pytest.mark.parametrize("kind", [PinKind.REGISTER, PinKind.SIGNATURE])
def test_the_chip_is_asked_and_not_the_record(kind: PinKind) -> None:
    (one,) = stocked()
    handover = to_pins(one)
    take_away(one.card, kind)
    with pytest.raises(PinsNotSet, match=kind.value):
        handing.hand_over(officer(), one.resident_id, handover, 0, version(one))
    assert one.card.state is cards.State.IN_STOCK


def test_no_card_is_posted_without_pins() -> None:
    (one,) = stocked(posted=True)
    lay(one)
    take_away(one.card, PinKind.AUTHENTICATION)
    with pytest.raises(PinsNotSet, match="auth"):
        posting.post(officer(), DESK, one.serial, posting.label_of(one.card), "12345678901")
