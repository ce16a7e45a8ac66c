"""Two-person acts: never alone, never another thing, never twice."""

from uuid import uuid4

import pytest
from tests.offices import act

from tegata.ground import two_person
from tegata.ground.two_person import TwoPersonRefused

pytestmark = pytest.mark.django_db
WHAT = {"box": 3}


def test_two_people_and_once() -> None:
    proposal = two_person.propose(act(who="a"), "shred", "card", WHAT)
    two_person.approve(act(who="b"), proposal)
    two_person.redeem(act(who="a"), proposal, "shred", "card", WHAT)
    with pytest.raises(TwoPersonRefused, match="no open"):
        two_person.redeem(act(who="a"), proposal, "shred", "card", WHAT)


def test_nobody_approves_himself() -> None:
    proposal = two_person.propose(act(who="a"), "shred", "card", WHAT)
    with pytest.raises(TwoPersonRefused, match="yourself"):
        two_person.approve(act(who="a"), proposal)
    with pytest.raises(TwoPersonRefused, match="second"):
        two_person.redeem(act(who="a"), proposal, "shred", "card", WHAT)


@pytest.mark.parametrize(
    ("verb", "thing", "content"), [("sell", "card", WHAT), ("shred", "x", WHAT), ("shred", "card", {"box": 4})]
)
def test_only_what_was_approved(verb: str, thing: str, content: dict[str, int]) -> None:
    proposal = two_person.propose(act(who="a"), "shred", "card", WHAT)
    two_person.approve(act(who="b"), proposal)
    with pytest.raises(TwoPersonRefused, match="something else"):
        two_person.redeem(act(who="b"), proposal, verb, thing, content)


def test_a_third_person_and_another_town_have_no_part() -> None:
    proposal = two_person.propose(act(who="a"), "shred", "card", WHAT)
    with pytest.raises(TwoPersonRefused, match="another town"):
        two_person.approve(act(who="b", town="131016"), proposal)
    two_person.approve(act(who="b"), proposal)
    with pytest.raises(TwoPersonRefused, match="only one of the two"):
        two_person.redeem(act(who="c"), proposal, "shred", "card", WHAT)
    with pytest.raises(TwoPersonRefused):
        two_person.approve(act(who="b"), uuid4())
