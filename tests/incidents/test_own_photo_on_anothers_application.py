"""One's own photo on somebody else's application ID. Jōetsu, Niigata, 2021-03-11 (found 2022-04); Niigata, 2020-07-27.

A man applied with the ID of another person's form and his own photo, and got the card. Here an ID gives no right: it needs the
birth date and is counted, the resident is told at once, a photo unlike the earlier one is looked at by two, and the holder is
identified face to face: never by post.
"""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.services.applications.desk import (
    WEB,
    applied,
    carded,
    clerk,
    doubts,
    face,
    form_of,
    himself,
    queries,
    registered,
)

from tegata.ground import two_person
from tegata.services.applications.actions import beginning, ending, reviewing
from tegata.services.applications.actions.reviewing import TwoHaveToLook
from tegata.services.applications.rules.applicants import Wishes, WrongWay
from tegata.services.applications.rules.channels import Handover
from tegata.services.applications.rules.tracing import WrongPair
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db


def test_with_an_earlier_card_the_strange_face_is_looked_at_by_two_and_identified_in_person() -> None:
    victim = registered()
    carded(victim, face(1))
    fraud = applied(victim, face(7))
    assert "unlike earlier" in doubts(fraud)
    with pytest.raises(TwoHaveToLook):
        reviewing.pass_review(clerk(), victim, fraud.application_id)
    assert queries.application(victim, fraud.application_id).in_person


def test_one_clerk_alone_cannot_pass_it() -> None:
    victim = registered()
    carded(victim, face(1))
    fraud = applied(victim, face(7))
    proposal = reviewing.propose_pass(clerk("a"), victim, fraud.application_id)
    with pytest.raises(two_person.TwoPersonRefused):
        reviewing.approve_and_pass(clerk("a"), victim, fraud.application_id, proposal)
    reviewing.approve_and_pass(clerk("b"), victim, fraud.application_id, proposal)


def test_a_first_card_is_never_posted_unseen() -> None:
    victim = registered()
    by_post = replace(WEB, wishes=Wishes(handover=Handover.POST))
    with pytest.raises(WrongWay):
        beginning.begin_online(himself(victim), form_of(victim), date(1990, 5, 6), by_post)
    fraud = applied(victim, face(7))
    assert queries.application(victim, fraud.application_id).in_person


def test_the_id_alone_opens_nothing() -> None:
    victim = registered()
    with pytest.raises(WrongPair):
        beginning.begin_online(himself(victim), form_of(victim), date(1969, 1, 1), WEB)


def test_the_resident_is_told_at_once_and_can_stop_it() -> None:
    victim = registered()
    fraud = applied(victim, face(7))
    (letter,) = residents.letters(victim)
    assert (letter.kind, letter.facts["receipt"]) == ("application received", fraud.receipt)
    assert ending.cancel(clerk(), victim, fraud.application_id) == "done"


def test_the_same_man_under_two_names_is_seen() -> None:
    """Niigata 2020: his own card exists; the same face under another resident is looked at by two."""
    impostor, victim = registered("偽物　一", "ニセモノ ハジメ"), registered()
    carded(impostor, face(7))
    fraud = applied(victim, face(7, 1))
    assert "same face" in doubts(fraud)
    with pytest.raises(TwoHaveToLook):
        reviewing.pass_review(clerk(), victim, fraud.application_id)
