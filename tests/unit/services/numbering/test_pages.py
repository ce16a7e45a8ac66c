"""Pages about numbers: shown once, after a purpose, to who may; never in an address; notices as PDF after a POST."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.browser import valid_html
from tests.offices import START, clock
from tests.unit.services.residents.newcomers import CHIYODA, registered

from tegata.ground import outbox
from tegata.ground.act import Act
from tegata.ground.models import AuditEntry
from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ
from tegata.services.numbering import actions
from tegata.services.numbering.models import Assignment
from tegata.services.numbering.permissions import Permission
from tegata.services.residents.permissions import Permission as ResidentPermission

pytestmark = pytest.mark.django_db


def browser(client: Client, office: Office, town: str, *permissions: str) -> Client:
    clock.moment = START
    chief = Act("staff:chief", office, START, "procedure", None, frozenset({MANAGE_STAFF}))
    someone = employ(
        chief,
        login="n",
        display_name="番号係",
        office=office,
        town=town,
        password="correct horse",
        permissions=permissions,
    )
    client.force_login(someone)
    return client


@pytest.fixture
def desk(client: Client) -> Client:
    return browser(client, Office.TOWN_HALL, "132217", *Permission, ResidentPermission.READ)


def numbered(**other: object) -> object:
    who = registered(**other)  # type: ignore[arg-type]
    outbox.deliver(START)
    return who


def page_of(who: object) -> str:
    return reverse("numbering:number", args=[who])


def test_a_number_is_shown_after_its_purpose_only(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    who = numbered()
    number = Assignment.objects.get().number
    shown = f"{number[:4]} {number[4:8]} {number[8:]}"
    before = desk.get(page_of(who)).content.decode()
    valid_html(before)
    assert shown not in before
    assert "カードの発行" not in before, "the town hall makes no cards"
    desk.post(page_of(who), {"purpose": "tax"})
    with django_assert_max_num_queries(12):
        after = desk.post(page_of(who), {"purpose": "tax"}).content.decode()
    valid_html(after)
    assert shown in after
    assert AuditEntry.objects.filter(verb=actions.READ, purpose="tax", outcome="done").count() == 2
    assert shown not in desk.post(page_of(who), {"purpose": "card-issuance"}).content.decode()
    assert shown not in desk.post(page_of(who), {}).content.decode()


def test_another_town_s_number_is_refused_on_the_form(desk: Client) -> None:
    page = desk.post(page_of(numbered(place=CHIYODA)), {"purpose": "tax"}).content.decode()
    assert "拒否したことを記録しました" in page
    assert AuditEntry.objects.get(verb=actions.READ).outcome == "refused"


def test_whose_number_it_is(desk: Client) -> None:
    who = numbered()
    number = Assignment.objects.get().number
    found = desk.post(reverse("numbering:find"), {"purpose": "tax", "number": f"{number[:6]}-{number[6:]}"})
    assert found.headers["Location"] == reverse("residents:record", args=[who])
    for wrong, told in (("983205673215", "12桁の数字"), ("983205673214", "まだありません")):
        page = desk.post(reverse("numbering:find"), {"purpose": "tax", "number": wrong}).content.decode()
        valid_html(page)
        assert told in page


def test_a_change_is_asked_with_its_consequences(desk: Client) -> None:
    who = numbered()
    page = reverse("numbering:change", args=[who])
    valid_html(desk.get(page).content.decode())
    assert desk.post(page, {"why": "leaked, on request"}).status_code == 200
    assert Assignment.objects.count() == 1
    assert desk.post(page, {"why": "leaked, on request", "confirmed": "yes"}).status_code == 302
    assert Assignment.objects.count() == 2
    assert "漏えい(本人の請求)" in desk.get(page_of(who)).content.decode()


def test_notices_are_started_and_printed(client: Client) -> None:
    centre = browser(client, Office.ISSUING_CENTRE, "", Permission.PRINT)
    numbered()
    clock.forward(days=22)
    notices = reverse("numbering:notices")
    assert "印刷できるもの: 1件" in centre.get(notices).content.decode()
    assert centre.post(notices).status_code == 302
    page = centre.get(notices).content.decode()
    valid_html(page)
    run = page.split(f'action="{notices}/')[1].split('"')[0]
    assert centre.get(f"{notices}/{run}").status_code == 302, "looking at an address prints nothing"
    printed = centre.post(f"{notices}/{run}")
    assert (printed.headers["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert printed.headers["Cache-Control"] == "no-store"


def test_a_clerk_without_permission_and_a_resident_who_is_not_there(client: Client) -> None:
    clerk = browser(client, Office.TOWN_HALL, "132217", Permission.FIND)
    who = numbered()
    for page in (page_of(who), reverse("numbering:change", args=[who]), reverse("numbering:notices")):
        assert clerk.get(page).status_code == 403
