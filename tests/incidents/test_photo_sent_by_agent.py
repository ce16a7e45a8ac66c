"""Somebody else's photo sent by an agent. Kamo, Niigata, 2022-11-17.

An administrative scrivener who applied for a client attached another person's photo; a card with it was handed over. Here what
an agent sends does not pass before the applicant has said of the picture that it is theirs, on a screen or by the signed
answer to the letter with the picture; and the holder is looked at when the card is collected.
"""

import pytest
from tests.unit.services.applications.desk import clerk, digest_of, doubts, face, himself, queries, registered, state_of

from tegata.ground.act import NotAllowed
from tegata.services.applications.actions import beginning, photographing, reviewing, sending
from tegata.services.applications.actions.beginning import Begun, Entry
from tegata.services.applications.rules.applicants import AppliedBy, Wishes, WrongWay
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.tracing import NotConfirmed
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
BY_AGENT = Entry(Channel.PROXY, AppliedBy.AGENT)


def sent_by_agent() -> Begun:
    client = registered()
    begun = beginning.begin_at_office(clerk(), client, BY_AGENT)
    begun = photographing.take_photo(clerk(), client, begun.application_id, face(9))
    sending.send_entered(clerk(), client, begun.application_id)
    return begun


def test_it_does_not_pass_before_the_client_has_confirmed_the_picture() -> None:
    begun = sent_by_agent()
    with pytest.raises(NotConfirmed):
        reviewing.pass_review(clerk(), begun.resident_id, begun.application_id)
    assert state_of(begun) == "received"
    with pytest.raises(NotAllowed):
        sending.confirm_later(clerk(), begun.resident_id, begun.application_id, digest_of(begun))
    sending.confirm_later(himself(begun.resident_id), begun.resident_id, begun.application_id, digest_of(begun))
    reviewing.pass_review(clerk(), begun.resident_id, begun.application_id)
    assert state_of(begun) == "reviewed"


def test_the_client_is_told_and_is_looked_at_when_collecting() -> None:
    begun = sent_by_agent()
    assert [letter.kind for letter in residents.letters(begun.resident_id)] == ["application received"]
    assert "sent by another" in doubts(begun)
    assert queries.application(begun.resident_id, begun.application_id).in_person


def test_an_agent_gets_nothing_by_post() -> None:
    client = registered()
    with pytest.raises(WrongWay):
        beginning.begin_at_office(
            clerk(), client, Entry(Channel.PROXY, AppliedBy.AGENT, Wishes(handover=Handover.POST))
        )
