"""Pages for what ends without a card on the desk: lost or destroyed, ordered back, an appointment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.offices import clock
from tests.unit.services.counter.desk import DESK, TOWN, Stocked, held, officer
from tests.unit.services.counter.test_pages import CHECKLIST, send, signed_in
from tests.unit.services.residents.newcomers import CHIYODA, registered

from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import booking
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.stock import Where
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def clerk() -> Client:
    return signed_in(DESK, *Permission, "residents:record:read")


@pytest.fixture
def one() -> Stocked:
    return held()


def test_a_loss_is_reported_by_its_holder_who_is_identified(clerk: Client, one: Stocked) -> None:
    page = f"/counter/gone/{one.resident_id}"
    assert page in clerk.get(f"/residents/{one.resident_id}").text
    unproved = clerk.post(page, {"cause": "lost"})
    assert (unproved.status_code, one.card.is_held) == (422, True)
    send(clerk, page, cause="lost", **CHECKLIST)
    assert one.card.why is cards.Why.LOST
    assert queries.totals(TOWN)[Where.GONE] == 1
    assert "holds no card" in clerk.get(page).text


def test_a_card_is_ordered_back_after_a_second_question(clerk: Client, one: Stocked) -> None:
    page = f"/counter/order-back/{one.resident_id}"
    assert "Order this card back?" in clerk.get(page).text
    assert clerk.post(page).status_code == 200
    assert one.card.is_held, "asked once is not enough"
    send(clerk, page, confirmed="yes")
    assert one.card.state is cards.State.INVALID
    assert "card ordered back" in {letter.kind for letter in residents.letters(one.resident_id)}
    assert "holds no card" in clerk.get(page).text


def test_an_appointment_ends_and_its_place_is_free_again(clerk: Client) -> None:
    who, at = registered(), clock() + timedelta(hours=2)
    booking.offer(officer(), TOWN, at, 1)
    first = booking.book(officer(), who, TOWN, at, Errand.HANDOVER)
    page = f"/counter/appointments/{who}/{first}"
    assert page in clerk.get("/counter/").text
    assert clerk.post(page).status_code == 422
    send(clerk, page, outcome="cancelled")
    assert queries.free_slots(TOWN, clock()) == [at]
    second = booking.book(officer(), who, TOWN, at, Errand.HANDOVER)
    send(clerk, f"/counter/appointments/{who}/{second}", outcome="came")
    shown = clerk.get("/counter/").text
    assert "Came" in shown
    assert f"/counter/appointments/{who}/{second}" not in shown


def test_the_chief_entrusts_post_offices_from_a_day_on() -> None:
    page, today = "/counter/post-offices", clock().date()
    assert signed_in("no-chief").get(page).status_code == 403
    chief = signed_in("chief", Permission.SEE, cards.Permission.ENTRUST)
    assert page in chief.get("/counter/").text
    assert not cards.post_office_renews(TOWN, today)
    assert chief.post(page).status_code == 422
    send(chief, page, since=(today + timedelta(days=1)).isoformat())
    assert not cards.post_office_renews(TOWN, today)
    assert cards.post_office_renews(TOWN, today + timedelta(days=1))
    shown = chief.get(page).text
    valid_html(shown)
    assert "Entrusted since" in shown


def test_another_town_s_people_are_not_shown(clerk: Client) -> None:
    stranger = registered(place=CHIYODA)
    for page in ("gone", "order-back"):
        assert clerk.get(f"/counter/{page}/{stranger}").status_code == 403
        assert clerk.get(f"/counter/{page}/{NOBODY}").status_code == 404


def test_the_pages_can_be_used(
    clerk: Client, one: Stocked, live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    at = clock() + timedelta(hours=2)
    booking.offer(officer(), TOWN, at, 1)
    booked = booking.book(officer(), one.resident_id, TOWN, at, Errand.HANDOVER)
    chief = signed_in("chief", cards.Permission.ENTRUST).cookies["sessionid"].value
    page = visit(live_server.url, "/holder/", language="ja", width=390)
    page.context.add_cookies([{"name": "sessionid", "value": clerk.cookies["sessionid"].value, "url": live_server.url}])
    names = {"gone": "gone", "order-back": "order-back", "appointments": f"appointments/{one.resident_id}/{booked}"}
    for name, path in names.items():
        page.goto(f"/counter/{path}" + ("" if "/" in path else f"/{one.resident_id}"))
        accessible(page)
        valid_html(page.content())
        picture(page, f"ending-{name}")
    page.context.add_cookies([{"name": "sessionid", "value": chief, "url": live_server.url}])
    page.goto("/counter/post-offices")
    accessible(page)
    picture(page, "post-offices")
