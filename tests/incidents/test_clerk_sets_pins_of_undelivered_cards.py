"""A clerk set the PINs of cards that nobody had collected, and took the points of their holders. Sasebo, Nagasaki, 2023-12-05.

Here the issuing centre gives no code for a PIN but to the holder's own act, on a card that is being handed over to a person who was
identified and whose face was compared, by the camera or by two officers. Whoever is signed in as staff cannot open the holder's
screen; the holder is told by letter that PINs were set; and PINs of a handover that came to nothing are taken out of the chip.
"""

from collections.abc import Callable

import pytest
from tests.unit.services.applications.desk import face
from tests.unit.services.counter.desk import (
    DESK,
    PROOF,
    Stocked,
    identified,
    lay,
    officer,
    stocked,
    to_comparison,
    to_pins,
    version,
)

from tegata.ground.two_person import TwoPersonRefused, approve
from tegata.reader import DeskSession
from tegata.rules.pins import PinKind
from tegata.services.counter.actions import chip, handing, holder, pins
from tegata.services.counter.models import HolderTask
from tegata.services.counter.rules.handover import HandoverRefused, NotTheHolder
from tegata.services.production import api as production
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


@pytest.fixture
def one() -> Stocked:
    (found,) = stocked()
    lay(found)
    return found


def tries(one: Stocked) -> int | None:
    with chip.card_on(DESK, one.card) as connection:
        return chip.pin_tries(connection)[PinKind.AUTHENTICATION]


def by_clerk(one: Stocked, order: Callable[[], object]) -> None:
    """A clerk with a program of her own, at the terminal that speaks to the centre."""
    found = order()
    with chip.card_on(DESK, one.card) as connection:
        session = DeskSession(
            connection,
            lambda challenge_and_context, aid: production.authorise(
                officer(),
                found,  # type: ignore[arg-type]
                challenge_and_context,
                aid,
            ),
        )
        session.set_pin(PinKind.AUTHENTICATION, "1234")


def test_the_centre_gives_a_clerk_no_code(one: Stocked) -> None:
    ids = (one.resident_id, one.card_id)
    for occasion in (production.Occasion.UNLOCK, production.Occasion.RESET):
        with pytest.raises(production.ChangeRefused, match="in stock"):
            by_clerk(one, lambda occasion=occasion: production.order_pins(officer(), *ids, occasion, tuple(PinKind)))
    with pytest.raises(production.ChangeRefused, match="holder"):
        by_clerk(one, lambda: production.order_pins(officer(), *ids, production.Occasion.HANDOVER, tuple(PinKind)))
    assert tries(one) == 0


def test_the_order_of_a_handover_is_no_use_to_the_clerk(one: Stocked) -> None:
    handover = to_comparison(one)
    holder.open_for_handover(officer(), one.resident_id, handover, version(one))
    task = HolderTask.objects.get(resident_id=one.resident_id)
    with pytest.raises(production.ChangeRefused, match="holder"):
        by_clerk(one, lambda: task.order)
    assert tries(one) == 0


def test_the_pin_desk_does_not_touch_a_card_in_stock(one: Stocked) -> None:
    with pytest.raises(production.ChangeRefused):
        pins.ask_reset(officer(), DESK, one.serial, (PinKind.AUTHENTICATION,), identified(one))


def test_alone_she_comes_no_further_than_the_face(one: Stocked) -> None:
    _, handover = handing.begin(officer(), DESK, one.serial)
    handing.identify_holder(officer(), one.resident_id, handover, PROOF, None, version(one))
    with pytest.raises(NotTheHolder):
        handing.compare_by_camera(officer(), one.resident_id, handover, face(1), version(one))
    mine = handing.propose_comparison(officer(), one.resident_id, handover)
    with pytest.raises(TwoPersonRefused):
        approve(officer(), mine)
    with pytest.raises(TwoPersonRefused):
        handing.compare_by_two(officer(), one.resident_id, handover, mine, version(one))
    with pytest.raises(HandoverRefused):
        holder.open_for_handover(officer(), one.resident_id, handover, version(one))


def test_pins_of_a_handover_that_came_to_nothing_are_taken_out_and_the_holder_knows(one: Stocked) -> None:
    handover = to_pins(one)
    assert "PINs set" in [letter.kind for letter in residents.letters(one.resident_id)]
    handing.stop(officer(), one.resident_id, handover, "nobody there")
    assert tries(one) == 0
