"""Who may open a page: closed by default, each audience by its own door."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.unit.ground.pages import site

from tegata.ground.models import Grant, Staff
from tegata.ground.pages.access import Audience

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.ground.pages.site")]


def test_a_view_that_declares_nothing_is_closed(client: Client) -> None:
    assert client.get("/undeclared").status_code == 403


def test_a_declared_view_says_for_whom_it_is() -> None:
    access: Any = site.cards.access  # type: ignore[attr-defined]
    assert (access.audience, access.permission, access.title) == (Audience.STAFF, "town:card:read", "Cards")


def test_without_a_session_staff_pages_lead_to_the_door(client: Client) -> None:
    answer = client.get("/cards")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/sign-in?next=/cards")


def test_with_the_permission_the_view_gets_the_act(
    client: Client, clerk: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(clerk)
    with django_assert_num_queries(3):
        answer = client.get("/cards")
    assert answer.content.decode() == "staff:sato 132217 enquiry"


def test_without_the_permission_the_page_says_which_one_is_missing(client: Client, clerk: Staff) -> None:
    Grant.objects.all().delete()
    client.force_login(clerk)
    answer = client.get("/cards")
    assert answer.status_code == 403
    assert "town:card:read" in answer.content.decode()
    assert client.get("/start").content.decode() == "staff:sato"


def test_a_dismissed_member_of_staff_is_out_at_once(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)
    Staff.objects.update(is_active=False)
    assert client.get("/start").status_code == 302


def test_a_resident_s_page_opens_for_whom_the_session_is(client: Client) -> None:
    assert client.get("/mine").headers["Location"] == "/enter?next=/mine"
    client.post("/enter")
    assert client.get("/mine").content.decode() == f"{site.RESIDENT} resident:{site.RESIDENT}"


def test_letting_a_resident_in_leaves_nothing_of_who_sat_here_before(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)
    client.post("/enter")
    assert client.get("/start").status_code == 302


def test_a_resident_s_session_opens_no_staff_page(client: Client) -> None:
    client.post("/enter")
    assert client.get("/cards").status_code == 302
