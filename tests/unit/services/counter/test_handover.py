"""The handover with real cards: every step in its order, PINs from the holder's screen into the chip, nothing kept."""

from datetime import timedelta

import pytest
from tests.offices import clock
from tests.unit.services.applications.desk import face
from tests.unit.services.counter.desk import (
    DESK,
    PINS,
    PROOF,
    Stocked,
    held,
    lay,
    officer,
    stocked,
    to_comparison,
    to_pins,
    version,
)

from tegata.cardspec import jpki
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.reader import InProcess, JpkiSession
from tegata.rules.fees import WrongFee
from tegata.rules.pins import PinFormatError, PinKind
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import handing, holder
from tegata.services.counter.rules.handover import HandoverRefused, NotTheHolder
from tegata.services.counter.rules.stock import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


@pytest.fixture
def one() -> Stocked:
    return stocked()[0]


def test_a_card_goes_to_its_holder_with_pins_that_work(country: Home) -> None:
    one = held()
    assert one.card.state is cards.State.HANDED_OVER
    item = queries.item(one.card_id)
    assert item is not None
    assert item.where is Where.HANDED_OVER
    with country.open_card(str(one.card_id)) as card:
        session = JpkiSession(InProcess(card))
        session.verify(jpki.AUTHENTICATION_PIN, PINS[PinKind.AUTHENTICATION])
        session.verify(jpki.SIGNATURE_PASSWORD, PINS[PinKind.SIGNATURE].upper())


def test_a_camera_compares_the_person_with_chip_and_application(one: Stocked) -> None:
    lay(one)
    _, handover = handing.begin(officer(), DESK, one.serial)
    handing.identify_holder(officer(), one.resident_id, handover, PROOF, None, version(one))
    with pytest.raises(NotTheHolder):
        handing.compare_by_camera(officer(), one.resident_id, handover, face(2), version(one))
    with pytest.raises(NotTheHolder, match="taken now"):
        handing.compare_by_camera(officer(), one.resident_id, handover, face(1), version(one))
    assert handing.compare_by_camera(officer(), one.resident_id, handover, face(1, 1), version(one)) < 0.3


def test_no_step_is_passed_over(one: Stocked) -> None:
    lay(one)
    _, handover = handing.begin(officer(), DESK, one.serial)
    with pytest.raises(HandoverRefused, match="identify"):
        holder.open_for_handover(officer(), one.resident_id, handover, version(one))
    handing.identify_holder(officer(), one.resident_id, handover, PROOF, None, version(one))
    with pytest.raises(HandoverRefused, match="compare"):
        holder.open_for_handover(officer(), one.resident_id, handover, version(one))


def test_the_code_serves_once_and_for_minutes(one: Stocked) -> None:
    handover = to_comparison(one)
    first = holder.open_for_handover(officer(), one.resident_id, handover, version(one))
    code = holder.open_for_handover(officer(), one.resident_id, handover, version(one))
    with pytest.raises(holder.CodeNotGood):
        holder.set_pins(first, PINS, clock())
    with pytest.raises(PinFormatError):
        holder.set_pins(code, PINS | {PinKind.TEXT: "12345"}, clock())
    with pytest.raises(holder.CodeNotGood):
        holder.set_pins(code, PINS, clock() + timedelta(minutes=11))
    holder.set_pins(code, PINS, clock())
    with pytest.raises(holder.CodeNotGood):
        holder.set_pins(code, PINS, clock())


def test_a_stopped_handover_leaves_no_pin_behind(country: Home, one: Stocked) -> None:
    handover = to_pins(one)
    handing.stop(officer(), one.resident_id, handover, "went away")
    with country.open_card(str(one.card_id)) as card:
        assert JpkiSession(InProcess(card)).pin_states()[jpki.AUTHENTICATION_PIN] == 0
    item = queries.item(one.card_id)
    assert item is not None
    assert item.where is Where.SHELF
    handing.hand_over(officer(), one.resident_id, to_pins(one), 0, version(one))
    assert one.card.state is cards.State.HANDED_OVER


def test_a_stop_without_the_card_waits_for_it(one: Stocked) -> None:
    handover = to_pins(one)
    lay(None)
    with pytest.raises(Exception, match="no card lies"):
        handing.stop(officer(), one.resident_id, handover, "went away")
    assert [row.state.value for row in queries.open_handovers("132217")] == ["stopping"]


def test_the_first_card_is_free(one: Stocked) -> None:
    handover = to_pins(one)
    with pytest.raises(WrongFee):
        handing.hand_over(officer(), one.resident_id, handover, 200, version(one))
    assert one.card.state is cards.State.IN_STOCK


def test_of_two_desks_one_wins(one: Stocked) -> None:
    handover = to_comparison(one)
    with pytest.raises(ChangedMeanwhile):
        handing.begin(officer("other"), "kiyose-2", one.serial)
    shown = version(one)
    holder.open_for_handover(officer(), one.resident_id, handover, shown)
    with pytest.raises(ChangedMeanwhile):
        holder.open_for_handover(officer("other"), one.resident_id, handover, shown)
