"""Two-person acts: never alone, never another thing, never twice."""

from uuid import uuid4

import pytest
from tests.offices import act

from tegata.ground import two_person
from tegata.ground.act import Act, NotAllowed
from tegata.ground.models import Proposal
from tegata.ground.two_person import TwoPersonRefused

pytestmark = pytest.mark.django_db
WHAT, SHRED = {"box": 3}, "counter:card:shred"


def test_two_people_and_once() -> None:
    proposal = two_person.propose(act(SHRED, who="a"), "shred", "card", WHAT, permission=SHRED)
    two_person.approve(act(SHRED, who="b"), proposal)
    two_person.redeem(act(who="a"), proposal, "shred", "card", WHAT)
    with pytest.raises(TwoPersonRefused, match="no open"):
        two_person.redeem(act(who="a"), proposal, "shred", "card", WHAT)


def test_nobody_approves_himself() -> None:
    proposal = two_person.propose(act(SHRED, who="a"), "shred", "card", WHAT, permission=SHRED)
    with pytest.raises(TwoPersonRefused, match="yourself"):
        two_person.approve(act(SHRED, who="a"), proposal)
    with pytest.raises(TwoPersonRefused, match="second"):
        two_person.redeem(act(who="a"), proposal, "shred", "card", WHAT)


@pytest.mark.parametrize(
    ("verb", "thing", "content"), [("sell", "card", WHAT), ("shred", "x", WHAT), ("shred", "card", {"box": 4})]
)
def test_only_what_was_approved(verb: str, thing: str, content: dict[str, int]) -> None:
    proposal = two_person.propose(act(SHRED, who="a"), "shred", "card", WHAT, permission=SHRED)
    two_person.approve(act(SHRED, who="b"), proposal)
    with pytest.raises(TwoPersonRefused, match="something else"):
        two_person.redeem(act(who="b"), proposal, verb, thing, content)


def test_a_third_person_and_another_town_have_no_part() -> None:
    proposal = two_person.propose(act(SHRED, who="a"), "shred", "card", WHAT, permission=SHRED)
    with pytest.raises(TwoPersonRefused, match="another town"):
        two_person.approve(act(SHRED, who="b", town="131016"), proposal)
    two_person.approve(act(SHRED, who="b"), proposal)
    with pytest.raises(TwoPersonRefused, match="only one of the two"):
        two_person.redeem(act(who="c"), proposal, "shred", "card", WHAT)
    with pytest.raises(TwoPersonRefused):
        two_person.approve(act(SHRED, who="b"), uuid4())


def test_the_second_needs_the_permission_that_the_proposal_names() -> None:
    proposal = two_person.propose(act(who="a"), "shred", "card", WHAT, permission=SHRED)
    with pytest.raises(NotAllowed, match=SHRED):
        two_person.approve(act("counter:card:count", who="b"), proposal)
    assert not Proposal.objects.get().approved_by


def test_what_is_withdrawn_is_over() -> None:
    proposal = two_person.propose(act(SHRED, who="a"), "shred", "card", WHAT, permission=SHRED)
    with pytest.raises(NotAllowed):
        two_person.withdraw(act(who="b"), proposal)
    with pytest.raises(TwoPersonRefused, match="another town"):
        two_person.withdraw(act(SHRED, who="b", town="131016"), proposal)
    two_person.withdraw(act(who="a"), proposal)
    with pytest.raises(TwoPersonRefused, match="no open"):
        two_person.approve(act(SHRED, who="b"), proposal)


def test_one_sees_what_one_made_or_may_approve() -> None:
    two_person.propose(act(SHRED, who="a"), "shred", "card", WHAT, permission=SHRED)

    def seen(who: Act) -> int:
        return two_person.waiting(who).count()

    assert (seen(act(who="a")), seen(act(SHRED, who="b"))) == (1, 1)
    assert (seen(act(who="b")), seen(act(SHRED, who="b", town="131016"))) == (0, 0)


def test_a_verb_is_said_in_words() -> None:
    assert two_person.in_words(two_person.verb("tests cut", "Shred a card")) == "Shred a card"
    assert two_person.in_words("tests unknown") == "tests unknown"
