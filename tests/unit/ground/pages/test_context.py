"""The head of a staff page: the town in the reader's language, who is signed in, the menu of that person, the way out."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser import DESKTOP, PHONE, accessible, picture, valid_html
from tests.unit.ground.pages.conftest import PASSWORD

from tegata.ground.models import Staff
from tegata.ground.pages.menu import MenuItem

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.ground.pages.site")]


@pytest.fixture(autouse=True)
def menu(settings: Settings) -> None:
    settings.MENU = (MenuItem("desk", "今日の窓口", "town:card:read"), MenuItem("enter", "監査", "audit:log:read"))


def test_the_head_says_where_and_who_and_shows_what_one_may(
    client: Client, clerk: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(clerk)
    with django_assert_num_queries(3):
        text = client.get("/desk").content.decode()
    assert "清瀬市" in text
    assert "佐藤 窓口" in text
    assert '<a href="/desk" aria-current="page">今日の窓口</a>' in text
    assert "監査" not in text
    valid_html(text)
    assert "Kiyose-shi" in client.get("/desk", headers={"accept-language": "en"}).content.decode()


def test_a_public_page_has_no_menu(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)
    assert "今日の窓口" not in client.get("/staff/sign-in").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_signing_out_is_on_the_page(
    live_server: LiveServer, visit: Callable[..., Page], clerk: Staff, width: int
) -> None:
    page = visit(live_server.url, "/desk", width=width)
    page.get_by_label("職員ID").fill("sato")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    accessible(page)
    picture(page, f"desk-{width}")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/sign-in")
