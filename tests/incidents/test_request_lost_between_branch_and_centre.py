"""A request lost between branch and centre. Iwaki, Fukushima, 2023-06-13; Saga, 2023-08-22; Shibata, Niigata, 2023-11-17.

One of 21 forms sent by ordinary mail never arrived; one was lost inside the town hall; one was never sent on. Nobody noticed until
the applicants asked. Here each has a receipt, each hop a list that the centre acknowledges one by one, and what nobody has
acknowledged within a day is seen.
"""

import pytest
from tests.offices import START, act, clock
from tests.unit.services.applications.desk import (
    TOWN,
    applied_at_counter,
    centre,
    clerk,
    face,
    queries,
    registered,
)

from tegata.ground.models import AuditEntry
from tegata.services.applications import tasks
from tegata.services.applications.actions import passing_on
from tegata.services.applications.actions.passing_on import NotHere
from tegata.services.applications.rules.tracing import MAIN_OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def test_one_that_does_not_arrive_is_seen_the_next_day() -> None:
    people = [registered("見本　一", "ミホン ハジメ"), registered("見本　二", "ミホン ジ")]
    there, lost = (applied_at_counter(one, face(number)) for number, one in enumerate(people, 1))
    listed = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [there.receipt, lost.receipt])
    assert passing_on.acknowledge(centre(), listed, [there.receipt]) == 1
    assert queries.overdue(clock()) == ()
    clock.forward(days=1, minutes=1)
    assert [one.receipt for one in queries.overdue(clock(), TOWN)] == [lost.receipt]
    assert queries.transfer_list(listed).items == tuple(sorted([(there.receipt, True), (lost.receipt, False)]))


def test_one_that_nobody_sends_on_is_seen_the_next_day() -> None:
    """Shibata: the clerk forgot it."""
    forgotten = applied_at_counter(registered(), face(1))
    clock.forward(days=1, minutes=1)
    assert [one.receipt for one in queries.overdue(clock(), TOWN)] == [forgotten.receipt]
    tasks.write_down_what_is_overdue(act(town=None))
    tasks.write_down_what_is_overdue(act(town=None))
    assert AuditEntry.objects.filter(verb="applications overdue", thing=str(forgotten.application_id)).count() == 1


def test_a_lost_one_is_found_by_its_receipt_and_sent_again() -> None:
    lost = applied_at_counter(registered(), face(1))
    passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [lost.receipt])
    with pytest.raises(NotHere):
        passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [lost.receipt])
    found = queries.by_receipt(lost.receipt)
    passing_on.found_again(clerk(), found.resident_id, found.application_id, MAIN_OFFICE)
    again = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [lost.receipt])
    assert passing_on.acknowledge(centre(), again, [lost.receipt]) == 0
    clock.forward(days=2)
    assert queries.overdue(clock()) == ()


def test_what_is_not_on_the_list_is_not_acknowledged() -> None:
    one = applied_at_counter(registered(), face(1))
    listed = passing_on.pass_on(clerk(), TOWN, MAIN_OFFICE, [one.receipt])
    with pytest.raises(NotHere):
        passing_on.acknowledge(centre(), listed, ["26040100000000"])
