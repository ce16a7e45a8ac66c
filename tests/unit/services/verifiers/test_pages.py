"""Pages of the authority's office, of a holder and of refusals, through the browser's door; who may open which."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.journeys.rounds import employed, settle
from tests.offices import START, clock
from tests.unit.services.counter.desk import held
from tests.unit.services.verifiers.parties import BANK, INSURER, Operator, operator, serial_of, signed, text

from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.services.verifiers.models import Disclosure
from tegata.services.verifiers.rules import Refusal

pytestmark = pytest.mark.django_db


def test_staff_pages_are_closed(client: Client) -> None:
    operator("operator-1", BANK)
    paths = ("", "new", "firms/bank-1/", "firms/operator-1/key", "firms/operator-1/suspend")
    for path in paths:
        assert client.get(f"/verifiers/{path}").status_code == 302
    client.force_login(employed(Duty.CLERK))
    for path in paths:
        assert client.get(f"/verifiers/{path}").status_code == 403
    client.force_login(employed(Duty.AUDITOR, town=""))
    assert client.get("/verifiers/firms/bank-1/").status_code == 200
    assert client.post("/verifiers/firms/bank-1/suspend").status_code == 403
    assert client.get("/my/consents/").status_code == 302, "no member of staff is a holder"


def test_a_get_decides_nothing(client: Client) -> None:
    operator("operator-1", BANK)
    client.force_login(employed(Duty.AUTHORITY, town=""))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for step in ("suspend", "end", "accredit", "decide", "drop"):
        assert client.get(f"/verifiers/firms/bank-1/{step}").status_code in {200, 302}
    assert "Accredited" in client.get("/verifiers/firms/bank-1/").content.decode()
    assert client.get("/verifiers/firms/bank-1/nothing").status_code == 404
    assert client.get("/verifiers/firms/nobody/").status_code == 404
    assert client.get(f"/my/consents/{UUID(int=1)}/withdraw").status_code == 302


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_refusal_has_a_page(client: Client, language: str) -> None:
    for refusal in Refusal:
        answer = client.get(f"/verifiers/problems/{refusal.word}", headers={"accept-language": language})
        assert answer.status_code == 200
        valid_html(answer.text)
        assert refusal.word in answer.text
    assert client.get("/verifiers/problems/nothing").status_code == 404


def test_queries_do_not_grow(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    operator("operator-1", *(f"shop-{number}" for number in range(12)))
    client.force_login(employed(Duty.AUTHORITY, town=""))
    for path in ("/verifiers/", "/verifiers/firms/operator-1/", "/verifiers/firms/shop-1/"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def agreed(country: Home) -> tuple[UUID, Operator]:
    """A holder who agreed and was asked about."""
    clock.moment = START
    one = held()
    settle()
    firms = operator("operator-1", BANK, INSURER)
    consents = [
        firms.consent(signed(country, one.card_id, text(provider).text()), provider).json()["id"]
        for provider in (BANK, INSURER)
    ]
    clock.forward(days=1)
    firms.attributes(consents[0], serial_of(one.resident_id, one.card_id))
    return one.resident_id, firms


@pytest.mark.django_db(transaction=True)
def test_a_holder_sees_every_answer_page_by_page(
    country: Home, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    who, firms = agreed(country)
    (consent,) = {row.consent_id for row in Disclosure.objects.all()}
    serial = Disclosure.objects.get().asked_serial
    for _ in range(60):
        clock.forward(minutes=1)
        firms.attributes(str(consent), serial)
    browser = signed_in(who)
    with django_assert_max_num_queries(12):
        first = browser.get("/my/consents/").content.decode()
    rows = first.count("nothing was given")
    later = re.search(r'href="(\?after=[^"]+)"', first)
    assert later is not None
    assert rows + browser.get(f"/my/consents/{later[1]}").content.decode().count("nothing was given") == 61


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_pages_can_be_used(
    country: Home, live_server: LiveServer, visit: Callable[..., Page], language: str, width: int
) -> None:
    who, _firms = agreed(country)
    page = visit(live_server.url, "/verifiers/problems/withdrawn", language=language, width=width)
    looked_at(page, f"verifiers-problem-{language}")
    officer = Client()
    officer.force_login(employed(Duty.AUTHORITY, town=""))
    sign_in(page, officer, live_server)
    officer.post("/verifiers/firms/bank-1/end")
    for name, path in {
        "firms": "/verifiers/",
        "new": "/verifiers/new",
        "operator": "/verifiers/firms/operator-1/",
        "bank": "/verifiers/firms/bank-1/",
        "key": "/verifiers/firms/operator-1/key",
        "suspend": "/verifiers/firms/operator-1/suspend",
    }.items():
        page.goto(path)
        looked_at(page, f"verifiers-{name}-{language}")
    sign_in(page, signed_in(who), live_server)
    page.goto("/my/consents/")
    looked_at(page, f"verifiers-consents-{language}")
    page.locator("main a.button").first.click()
    looked_at(page, f"verifiers-withdraw-{language}")


def signed_in(who: UUID) -> Client:
    holder = Client(headers={"accept-language": "en"})
    session = holder.session
    session["resident"] = str(who)
    session.save()
    return holder


def sign_in(page: Page, client: Client, site: LiveServer) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])


def looked_at(page: Page, name: str) -> None:
    accessible(page)
    valid_html(page.content())
    picture(page, name)
