"""`tegata run` from an empty folder, as a process: the town is filled, and a real browser walks through its door."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from tests.browser import accessible, picture, valid_html

RESIDENTS = 120
FILLED_WITHIN = 300


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the whole country answers, served by the command that `make run` gives."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("town") / "home"
    command = [sys.executable, "-m", "tegata", "run", "--port", str(port), "--residents", str(RESIDENTS)]
    known = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_URL"))}
    environment = known | {"TEGATA_HOME": str(home), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            patient = ["--retry", str(FILLED_WITHIN), "--retry-delay", "1", "--retry-connrefused"]
            subprocess.run(["curl", "-sf", *patient, url], check=True, capture_output=True)
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_page_says_who_is_there_and_what_to_try(site: str, visit: Callable[..., Page], language: str) -> None:
    page = visit(site, "/", language=language)
    picture(page, f"town-{language}")
    valid_html(page.content())
    accessible(page)
    people, staff = page.locator("table").all()
    assert people.locator("tbody tr").count() >= 15
    assert staff.get_by_text("clerk-1", exact=True).is_visible()


def test_a_card_is_laid_on_a_reader_and_its_holder_signs_in(site: str, visit: Callable[..., Page]) -> None:
    page = visit(site, "/", language="en")
    page.get_by_role("link", name="Take it").nth(2).click()
    page.get_by_label("Card reader").select_option("home")
    page.get_by_role("button", name="Lay it on the reader").click()
    assert page.get_by_role("img", name="Front of the card").is_visible()
    accessible(page)
    page.goto("/me/sign-in")
    page.locator("#id_pin").fill("1234")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me/")
    picture(page, "town-my-cards")


def test_staff_sign_in_and_find_a_resident(site: str, visit: Callable[..., Page]) -> None:
    page = visit(site, "/staff/sign-in", language="en")
    page.locator("#id_username").fill("clerk-1")
    page.locator("#id_password").fill("sandbox")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/")
    accessible(page)
    page.get_by_role("navigation").get_by_role("link", name="Residents").click()
    page.get_by_role("searchbox").or_(page.locator("main input[type=text]")).first.fill("窓口")
    page.locator("main button[type=submit]").first.click()
    assert page.get_by_text("窓口　一郎").first.is_visible()
    picture(page, "town-search")
