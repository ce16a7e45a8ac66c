"""The centre's pages in a real browser: the queue, an order that needs a person, a parcel on its way."""

from collections.abc import Callable
from itertools import count

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.offices import act
from tests.unit.services.production.orders import Ordered, centre, make, ordered

from tegata.ground import staff
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.server.home import Home
from tegata.services.production import actions, queries
from tegata.services.production.permissions import Permission
from tegata.services.production.rules import State

pytestmark = pytest.mark.django_db(transaction=True)
_logins = count(1)


def operator(*permissions: str) -> Staff:
    return staff.employ(
        act(staff.MANAGE_STAFF, office=Office.ISSUING_CENTRE, town=None),
        login=f"operator-{next(_logins)}",
        display_name="発行担当",
        office=Office.ISSUING_CENTRE,
        password="a long enough one",
        permissions=permissions,
    )


def in_session(who: Staff) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def at_work(country: Home) -> dict[State, Ordered]:
    """One order made, one that cannot be made, one that waits."""
    found = {State.CHECKED: ordered(1)}
    make()
    found[State.STOPPED] = ordered(2)
    taken = actions.claim(centre(), 1, "0000")
    assert taken is not None
    actions.stop(centre(), taken, "MissingGlyph")
    found[State.WAITING] = ordered(3)
    return found


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_the_queue_can_be_used(
    at_work: dict[State, Ordered], live_server: LiveServer, visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit(live_server.url, "/staff/sign-in", language=language, width=width)
    page.fill("[name=username]", operator(*Permission).login)
    page.fill("[name=password]", "a long enough one")
    page.press("[name=password]", "Enter")
    page.goto("/production/")
    accessible(page)
    valid_html(page.content())
    picture(page, f"production-{language}")
    page.click("a[href*='/production/pack/']")
    page.click("main button")
    accessible(page)
    page.click("main form[method=post] button")
    assert page.locator(f"text={at_work[State.CHECKED].card_id}").count() == 1
    assert at_work[State.CHECKED].state is State.SENT
    picture(page, f"production-parcel-{language}")


def test_a_stopped_order_goes_back_by_hand(at_work: dict[State, Ordered]) -> None:
    stopped = at_work[State.STOPPED]
    client = in_session(operator(*Permission))
    assert b"MissingGlyph" in client.get(f"/production/orders/{stopped.card_id}").content
    client.post(f"/production/orders/{stopped.card_id}", {"confirmed": "yes"})
    assert stopped.state is State.WAITING
    assert client.post(f"/production/orders/{stopped.card_id}", {"confirmed": "yes"}).status_code == 200
    assert make() == 1


@pytest.mark.parametrize("address", ["", "pack/132217"])
def test_nobody_else_gets_in(address: str) -> None:
    assert in_session(operator()).get(f"/production/{address}").status_code == 403
    assert Client().get(f"/production/{address}").status_code == 302


def test_who_may_only_look_sends_nothing(at_work: dict[State, Ordered]) -> None:
    parcel = actions.pack(centre(), "132217")
    client = in_session(operator(Permission.SEE))
    assert b"button" in client.get(f"/production/parcels/{parcel}").content
    assert client.post(f"/production/parcels/{parcel}").status_code == 403
    shown = queries.shipment(parcel) if parcel else None
    assert shown is not None
    assert shown.sent_at is None
