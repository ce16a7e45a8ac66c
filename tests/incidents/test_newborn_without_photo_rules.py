"""Newborns and the photo. The seed's date: every card has a photo; since 2024-12-02 that of a child under one has none.

Applied for with the notice of birth, without the child's photo, and never refused for it; a child of one year has a photo again.
"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.unit.services.applications.desk import clerk, himself, registered, state_of

from tegata.services.applications.actions import beginning, photographing, reviewing, sending
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.rules.applicants import (
    PHOTO_FREE_UNDER_ONE_FROM,
    AppliedBy,
    WrongApplicant,
    WrongWay,
    photo_needed,
)
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.tracing import NoPhoto

pytestmark = pytest.mark.django_db
WITH_BIRTH_NOTICE = Entry(Channel.NEWBORN, AppliedBy.REPRESENTATIVE)


def child_born(birth: date) -> UUID:
    return registered("見本　一", "ミホン ハジメ", birth=birth, since=max(birth, date(2026, 3, 20)))


def test_a_newborns_application_needs_no_photo_and_takes_none() -> None:
    child = child_born(date(2026, 3, 20))
    begun = beginning.begin_at_office(clerk(), child, WITH_BIRTH_NOTICE)
    with pytest.raises(WrongWay, match="no photo"):
        photographing.take_photo(clerk(), child, begun.application_id, b"any")
    one = sending.confirm_and_send(himself(child), child, begun.application_id, "")
    reviewing.pass_review(clerk(), child, one.application_id)
    assert state_of(one) == "reviewed"


def test_a_parent_applies() -> None:
    child = child_born(date(2026, 3, 20))
    with pytest.raises(WrongApplicant):
        beginning.begin_at_office(clerk(), child, replace(WITH_BIRTH_NOTICE, by=AppliedBy.SELF))


def test_a_child_of_one_has_a_photo_and_another_way() -> None:
    child = child_born(date(2025, 4, 1))
    with pytest.raises(WrongWay):
        beginning.begin_at_office(clerk(), child, WITH_BIRTH_NOTICE)
    begun = beginning.begin_at_office(clerk(), child, replace(WITH_BIRTH_NOTICE, channel=Channel.COUNTER))
    with pytest.raises(NoPhoto):
        sending.confirm_and_send(himself(child), child, begun.application_id, "")


@pytest.mark.parametrize(
    ("day", "needed"),
    [(PHOTO_FREE_UNDER_ONE_FROM - timedelta(days=1), True), (PHOTO_FREE_UNDER_ONE_FROM, False)],
)
def test_the_day_of_the_change(day: date, *, needed: bool) -> None:
    assert photo_needed(day - timedelta(days=30), day) is needed
    assert photo_needed(day - timedelta(days=366), day)
    assert photo_needed(day - timedelta(days=30), day, free_from=date.max)
