"""Mission D1 with a real browser: a resident applies, the counter looks; both languages, large and small screens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page
from tests.browser import accessible, picture
from tests.offices import START, act, clock
from tests.unit.services.applications.desk import TOWN, applied, carded, face, form_of, queries, registered

from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.states import State
from tegata.services.residents.permissions import Permission as OfResidents

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def signed_in(page: Page, site: str, login: str = "a") -> None:
    member = employ(
        act(MANAGE_STAFF, office=Office.SYSTEM, town=None), login=login, display_name="見本係", office=Office.TOWN_HALL,
        password="long enough 1", town=TOWN, permissions=(*Permission, *OfResidents),
    )  # fmt: skip
    client = Client()
    client.force_login(member)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1280)])
def test_a_resident_applies(live_server: object, visit: Visit, tmp_path: Path, language: str, width: int) -> None:
    site = live_server.url  # type: ignore[attr-defined]
    resident = registered()
    form = form_of(resident)
    (tmp_path / "me.jpg").write_bytes(face(1))
    page = visit(site, f"/applications/#{form}", language=language, width=width)
    assert page.input_value("#id_form_id") == form, "the QR code types the ID"
    assert form not in page.url
    accessible(page)
    picture(page, f"d1-start-{language}")
    page.fill("#id_birth", "1990-05-06")
    page.click("main button[type=submit]")
    page.wait_for_url("**/applications/photo")
    accessible(page)
    page.set_input_files("#id_photo", tmp_path / "me.jpg")
    picture(page, f"d1-photo-{language}")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/applications/confirm")
    accessible(page)
    picture(page, f"d1-confirm-{language}")
    page.check("#id_mine")
    page.click("main button[type=submit]")
    page.wait_for_url("**/applications/receipt")
    accessible(page)
    picture(page, f"d1-receipt-{language}")
    (one,) = queries.applications_of(resident)
    assert one.state is State.RECEIVED


def test_the_camera_fills_the_field(live_server: object, visit: Visit) -> None:
    """Chromium's own test camera: what it shows is no face, which the page says; the picture arrived all the same."""
    site = live_server.url  # type: ignore[attr-defined]
    resident = registered()
    page = visit(site, f"/applications/#{form_of(resident)}", language="en", permissions=["camera"])
    page.fill("#id_birth", "1990-05-06")
    page.click("main button[type=submit]")
    page.wait_for_url("**/applications/photo")
    page.click("[data-start]")
    page.wait_for_selector("[data-shoot]:visible, [data-refused]:visible")
    if page.is_visible("[data-refused]"):
        assert page.is_visible("#id_photo"), "without a camera the file field is there"
        return
    page.click("[data-shoot]")
    page.wait_for_selector("[data-taken]:visible")
    page.click("main form button[type=submit]")
    page.wait_for_selector(".error-summary")


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_the_counter_looks(live_server: object, visit: Visit, language: str, width: int) -> None:
    site = live_server.url  # type: ignore[attr-defined]
    victim = registered()
    carded(victim, face(1))
    applied(victim, face(7))
    page = visit(site, "/applications/", language=language, width=width)
    signed_in(page, site)
    for name in ("", "find", "receipt", "transfers", "questions", "overdue", f"{victim}/enter", f"{victim}/form"):
        page.goto(f"/applications/staff/{name}")
        accessible(page)
        picture(page, f"d1-staff-{name.split('/')[-1] or 'today'}-{language}")
    page.goto("/applications/staff/")
    with page.expect_navigation():
        page.click("main table tbody a")
    accessible(page)
    picture(page, f"d1-staff-show-{language}")
