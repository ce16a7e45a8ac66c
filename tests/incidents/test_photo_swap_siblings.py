"""Photo swap between siblings. Hita, Ōita, 2023-06-23.

The card of a child of four got the photo of the sister two years older, on the last and crowded day of a campaign. Children look
alike: what counts is whose earlier photo the new one is nearer to, and that two look where it is the other child's.
"""

from datetime import date
from uuid import UUID

import pytest
from tests.unit.services.applications.desk import clerk, doubts, face, queries, registered, sent, state_of

from tegata.services.applications.actions import beginning, making, photographing, reviewing
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.actions.reviewing import TwoHaveToLook
from tegata.services.applications.actions.sending import Sent
from tegata.services.applications.rules.applicants import AppliedBy
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.likeness import PhotoRefused
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
BY_MOTHER = Entry(Channel.COUNTER, AppliedBy.REPRESENTATIVE)
SISTER, CHILD = 40, 41


def photo_of(identity: int, picture: int, age: float) -> bytes:
    return face(identity, picture, related_to=SISTER if identity == CHILD else None, age=age)


def children() -> tuple[UUID, UUID]:
    mother = registered()
    house = residents.record(mother).household_id
    sister = registered("見本　葵", "ミホン アオイ", birth=date(2019, 5, 1), household_id=house, relationship="子")
    child = registered("見本　蓮", "ミホン レン", birth=date(2021, 6, 1), household_id=house, relationship="子")
    return sister, child


def applied_for(child: UUID, image: bytes) -> Sent:
    begun = beginning.begin_at_office(clerk(), child, BY_MOTHER)
    return sent(photographing.take_photo(clerk(), child, begun.application_id, image))


def made_for(child: UUID, image: bytes) -> None:
    one = applied_for(child, image)
    row = queries.row(child, one.application_id)
    row.state = "making"
    row.save(update_fields=["state"])
    making.mark_made(clerk(), child, one.application_id)


def test_the_sisters_picture_is_refused() -> None:
    sister, child = children()
    applied_for(sister, photo_of(SISTER, 0, 6))
    begun = beginning.begin_at_office(clerk(), child, BY_MOTHER)
    with pytest.raises(PhotoRefused):
        photographing.take_photo(clerk(), child, begun.application_id, photo_of(SISTER, 0, 6))


def test_another_picture_of_the_sister_is_looked_at_by_two() -> None:
    sister, child = children()
    applied_for(sister, photo_of(SISTER, 0, 6))
    swapped = applied_for(child, photo_of(SISTER, 1, 6))
    assert "same face" in doubts(swapped)
    with pytest.raises(TwoHaveToLook):
        reviewing.pass_review(clerk(), child, swapped.application_id)
    assert state_of(swapped) == "received"


def test_with_earlier_cards_the_nearer_one_tells() -> None:
    sister, child = children()
    made_for(sister, photo_of(SISTER, 0, 6))
    made_for(child, photo_of(CHILD, 0, 4))
    swapped = applied_for(child, photo_of(SISTER, 1, 6))
    assert "nearer to household" in doubts(swapped)
