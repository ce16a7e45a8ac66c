"""Photo swap within a couple. Kōbe, Hyōgo, 2023-06-16.

Husband and wife applied together; each card had the other's photo. Here the photo of one is nearer to the other's earlier
photo than to the applicant's own: two look before it passes, and the applicant sees name and photo side by side.
"""

import pytest
from tests.unit.services.applications.desk import (
    applied_at_counter,
    carded,
    clerk,
    doubts,
    face,
    registered,
    state_of,
)

from tegata.services.applications.actions import reviewing
from tegata.services.applications.actions.reviewing import TwoHaveToLook
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db


def test_a_photo_nearer_to_the_spouse_is_looked_at_by_two() -> None:
    husband = registered("見本　太郎", "ミホン タロウ")
    house = residents.record(husband).household_id
    wife = registered("見本　花子", "ミホン ハナコ", household_id=house, relationship="妻")
    carded(husband, face(1))
    carded(wife, face(2))
    swapped = applied_at_counter(husband, face(2, 1))
    assert "nearer to household" in doubts(swapped)
    with pytest.raises(TwoHaveToLook):
        reviewing.pass_review(clerk(), husband, swapped.application_id)
    assert state_of(swapped) == "received"


def test_a_first_photo_that_is_the_spouses_face_is_looked_at_by_two() -> None:
    husband = registered("見本　太郎", "ミホン タロウ")
    house = residents.record(husband).household_id
    wife = registered("見本　花子", "ミホン ハナコ", household_id=house, relationship="妻")
    applied_at_counter(wife, face(2))
    swapped = applied_at_counter(husband, face(2, 1))
    with pytest.raises(TwoHaveToLook):
        reviewing.pass_review(clerk(), husband, swapped.application_id)


def test_the_right_photos_of_both_pass() -> None:
    husband = registered("見本　太郎", "ミホン タロウ")
    house = residents.record(husband).household_id
    wife = registered("見本　花子", "ミホン ハナコ", household_id=house, relationship="妻")
    for resident, identity in ((husband, 1), (wife, 2)):
        carded(resident, face(identity))
        again = applied_at_counter(resident, face(identity, 1))
        assert doubts(again) == []
        reviewing.pass_review(clerk(), resident, again.application_id)
