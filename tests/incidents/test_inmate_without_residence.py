"""Inmates without a resident record. Told in September 2023; the ministry's notice of 2023-10-31 turned it round.

Prisons gave no help; whoever's record was erased got no card. Here the application from a prison is a way of its own; without a
record it is refused with what comes first: a record, with the prison's place as the address where there is no other.
"""

from datetime import date

import pytest
from tests.offices import act
from tests.unit.services.applications.desk import clerk, face, registered, sent, state_of
from tests.unit.services.residents.newcomers import ALL, KIYOSE, SAME_DAY, TODAY

from tegata.services.applications.actions import beginning, photographing, reviewing
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.rules.applicants import (
    AppliedBy,
    Person,
    RecordMissing,
    Standing,
    Wishes,
    WrongWay,
    check_application,
)
from tegata.services.applications.rules.channels import ABROAD_FROM, Channel
from tegata.services.residents import actions as register
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
FROM_PRISON = Entry(Channel.PRISON)


def test_without_a_record_it_says_what_comes_first_and_then_it_works() -> None:
    inmate = registered()
    register.erase(act(*ALL), inmate, SAME_DAY)
    with pytest.raises(RecordMissing, match="prison"):
        beginning.begin_at_office(clerk(), inmate, FROM_PRISON)
    residents.move_in(act(*ALL), inmate, SAME_DAY, KIYOSE)
    begun = beginning.begin_at_office(clerk(), inmate, FROM_PRISON)
    one = sent(photographing.take_photo(clerk(), inmate, begun.application_id, face(1)))
    reviewing.pass_review(clerk(), inmate, one.application_id)
    assert state_of(one) == "reviewed"


def test_nationals_abroad_apply_at_an_embassy_since_the_day_of_the_law() -> None:
    """Seed 在外公館での交付."""
    abroad = Person(date(1990, 5, 6), Standing.ABROAD, national=True)
    assert check_application(Channel.EMBASSY, abroad, AppliedBy.SELF, Wishes(), ABROAD_FROM)
    with pytest.raises(RecordMissing):
        check_application(Channel.EMBASSY, abroad, AppliedBy.SELF, Wishes(), date(2024, 5, 26))
    with pytest.raises(WrongWay):
        check_application(Channel.WEB, abroad, AppliedBy.SELF, Wishes(), TODAY)
    foreigner = Person(date(1990, 5, 6), Standing.ABROAD, national=False)
    with pytest.raises(RecordMissing):
        check_application(Channel.EMBASSY, foreigner, AppliedBy.SELF, Wishes(), TODAY)
