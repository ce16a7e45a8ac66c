"""Approvals and the first page: what waits for whom, never one's own, only with the permission the proposal names."""

from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browser import valid_html
from tests.offices import act, clock

from tegata.ground import outbox, two_person
from tegata.ground.models import Delivery, Event, Grant, Proposal, Staff

pytestmark = pytest.mark.django_db
MAY = "town:card:read"


def proposed(who: str = "ito", permission: str = MAY, town: str = "132217") -> UUID:
    return two_person.propose(act(who=who, town=town), "tests shred", "card", {"n": 1}, permission=permission)


@pytest.fixture(autouse=True)
def signed_in(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)


def decide(client: Client, proposal: UUID, decision: str) -> int:
    return client.post(f"/staff/approvals/{proposal}", {"decision": decision}).status_code


def test_one_approves_what_another_proposed(client: Client) -> None:
    proposal = proposed()
    text = client.get("/staff/approvals/").content.decode()
    assert "tests shred" in text
    assert "staff:ito" in text
    valid_html(text)
    page = client.get(f"/staff/approvals/{proposal}").content.decode()
    valid_html(page)
    assert 'value="approve"' in page
    assert decide(client, proposal, "approve") == 302
    assert Proposal.objects.get().approved_by == "staff:sato"
    assert 'value="approve"' not in client.get(f"/staff/approvals/{proposal}").content.decode()


def test_never_one_s_own(client: Client) -> None:
    proposal = proposed(who="sato")
    assert 'value="approve"' not in client.get(f"/staff/approvals/{proposal}").content.decode()
    assert decide(client, proposal, "approve") == 403
    assert not Proposal.objects.get().approved_by
    assert decide(client, proposal, "withdraw") == 302
    assert Proposal.objects.get().withdrawn_at


@pytest.mark.parametrize("other", [{"permission": "town:card:shred"}, {"town": "131016"}])
def test_what_is_not_mine_is_not_there(client: Client, other: dict[str, str]) -> None:
    proposal = proposed(**other)
    assert "tests shred" not in client.get("/staff/approvals/").content.decode()
    assert client.get(f"/staff/approvals/{proposal}").status_code == 404
    assert decide(client, proposal, "approve") == 403
    assert not Proposal.objects.get().approved_by


def test_too_late_is_told(client: Client) -> None:
    proposal = proposed()
    two_person.withdraw(act(who="ito"), proposal)
    assert decide(client, proposal, "approve") == 403


def test_the_first_page_says_what_waits(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    proposal = proposed()
    proposed(who="sato")
    with django_assert_max_num_queries(5):
        text = client.get("/staff/").content.decode()
    valid_html(text)
    assert f'<a href="/staff/approvals/{proposal}">tests shred</a> (staff:ito' in text
    assert "1件、承認を待って" in text
    assert "待ち行列" not in text


def test_the_queue_tells_kinds_and_no_contents(client: Client, clerk: Staff) -> None:
    assert client.get("/staff/queue").status_code == 403
    Grant.objects.create(staff=clerk, permission="ground:queue:see")
    event = Event.objects.create(kind="cards.CardSuspended", at=clock(), payload='{"secret": "never shown"}')
    for attempts, fault in ((0, ""), (outbox.LOUD_AFTER, "AuthorityAway")):
        Delivery.objects.create(event=event, handler="certificates.hold", due=clock(), attempts=attempts, fault=fault)
    text = client.get("/staff/queue").content.decode()
    valid_html(text)
    assert "AuthorityAway" in text
    assert "cards.CardSuspended" in text
    assert "never shown" not in text
    assert "2件が待っています。うち2件は今すぐ処理するもの、1件は" in text
    assert "待ち行列" in client.get("/staff/").content.decode()


def test_the_rooms_say_what_waits_with_them(client: Client, clerk: Staff) -> None:
    Grant.objects.create(staff=clerk, permission="ground:queue:see")
    text = client.get("/staff/queue", headers={"accept-language": "en"}).content.decode()
    assert "Cards to be made" in text
    assert "Waiting for the certification authorities" in text
