"""The pages of every office in a browser: readable by axe, no wider than a telephone, and a chain checked to its end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import DESKTOP, PHONE, accessible, picture
from tests.offices import act, clock

from tegata.ground import audit, outbox, two_person
from tegata.ground.act import Act
from tegata.ground.models import Delivery, Event
from tegata.ground.offices import Office
from tegata.ground.pages.audit_log import views
from tegata.ground.permissions import Permission
from tegata.ground.staff import MANAGE_STAFF, employ

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse"
PLACES = ("/staff/", "/staff/approvals/", "/staff/queue", "/staff/audit/", "/staff/accounts/", "/staff/accounts/new")


@pytest.fixture(autouse=True)
def office(db: None) -> None:
    seeder = Act("system:seeding", Office.SYSTEM, clock(), "procedure", None, frozenset({MANAGE_STAFF}))
    for login in ("chief", "ito"):
        employ(
            seeder,
            login=login,
            display_name="人事 太郎",
            office=Office.TOWN_HALL,
            town="132217",
            password=PASSWORD,
            permissions=list(Permission),
        )
    for number in range(3):
        two_person.propose(act(who="ito"), "staff grant management", number, {}, permission=MANAGE_STAFF)
        audit.record(act(who="ito"), f"act {number}")
    event = Event.objects.create(kind="cards.CardSuspended", at=clock(), payload="{}")
    Delivery.objects.create(
        event=event, handler="certificates.hold", due=clock(), attempts=outbox.LOUD_AFTER, fault="AuthorityAway"
    )


@pytest.mark.parametrize(("language", "width"), [("ja", DESKTOP), ("en", PHONE)])
def test_the_pages_of_an_office(
    live_server: LiveServer,
    visit: Callable[..., Page],
    language: str,
    width: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "STEP", 3)
    page = visit(live_server.url, "/staff/sign-in", language=language, width=width)
    page.locator("#id_username").fill("chief")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")
    for place in PLACES:
        page.goto(place)
        accessible(page)
        picture(page, f"office-{place.strip('/').replace('/', '-')}-{language}")
    page.goto("/staff/approvals/")
    page.locator("tbody a").first.click()
    accessible(page)
    picture(page, f"office-approval-{language}")
    page.goto("/staff/accounts/")
    page.get_by_role("link", name="ito").click()
    accessible(page)
    picture(page, f"office-account-{language}")
    page.goto("/staff/audit/check")
    page.locator("button[name=start]").click()
    page.locator(".notice-success").wait_for()
    accessible(page)
    picture(page, f"office-audit-check-{language}")
