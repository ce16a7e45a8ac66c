"""The sandbox town: whoever is in it is registered once however often it is filled, and its first page tells everybody."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.offices import clock

from tegata.ground import outbox
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.ground.staff import act_of
from tegata.server.duties import POSTS, Duty
from tegata.server.sandbox import accounts, town
from tegata.server.sandbox import acts as sandbox_acts
from tegata.server.sandbox.places import TOWN
from tegata.services.numbering import api as numbering
from tegata.services.residents import api as residents

MANY = 120
OF_A_TOWN = {Office.TOWN_HALL, Office.POST_OFFICE}


@pytest.mark.django_db
def test_filling_it_twice_is_filling_it_once() -> None:
    for _ in range(2):
        accounts.open_all()
        town.register(sandbox_acts.act_of(Duty.SEEDER, clock()), TOWN, town.inhabitants(TOWN, MANY))
    sandbox_acts.settle(clock())
    acts = {one.login: act_of(one, clock()) for one in Staff.objects.all()}
    assert set(acts) == {one.login for one in accounts.ACCOUNTS}
    for one in accounts.ACCOUNTS:
        post = POSTS[one.duty]
        assert (acts[one.login].permissions, acts[one.login].office) == (post.permissions, post.office)
        assert (post.office in OF_A_TOWN) == (acts[one.login].town is not None)
    everybody = [town.resident_id(who) for who in town.inhabitants(TOWN, MANY)]
    assert set(residents.records(everybody)) == set(everybody)
    assert numbering.with_numbers(everybody) == set(everybody)
    assert outbox.waiting() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_page_is_whole(client: Client, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    valid_html(answer.text)
    for one in accounts.ACCOUNTS:
        assert one.login in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_page_can_be_used_by_everybody(
    live_server: LiveServer, visit: Callable[..., Page], width: int
) -> None:
    page = visit(live_server.url, "/", width=width)
    picture(page, f"sandbox-{width}")
    accessible(page)
