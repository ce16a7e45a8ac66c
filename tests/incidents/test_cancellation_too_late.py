"""A cancellation refused because nothing was formally received yet. Yatsushiro, Kumamoto, 2022-12-12 (told 2023-06-28).

The clerk noticed the swapped photo at once; the cancellation was refused since the application was not formally received, and the
wrong card was made. Here a cancellation holds in every state before the making, also before anything has arrived.
"""

from dataclasses import replace

import pytest
from tests.unit.services.applications.desk import (
    COUNTER,
    TOWN,
    accepted,
    applied,
    applied_at_counter,
    begun_at_counter,
    centre,
    clerk,
    face,
    form_of,
    himself,
    queries,
    registered,
    state_of,
)

from tegata.ground.models import Event
from tegata.services.applications.actions import (
    beginning,
    ending,
    making,
    passing_on,
    photographing,
    reviewing,
    sending,
)
from tegata.services.applications.actions.ending import Cancellation
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.states import NotNow
from tegata.services.applications.rules.tracing import MAIN_OFFICE

pytestmark = pytest.mark.django_db


def test_sent_and_not_yet_accepted() -> None:
    one = applied_at_counter(registered(), face(1))
    passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [one.receipt])
    assert ending.cancel(clerk(), one.resident_id, one.application_id) is Cancellation.DONE
    assert state_of(one) == "cancelled"
    with pytest.raises(NotNow):
        making.mark_making(centre(), one.resident_id, one.application_id)


def test_on_the_way_it_is_acknowledged_as_cancelled_and_never_made() -> None:
    one = applied_at_counter(registered(), face(1))
    reviewing.pass_review(clerk(), one.resident_id, one.application_id)
    listed = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [one.receipt])
    ending.cancel(himself(one.resident_id), one.resident_id, one.application_id)
    passing_on.acknowledge(centre(), listed, [one.receipt])
    assert queries.to_accept() == ()
    assert state_of(one) == "cancelled"


def test_before_it_has_arrived_at_all() -> None:
    """By the application ID of a form that is still in the post."""
    resident = registered()
    form = form_of(resident)
    assert ending.cancel_form(clerk(), form) is Cancellation.KEPT
    begun = beginning.begin_at_office(clerk(), resident, replace(COUNTER, channel=Channel.PAPER, form_id=form))
    photographing.take_photo(clerk(), resident, begun.application_id, face(1))
    one = sending.send_entered(clerk(), resident, begun.application_id)
    assert (one.state, state_of(one)) == ("cancelled", "cancelled")
    kinds = Event.objects.filter(resident_id=resident, kind__startswith="applications").values_list("kind", flat=True)
    assert list(kinds) == ["applications.ApplicationReceived", "applications.ApplicationClosed"]


def test_accepted_and_not_yet_made() -> None:
    one = applied(registered(), face(1))
    accepted(one)
    assert ending.cancel(clerk(), one.resident_id, one.application_id) is Cancellation.DONE
    with pytest.raises(NotNow):
        making.mark_making(centre(), one.resident_id, one.application_id)


def test_while_it_is_made_the_wish_is_kept_for_the_counter() -> None:
    one = applied(registered(), face(1))
    accepted(one)
    making.mark_making(centre(), one.resident_id, one.application_id)
    assert ending.cancel(clerk(), one.resident_id, one.application_id) is Cancellation.KEPT
    making.mark_made(centre(), one.resident_id, one.application_id)
    assert queries.application(one.resident_id, one.application_id).cancel_asked


def test_a_draft_is_cancelled_too() -> None:
    begun = begun_at_counter(registered(), face(1))
    assert ending.cancel(clerk(), begun.resident_id, begun.application_id) is Cancellation.DONE
    assert queries.photo(begun.resident_id, begun.application_id) == b""
