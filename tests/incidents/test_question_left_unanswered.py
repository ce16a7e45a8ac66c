"""Questions of the issuing centre left lying. Yokohama, Naka-ku, 2023-10-20: 48 cards came far too late.

Here a question has a day by which it is due, lies on the town's page until it is answered, and is written down each day after.
"""

from datetime import timedelta

import pytest
from tests.offices import START, act, clock
from tests.unit.services.applications.desk import TOWN, applied, centre, clerk, face, queries, registered, state_of

from tegata.ground.act import NotAllowed
from tegata.ground.models import AuditEntry
from tegata.ground.offices import Office
from tegata.services.applications import tasks
from tegata.services.applications.actions import passing_on, reviewing
from tegata.services.applications.queries import UnknownApplication
from tegata.services.applications.rules.tracing import is_overdue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def test_it_lies_on_the_page_until_it_is_answered_and_the_application_waits() -> None:
    one = applied(registered(), face(1))
    question = passing_on.ask(centre(), one.resident_id, one.application_id, "Is the photo of this year?")
    reviewing.pass_review(clerk(), one.resident_id, one.application_id)
    assert tasks.accept_reviewed(act(office=Office.SYSTEM, town=None)) == 0
    assert [asked.question_id for asked in queries.open_questions(TOWN)] == [question]
    passing_on.answer(clerk(), one.resident_id, question, "Yes.")
    assert queries.open_questions(TOWN) == ()
    assert tasks.accept_reviewed(act(office=Office.SYSTEM, town=None)) == 1
    assert state_of(one) == "accepted"


def test_after_its_day_it_is_overdue_and_written_down_once_a_day() -> None:
    one = applied(registered(), face(1))
    passing_on.ask(centre(), one.resident_id, one.application_id, "Which address?", timedelta(days=2))
    clock.forward(days=2)
    (asked,) = queries.open_questions(TOWN)
    assert not is_overdue(asked.due, clerk().today)
    clock.forward(days=1)
    assert is_overdue(asked.due, clerk().today)
    for _ in range(2):
        tasks.write_down_what_is_overdue(act(town=None))
    assert AuditEntry.objects.filter(verb="applications question overdue").count() == 1
    clock.forward(days=1)
    tasks.write_down_what_is_overdue(act(town=None))
    assert AuditEntry.objects.filter(verb="applications question overdue").count() == 2


def test_it_is_answered_once_and_by_its_town() -> None:
    one = applied(registered(), face(1))
    question = passing_on.ask(centre(), one.resident_id, one.application_id, "Which address?")
    with pytest.raises(NotAllowed):
        passing_on.answer(clerk(town="131016"), one.resident_id, question, "Ours.")
    passing_on.answer(clerk(), one.resident_id, question, "This.")
    with pytest.raises(UnknownApplication):
        passing_on.answer(clerk(), one.resident_id, question, "That.")
