"""Numbers: assigned once, never reused, read for a purpose of the law by who may, changed after a leak; all of it logged."""

from datetime import date, timedelta

import pytest
from tests.offices import START, act
from tests.unit.services.residents.newcomers import CHIYODA, SAME_DAY, TODAY, registered

from tegata.ground import outbox
from tegata.ground.act import Act, NotAllowed, system
from tegata.ground.models import AuditEntry, Event
from tegata.ground.offices import Office
from tegata.rules.numbers import InvalidNumber, parse_individual_number
from tegata.services.numbering import actions, api, queries
from tegata.services.numbering.api import ChangeReason, NumberPurpose, Permission, ReadRefused
from tegata.services.numbering.models import Notice, RunningCount, UsedNumber
from tegata.services.residents import actions as residents
from tegata.services.residents.permissions import Permission as ResidentPermission

pytestmark = pytest.mark.django_db
CLERK = act(Permission.READ, Permission.FIND, Permission.CHANGE)
TAX, CARD = NumberPurpose.TAX, NumberPurpose.CARD_ISSUANCE


def centre(*permissions: str, days: int = 0) -> Act:
    return act(*permissions, office=Office.ISSUING_CENTRE, town=None, at=START + timedelta(days=days))


def numbered(**other: object) -> object:
    who = registered(**other)  # type: ignore[arg-type]
    outbox.deliver(START)
    return who


def test_who_is_registered_gets_one_number_however_often_the_event_arrives() -> None:
    who = numbered()
    number = api.read(CLERK, who, TAX)
    assert parse_individual_number(number) == number
    assert number.startswith("99")
    actions.assign(system("again", START), who, "132217", TODAY)
    assert api.read(CLERK, who, TAX) == number
    assert UsedNumber.objects.count() == 1
    assert Event.objects.filter(kind="numbering.NumberAssigned").count() == 1


def test_a_read_is_logged_with_its_purpose_and_without_the_number() -> None:
    who = numbered()
    number = api.read(CLERK, who, TAX)
    entry = AuditEntry.objects.get(verb=actions.READ)
    assert (entry.purpose, entry.subject, entry.outcome, entry.actor) == ("tax", who, "done", "staff:clerk")
    assert number not in f"{entry.facts}{entry.thing}"


@pytest.mark.parametrize(
    ("reader", "purpose"),
    [
        (act(Permission.READ), "marketing"),
        (act(Permission.READ), CARD),
        (act(), TAX),
        (act(Permission.READ, town="131016"), TAX),
        (act(Permission.READ, office=Office.HOTLINE, town=None), TAX),
        (act(Permission.READ, office=Office.PUBLIC, town=None), TAX),
        (act(Permission.READ, office=Office.POST_OFFICE), NumberPurpose.SOCIAL_SECURITY),
        (system("worker", START), TAX),
    ],
)
def test_a_refusal_is_logged_although_the_act_fails(reader: Act, purpose: NumberPurpose) -> None:
    who = numbered()
    with pytest.raises(ReadRefused):
        api.read(reader, who, purpose)
    entry = AuditEntry.objects.get(verb=actions.READ)
    assert (entry.outcome, entry.subject) == ("refused", who)


def test_the_centre_and_its_worker_read_for_making_cards() -> None:
    who = numbered()
    assert api.read(centre(Permission.READ), who, CARD) == api.read(system("production", START), who, CARD)


def test_a_number_on_a_form_finds_its_person() -> None:
    who = numbered()
    number = api.read(CLERK, who, TAX)
    assert api.resident_of(CLERK, f"{number[:4]} {number[4:8]}-{number[8:]}", TAX) == who
    with pytest.raises(ReadRefused):
        api.resident_of(act(Permission.READ), number, TAX)
    with pytest.raises(api.NoNumber):
        api.resident_of(CLERK, "983205673214", TAX)
    with pytest.raises(InvalidNumber) as told:
        api.resident_of(CLERK, "983205673215", TAX)
    assert "9832" not in str(told.value)


def test_a_leaked_number_is_retired_for_ever() -> None:
    who = numbered()
    old = api.read(CLERK, who, TAX)
    with pytest.raises(NotAllowed):
        api.change(act(Permission.READ), who, ChangeReason.ON_REQUEST)
    with pytest.raises(NotAllowed):
        api.change(act(Permission.CHANGE, town="131016"), who, ChangeReason.ON_REQUEST)
    api.change(CLERK, who, ChangeReason.ON_REQUEST)
    new = api.read(CLERK, who, TAX)
    assert new != old
    assert api.resident_of(CLERK, new, TAX) == who
    with pytest.raises(api.RetiredNumber):
        api.resident_of(CLERK, old, TAX)
    assert set(UsedNumber.objects.values_list("number", flat=True)) == {old, new}
    assert Event.objects.filter(kind="numbering.NumberChanged", resident_id=who).count() == 1
    assert [life.why_retired for life in queries.lives(who)] == ["", "leaked, on request"]


def test_a_used_number_is_never_drawn_again() -> None:
    """As after a change of key, or a count that was restored from a copy."""
    first = api.read(CLERK, numbered(), TAX)
    RunningCount.objects.update(drawn=0)
    second = api.read(CLERK, numbered(written="見本　太郎", kana="ミホン タロウ"), TAX)
    assert first != second
    RunningCount.objects.update(drawn=0)
    third = registered("見本　次郎", "ミホン ジロウ")
    fourth = registered("見本　三郎", "ミホン サブロウ")
    people = [(third, "132217", TODAY), (fourth, "132217", TODAY)]
    assert api.assign_many(act(Permission.SEED, town=None), people) == 2
    assert api.assign_many(act(Permission.SEED, town=None), people) == 0
    assert UsedNumber.objects.count() == 4
    outbox.deliver(START)
    assert UsedNumber.objects.count() == 4


def test_no_number_before_there_is_one() -> None:
    who = registered(place=CHIYODA)
    assert not api.has_number(who)
    with pytest.raises(api.NoNumber):
        api.read(act(Permission.READ, town="131016"), who, TAX)


def test_notices_wait_three_weeks_and_go_out_in_a_run_that_can_be_repeated() -> None:
    who = numbered()
    early = centre(Permission.PRINT, days=18)
    assert actions.start_run(early) is None
    due = centre(Permission.PRINT, days=22)
    run = actions.start_run(due)
    assert run is not None
    assert queries.residents_of(run) == (who,)
    assert actions.print_run(due, run).startswith(b"%PDF-1.7")
    assert actions.print_run(due, run)
    assert [one.notices for one in queries.runs()] == [1]
    assert actions.start_run(due) is None
    assert AuditEntry.objects.filter(verb=actions.READ, purpose="notification").count() == 2
    with pytest.raises(NotAllowed):
        actions.print_run(centre(), run)


def test_the_dead_get_no_notice() -> None:
    who = numbered()
    residents.death(act(*ResidentPermission), who, SAME_DAY)
    assert actions.start_run(centre(Permission.PRINT, days=22)) is None
    assert Notice.objects.get(resident_id=who).dropped


def test_a_changed_number_is_told_at_once() -> None:
    who = numbered()
    api.change(CLERK, who, ChangeReason.EX_OFFICIO)
    assert [one.resident_id for one in queries.due_notices(date(2026, 4, 1), 10)] == [who]
