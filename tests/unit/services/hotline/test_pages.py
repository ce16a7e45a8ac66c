"""The operator's desk, the checker's page, lists and what a holder does alone, through the browser's door."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.unit.services.cards.living import again, held
from tests.unit.services.residents.newcomers import registered

from tegata.ground.models import Grant, Staff
from tegata.ground.offices import Office
from tegata.services.cards.api import CardView, State
from tegata.services.hotline.models import Call, StopList
from tegata.services.hotline.permissions import Permission
from tegata.services.residents.permissions import Permission as Register

pytestmark = pytest.mark.django_db
CALLER = {"name": "見本花子", "birth": "1990-05-06"}


def employed(login: str, *permissions: str) -> Staff:
    staff = Staff.objects.create(login=login, display_name=login, office=Office.HOTLINE.value)
    Grant.objects.bulk_create(Grant(staff=staff, permission=permission) for permission in permissions)
    return staff


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(employed("night", *Permission, Register.SEARCH_NATIONWIDE))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def take(desk: Client, **other: str) -> str:
    answer = desk.post("/hotline/", {"happened": "stolen", **CALLER, **other})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_theft_is_stopped_with_two_clicks(desk: Client) -> None:
    card = held()
    page = take(desk)
    assert "見本" not in desk.get(page).content.decode(), "the page shows nothing of the record"
    assert "The card is stopped" in desk.post(f"{page}stop", follow=True).content.decode()
    assert again(card).state is State.SUSPENDED


def test_a_loss_is_asked_about(desk: Client) -> None:
    card = held()
    page = take(desk, happened="lost")
    assert "Not stopped yet" in desk.post(f"{page}stop", follow=True).content.decode()
    for said in ("清瀬市中里五丁目842番地", "みほん はなこ"):
        assert said not in desk.post(f"{page}answer", {"said": said}, follow=True).content.decode()
    desk.post(f"{page}stop")
    assert again(card).state is State.SUSPENDED
    desk.post(f"{page}police", {"number": "南-42"})
    assert Call.objects.get().police_number == "南-42"


def test_nobody_found_is_told_and_nothing_is_lost(desk: Client) -> None:
    page = take(desk, name="別人花子")
    assert "No record, or more than one" in desk.post(f"{page}stop", follow=True).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"happened": "lost"}, {"happened": "found"}, {"happened": "found", "serial": "12"}, {"birth": "x"}]
)
def test_what_is_missing_is_asked_for(desk: Client, sent: dict[str, str]) -> None:
    answer = desk.post("/hotline/", sent)
    assert "error-summary" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_card_that_is_shown_is_checked(desk: Client) -> None:
    card = held()
    assert "In use" in desk.post("/hotline/check/", {"serial": card.serial}).content.decode()
    desk.post(f"{take(desk)}stop")
    answer = desk.post("/hotline/check/", {"serial": f"{card.serial[:8]} {card.serial[8:]}"}).content.decode()
    assert "Stopped: reported lost or stolen" in answer
    assert "Unknown" in desk.post("/hotline/check/", {"serial": "9" * 16}).content.decode()


def test_two_people_stop_a_list(desk: Client) -> None:
    card = held()
    page = desk.post("/hotline/lists/", {"serials": card.serial, "number": "鶴見-78"})["Location"]
    assert "Ask a colleague" in desk.get(page).content.decode()
    assert desk.post(page, {"confirmed": "yes"}).status_code == 403
    desk.force_login(employed("morning", Permission.STOP_LIST))
    assert "All or none" in desk.get(page).content.decode()
    assert "in one act" in desk.post(page, {"confirmed": "yes"}, follow=True).content.decode()
    assert again(card).state is State.SUSPENDED


def test_a_list_with_a_wrong_line_keeps_what_was_typed(desk: Client) -> None:
    answer = desk.post("/hotline/lists/", {"serials": f"{held().serial}\n9999999999999999"}).content.decode()
    assert "nothing was listed: 9999999999999999" in answer
    assert not StopList.objects.exists()


@pytest.mark.parametrize("path", ["", "check/", "lists/", f"calls/{UUID(int=1)}/", f"lists/{UUID(int=1)}/"])
def test_pages_of_staff_are_closed(client: Client, path: str) -> None:
    assert client.get(f"/hotline/{path}").status_code == 302
    client.force_login(employed("nobody"))
    assert client.get(f"/hotline/{path}").status_code == 403


def test_an_entry_that_is_not_there(desk: Client) -> None:
    for path in (f"calls/{UUID(int=1)}/", f"lists/{UUID(int=1)}/"):
        assert desk.get(f"/hotline/{path}").status_code == 404
    assert desk.post(f"/hotline/calls/{UUID(int=1)}/stop").status_code == 404


def test_a_get_changes_nothing(desk: Client) -> None:
    card = held()
    page = take(desk)
    for path in ("stop", "answer", "police"):
        assert desk.get(f"{page}{path}").status_code == 302
    assert again(card).state is State.HANDED_OVER


def test_the_holder_stops_it(client: Client) -> None:
    card = held()
    signed_in(client, card)
    assert again(card).state is State.HANDED_OVER
    client.get("/hotline/lost/report/")
    assert again(card).state is State.HANDED_OVER
    client.post("/hotline/lost/report/", {"confirmed": "yes"})
    assert again(card).state is State.SUSPENDED


def signed_in(client: Client, card: CardView) -> None:
    session = client.session
    session["resident"] = str(card.resident_id)
    session.save()


def test_the_number_is_there_for_everybody(client: Client) -> None:
    assert "0120-95-0178" in client.get("/hotline/lost/").content.decode()


def test_queries_do_not_grow(desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    held()
    page = take(desk)
    for _ in range(25):
        take(desk)
        desk.post("/hotline/lists/", {"serials": held(registered()).serial})
    for path in ("/hotline/", page, "/hotline/lists/"):
        with django_assert_max_num_queries(12):
            assert desk.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_pages_can_be_used(
    desk: Client, live_server: LiveServer, visit: Callable[..., Page], language: str, width: int
) -> None:
    card = held()
    call = take(desk, happened="lost")
    desk.post(f"{call}answer", {"said": "清瀬市"})
    stop_list = desk.post("/hotline/lists/", {"serials": card.serial})["Location"]
    page = visit(live_server.url, "/hotline/lost/", language=language, width=width)
    looked_at(page, f"hotline-lost-{language}")
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    for name, path in {"desk": "/hotline/", "call": call, "check": "/hotline/check/", "list": stop_list}.items():
        page.goto(live_server.url + path)
        looked_at(page, f"hotline-{name}-{language}")


def looked_at(page: Page, name: str) -> None:
    accessible(page)
    valid_html(page.content())
    picture(page, name)
