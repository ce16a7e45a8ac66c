"""The register's pages in a real browser: axe-core finds nothing serious, at a desk and on a phone, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from tests.browser import accessible, picture
from tests.offices import START, act, clock
from tests.unit.services.residents.newcomers import ALL, SAME_DAY, registered

from tegata.ground import outbox
from tegata.services.residents import actions, api

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_nothing_serious(live_server: Any, visit: Callable[..., Page], desk: Client, language: str, width: int) -> None:
    clock.moment = START
    who = registered("渡邊　花子", "ワタナベ ハナコ")
    for sign in "愛藍":
        house = api.record(who).household_id
        registered(f"渡邊　{sign}", "ワタナベ アイ", household_id=house, relationship="子")
    actions.set_former_name(act(*ALL), who, SAME_DAY, "見本", "ミホン")
    api.tell(act(), who, "number notice", {})
    outbox.deliver(START)
    page = visit(live_server.url, "/", language=language, width=width)
    page.context.add_cookies([{"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": live_server.url}])
    for name, path in {
        "record": f"/residents/{who}",
        "history": f"/residents/{who}/history",
        "move-within": f"/residents/{who}/events/move-within",
        "birth": "/residents/new/birth",
        "number": f"/numbers/residents/{who}",
        "number-change": f"/numbers/residents/{who}/change",
    }.items():
        page.goto(path)
        accessible(page)
        picture(page, f"residents-{name}-{language}")
    page.goto("/residents/")
    page.get_by_role("textbox").fill("わたなべ")
    page.locator("main button[type=submit]").first.click()
    accessible(page)
    picture(page, f"residents-search-{language}")
    assert page.get_by_role("link", name="花子").count() == 1
    page.goto(f"/residents/{who}/events/death")
    for field in ("event_day", "notice_day"):
        page.locator(f"[name={field}]").fill("2026-04-01")
    page.locator("main form button[type=submit]").click()
    accessible(page)
    picture(page, f"residents-death-{language}")
