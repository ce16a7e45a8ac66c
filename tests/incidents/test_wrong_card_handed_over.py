"""Somebody else's card handed over. Rifu, Miyagi, 2021-04-16; Etajima, Hiroshima, 2023-02-17; Morioka, Iwate, 2023-07-10.

A card was taken from the box by its position or by a similar name, and nobody compared. Here the serial number under the scanner
says whose card it is: a card of anybody else is refused without telling whose, it stays in stock, and the refusal is in the log.
Behind a mask (Morioka) nobody is identified. What lies on the reader is compared once more before the card leaves.
"""

from dataclasses import replace

import pytest
from tests.unit.services.applications.desk import face
from tests.unit.services.counter.desk import DESK, PROOF, Stocked, lay, officer, stocked, to_pins, version

from tegata.ground.models import AuditEntry
from tegata.services.cards import api as cards
from tegata.services.counter.actions import handing
from tegata.services.counter.rules.desk import NotThisCardOnDesk
from tegata.services.counter.rules.handover import NotTheHolder, WrongCard
from tegata.services.counter.rules.proofing import Item, NotProved
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]


@pytest.fixture
def two() -> list[Stocked]:
    return stocked((1, 2))


def test_the_serial_number_decides_whose_card_it_is(two: list[Stocked]) -> None:
    mine, other = two
    with pytest.raises(WrongCard) as refused:
        handing.begin(officer(), DESK, other.serial, mine.resident_id)
    assert residents.record(other.resident_id).name not in str(refused.value)
    assert other.card.state is cards.State.IN_STOCK
    entry = AuditEntry.objects.filter(outcome="refused").latest("number")
    assert (entry.subject, entry.thing) == (mine.resident_id, str(other.card_id))


def test_another_card_on_the_reader_does_not_leave_in_its_place(two: list[Stocked]) -> None:
    mine, other = two
    handover = to_pins(mine)
    lay(other)
    with pytest.raises(NotThisCardOnDesk):
        handing.hand_over(officer(), mine.resident_id, handover, 0, version(mine))
    assert mine.card.state is other.card.state is cards.State.IN_STOCK


def test_nobody_is_identified_behind_a_mask(two: list[Stocked]) -> None:
    mine, _ = two
    _, handover = handing.begin(officer(), DESK, mine.serial)
    masked = replace(PROOF, items=PROOF.items - {Item.MASK_OFF})
    with pytest.raises(NotProved, match="mask"):
        handing.identify_holder(officer(), mine.resident_id, handover, masked, None, version(mine))


def test_the_face_of_somebody_else_ends_it(two: list[Stocked]) -> None:
    mine, _ = two
    lay(mine)
    _, handover = handing.begin(officer(), DESK, mine.serial)
    handing.identify_holder(officer(), mine.resident_id, handover, PROOF, None, version(mine))
    with pytest.raises(NotTheHolder):
        handing.compare_by_camera(officer(), mine.resident_id, handover, face(2, 1), version(mine))
