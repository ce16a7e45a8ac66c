"""Signing in and out: by password, with a record of every try, and to nowhere outside."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser import PHONE, accessible, picture
from tests.unit.ground.pages.conftest import PASSWORD

from tegata.ground.models import AuditEntry, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.ground.pages.site")]


def sign_in(client: Client, password: str = PASSWORD, query: str = "", login: str = "sato") -> str:
    answer = client.post(f"/staff/sign-in{query}", {"username": login, "password": password})
    return answer.headers.get("Location", "")


def tries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(verb__startswith="signed").order_by("number").values_list("verb", "outcome"))


def test_the_right_password_opens_and_is_recorded(client: Client, clerk: Staff) -> None:
    assert sign_in(client, query="?next=/start") == "/start"
    assert client.get("/start").content.decode() == "staff:sato"
    client.post("/staff/sign-out")
    assert client.get("/start").status_code == 302
    assert tries() == [("signed in", "done"), ("signed out", "done")]


def test_a_wrong_password_does_not_and_is_recorded(client: Client, clerk: Staff) -> None:
    assert sign_in(client, "wrong") == ""
    assert client.get("/start").status_code == 302
    assert tries() == [("signed in", "refused")]


def test_an_unknown_login_gets_the_same_answer(client: Client, clerk: Staff) -> None:
    texts = [
        client.post("/staff/sign-in", {"username": login, "password": "wrong"}).content.decode().count("field-wrong")
        for login in ("sato", "nobody")
    ]
    assert texts[0] == texts[1]
    assert (
        "職員IDとパスワードの組み合わせ"
        in client.post("/staff/sign-in", {"username": "nobody", "password": "x"}).content.decode()
    )


def test_a_closed_account_does_not_open(client: Client, clerk: Staff) -> None:
    Staff.objects.update(is_active=False)
    assert sign_in(client) == ""


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_way_on_stays_within_the_site(client: Client, clerk: Staff, elsewhere: str) -> None:
    assert sign_in(client, query=f"?next={elsewhere}") == "/staff/"


def test_a_link_cannot_sign_out(client: Client, clerk: Staff) -> None:
    client.force_login(clerk)
    client.get("/staff/sign-out")
    assert client.get("/start").status_code == 200


def test_the_language_is_chosen_and_kept(client: Client) -> None:
    assert 'lang="ja"' in client.get("/staff/sign-in").content.decode()
    assert 'lang="en"' in client.get("/staff/sign-in", headers={"accept-language": "en"}).content.decode()
    client.post("/language", {"language": "en", "next": "/staff/sign-in"})
    assert 'lang="en"' in client.get("/staff/sign-in", headers={"accept-language": "ja"}).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_by_keyboard_in_a_browser(
    live_server: LiveServer, visit: Callable[..., Page], clerk: Staff, language: str
) -> None:
    page = visit(live_server.url, "/staff/sign-in?next=/style", language=language, width=PHONE)
    accessible(page)
    picture(page, f"sign-in-{language}")
    for key in ("Tab", "Enter"):  # the skip link is first
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    page.keyboard.type("sato")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    accessible(page)
    picture(page, f"sign-in-{language}-wrong")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/style")
