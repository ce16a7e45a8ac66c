"""The rules by themselves: ways, applicants, IDs, documents; and that pages can say each refusal in both languages."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.numbers import InvalidNumber
from tegata.services.applications.rules.applicants import (
    AppliedBy,
    MayNotApply,
    Person,
    RecordMissing,
    Standing,
    Wishes,
    WrongApplicant,
    WrongWay,
    check_application,
    secrets_wanted,
)
from tegata.services.applications.rules.channels import Channel, FirstStop, Handover
from tegata.services.applications.rules.documents import Document, NotEnough, check_documents
from tegata.services.applications.rules.form_ids import draw_form_id, grouped, parse_form_id
from tegata.services.applications.rules.likeness import Seen, in_person, judge, two_look
from tegata.services.applications.views.words import REFUSALS

SOURCE = Path(__file__).parents[4] / "src" / "tegata"
DAY = date(2026, 4, 1)
GROWN = Person(date(1990, 5, 6), Standing.RESIDENT, national=True)


@given(st.integers(0, 10**22 - 1), st.integers(0, 22), st.integers(1, 9))
def test_an_id_reads_back_and_one_wrong_digit_is_seen(body: int, place: int, off: int) -> None:
    form_id = draw_form_id(lambda _: body)
    assert parse_form_id(grouped(form_id)) == form_id
    wrong = form_id[:place] + str((int(form_id[place]) + off) % 10) + form_id[place + 1 :]
    with pytest.raises(InvalidNumber) as refused:
        parse_form_id(wrong)
    assert wrong not in str(refused.value)


@pytest.mark.parametrize("channel", Channel)
def test_by_post_only_who_was_seen(channel: Channel) -> None:
    assert Handover.POST not in channel.way.handovers or channel.way.present
    assert channel.way.by_staff == (channel.way.first_stop is FirstStop.OFFICE)


@pytest.mark.parametrize(
    ("person", "channel", "by", "why"),
    [
        (replace(GROWN, birth=date(2011, 4, 2)), Channel.WEB, AppliedBy.SELF, WrongApplicant),
        (replace(GROWN, ward=True), Channel.COUNTER, AppliedBy.SELF, WrongApplicant),
        (GROWN, Channel.COUNTER, AppliedBy.GUARDIAN, WrongApplicant),
        (GROWN, Channel.WEB, AppliedBy.AGENT, WrongWay),
        (GROWN, Channel.PROXY, AppliedBy.SELF, WrongWay),
        (GROWN, Channel.EMBASSY, AppliedBy.SELF, WrongWay),
        (GROWN, Channel.NEWBORN, AppliedBy.SELF, WrongWay),
        (replace(GROWN, standing=Standing.LEAVING), Channel.WEB, AppliedBy.SELF, RecordMissing),
        (replace(GROWN, standing=Standing.NONE), Channel.WEB, AppliedBy.SELF, RecordMissing),
        (replace(GROWN, national=False, stay_ends=date(2026, 3, 31)), Channel.WEB, AppliedBy.SELF, RecordMissing),
    ],
)
def test_who_may_not(person: Person, channel: Channel, by: AppliedBy, why: type[MayNotApply]) -> None:
    with pytest.raises(why):
        check_application(channel, person, by, Wishes(), DAY)


def test_the_day_of_the_fifteenth_birthday_is_ones_own() -> None:
    assert check_application(
        Channel.WEB, replace(GROWN, birth=date(2011, 4, 1)), AppliedBy.SELF, Wishes(), DAY
    ).wants_sign


def test_secrets_only_of_posted_cards_with_pins() -> None:
    assert secrets_wanted(Wishes()) == ()
    assert secrets_wanted(Wishes(handover=Handover.POST, face_only=True)) == ()
    assert len(secrets_wanted(Wishes(handover=Handover.POST))) == 4
    assert len(secrets_wanted(Wishes(handover=Handover.POST, wants_sign=False))) == 3


@pytest.mark.parametrize("shown", [[], [Document.STUDENT], [Document.STUDENT, Document.STUDENT]])
def test_too_few_documents(shown: list[Document]) -> None:
    with pytest.raises(NotEnough):
        check_documents(shown, present=True)


def test_documents_identify_nobody_who_is_not_there() -> None:
    check_documents([Document.STUDENT, Document.PENSION], present=True)
    check_documents([Document.LICENCE], present=True)
    with pytest.raises(NotEnough):
        check_documents([Document.LICENCE], present=False)


def test_the_threshold_itself_is_unlike() -> None:
    seen = Seen(UUID(int=7), (), 0.3, (), (), 0.3)
    assert two_look(judge(seen, Channel.COUNTER, DAY))
    near = judge(replace(seen, own=0.29), Channel.COUNTER, DAY)
    assert near == ()
    assert not in_person(near)


def said() -> set[str]:
    """Every text with which rules, actions and the photo check refuse."""
    room = SOURCE / "services" / "applications"
    files = [*room.glob("rules/*.py"), *room.glob("actions/*.py"), room / "queries" / "applications.py"]
    texts: set[str] = set()
    for file in (*files, SOURCE / "faces" / "photo.py", SOURCE / "cardspec" / "photo.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                texts |= {arg.value for arg in node.exc.args if isinstance(arg, ast.Constant)}
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__":
                texts |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return texts


def test_pages_can_say_every_refusal_in_both_languages() -> None:
    for_staff_only = {
        "the applicant's own screen",
        "the sealed PINs are not this application's; have them chosen at the counter",
    }
    assert said() - for_staff_only - set(REFUSALS) == set()
