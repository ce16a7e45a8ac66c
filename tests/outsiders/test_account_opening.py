"""A real browser opens an account with a real card: the bank's pages, and the agent's window in which the password is typed.

`make tour` keeps its pictures for docs/tour/account.md.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from tests.browser import accessible, picture, valid_html
from tests.outsiders.browsing import keep_small
from tests.parties import PASSWORD, PIN, Street, makes_card, street

from tegata.chip.personalisation import PersonalisedCard
from tegata.server.home import Home, clock

NAME = "account"


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with street(Home.found(tmp_path_factory.mktemp("account") / "home", clock)) as found:
        yield found


@pytest.fixture(scope="module")
def made(firms: Street) -> Iterator[PersonalisedCard]:
    """In the agent's reader while the module lasts."""
    made = makes_card(firms.home, NAME, 7)
    with firms.card(NAME):
        yield made


def kept(page: Page, name: str, width: int = 760) -> None:
    keep_small(picture(page, f"account-{name}"), name, width)


def looks_right(page: Page) -> None:
    valid_html(page.content())
    accessible(page)


def agrees(page: Page, button: str, secret: str, shot: str) -> None:
    """Press the card's button; type the secret in the window that opens, and agree."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name=button).click()
    window = opened.value
    window.wait_for_url("**/requests/*")
    window.set_viewport_size({"width": 560, "height": 900})
    looks_right(window)
    window.locator("#pin").fill(secret)
    kept(window, shot, 480)
    window.locator("form:has(#pin) button").click()
    window.get_by_role("status").wait_for()
    window.close()


def test_without_an_agent_the_page_says_what_to_do(firms: Street, visit: Callable[..., Page]) -> None:
    """No agent runs yet: the connection is refused, and the form is not lost."""
    page = visit(firms.bank, "/sign-in", language="en")
    page.get_by_role("button", name="Sign in with your card").click()
    page.get_by_text("There is no agent").wait_for()


@pytest.mark.usefixtures("made")
def test_an_account_is_opened_with_the_card_and_the_card_signs_in(
    firms: Street, made: PersonalisedCard, visit: Callable[..., Page]
) -> None:
    page = visit(firms.bank, "/")
    looks_right(page)
    kept(page, "01-bank")
    page.get_by_role("link", name="口座を開く").click()
    looks_right(page)
    kept(page, "02-methods")
    page.get_by_role("button", name="次へ: 署名用電子証明書").click()
    looks_right(page)
    page.get_by_label("ご職業").select_option("自営業")
    page.get_by_role("button", name="次へ").click()
    looks_right(page)
    kept(page, "03-document")
    agrees(page, "カードで署名する", PASSWORD, "04-consent")
    page.wait_for_url(re.compile(r"/account\?opened$"))
    looks_right(page)
    assert page.get_by_text(made.person.name).first.is_visible()
    kept(page, "05-opened")
    agrees(page, "このカードを登録する", PIN, "06-register")
    page.wait_for_url(re.compile(r"/account\?linked$"))
    page.get_by_role("button", name="ログアウト").click()
    page.get_by_role("link", name="カードでログイン").click()
    looks_right(page)
    agrees(page, "カードでログイン", PIN, "07-sign-in")
    page.wait_for_url("**/account")
    kept(page, "08-back")


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_in_both_languages_on_a_phone(firms: Street, visit: Callable[..., Page], language: str) -> None:
    page = visit(firms.bank, "/open", language=language, width=390)
    looks_right(page)
    page.locator("form:has([value='chip and face']) button").click()
    looks_right(page)
    page.locator("main form button").click()
    looks_right(page)
    picture(page, f"bank-chip-{language}")
    shop = visit(firms.shop, "/age", language=language, width=390)
    looks_right(shop)
    picture(shop, f"shop-age-{language}")
