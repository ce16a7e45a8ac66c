"""Every component as a browser shows it: accessible, valid, in both languages, on a desk and in a hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import DESKTOP, PHONE, accessible, picture, valid_html

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize(("language", "heading"), [("ja", "部品見本"), ("en", "Style page")])
def test_every_component_is_accessible(
    live_server: LiveServer, visit: Callable[..., Page], language: str, heading: str, width: int
) -> None:
    page = visit(live_server.url, "/style", language=language, width=width)
    assert page.locator("h1").inner_text() == heading
    assert page.locator("html").get_attribute("lang") == language
    accessible(page)
    picture(page, f"style-{language}-{width}")
    page.get_by_role("button", name="確認する" if language == "ja" else "Check").click()
    accessible(page)
    valid_html(page.request.get("/style").text())
    picture(page, f"style-{language}-{width}-errors")
