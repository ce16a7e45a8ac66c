"""Debian's Chromium for the journeys: a page in a language and a width, axe-core, a strict reading of HTML, pictures.

def test_…(live_server, visit):
    page = visit(live_server.url, "/staff/sign-in", language="en", width=390)
    accessible(page)
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PageError

EXECUTABLE = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-dev-shm-usage"]
PICTURES = Path(os.environ.get("TEGATA_PICTURES", Path(__file__).parents[1] / ".run" / "pictures"))
DESKTOP, PHONE = 1280, 390
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module, so that others may run loops of their own.

    Playwright's loop runs in this thread, so Django has to be told that that is meant.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(site, path, language="ja", width=1280)` opens a page with cookies of its own.

    At the end no page may have complained: a script's error, something the Content-Security-Policy refused.
    """
    contexts, complaints = [], []

    def open_page(site: str, path: str = "/", *, language: str = "ja", width: int = DESKTOP, **options: Any) -> Page:
        context = chromium.new_context(
            locale={"ja": "ja-JP", "en": "en-GB"}[language],
            timezone_id="Asia/Tokyo",
            viewport={"width": width, "height": 900},
            base_url=site,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _refused(message.text) else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _refused(message: str) -> bool:
    return "Content Security Policy" in message or "Refused to" in message


def _looked_at(page: Page) -> Any:
    """What axe-core says. A page that a click has just left may go from under it; then the next page is meant."""
    page.wait_for_load_state()
    try:
        return Axe().run(page).response["violations"]
    except PageError:
        page.wait_for_load_state()
        return Axe().run(page).response["violations"]


def accessible(page: Page) -> None:
    """No serious violation that axe-core finds, and nothing wider than the window."""
    found = _looked_at(page)
    grave = [
        f"{violation['id']}: {violation['help']}\n" + "\n".join(node["html"] for node in violation["nodes"][:3])
        for violation in found
        if violation["impact"] in GRAVE
    ]
    assert not grave, "\n".join(grave)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} pixels wider than the window"


def valid_html(text: str) -> None:
    """The page parses without a single parse error of the HTML standard, and no id is there twice."""
    parser = html5lib.HTMLParser(strict=False)
    document = parser.parse(text)
    errors = [(position, code) for position, code, _ in parser.errors]
    assert errors == []
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert sorted(set(ids)) == sorted(ids), "an id is there twice"


def picture(page: Page, name: str) -> Path:
    """The whole page as a picture, in TEGATA_PICTURES (.run/pictures by default)."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    return PICTURES / f"{name}.png"
