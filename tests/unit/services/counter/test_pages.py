"""Pages of the counter through the browser's door: a whole handover, the holder's screen apart, stock, moves, the shredder."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.journeys.rounds import settle
from tests.offices import clock
from tests.unit.services.applications.desk import face
from tests.unit.services.counter.desk import (
    DESK,
    PINS,
    TOWN,
    Stocked,
    held,
    in_stock_again,
    lay,
    officer,
    shipped,
    stocked,
    to_pins,
)
from tests.unit.services.counter.test_rewriting import moved

from tegata.ground.models import Grant, Proposal, Staff
from tegata.ground.offices import Office
from tegata.server import desks
from tegata.services.applications.api import Wishes
from tegata.services.applications.rules.applicants import Reason
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter import queries
from tegata.services.counter.models import FeeTaken
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.proofing import Item
from tegata.services.counter.rules.stock import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

CHECKLIST = {
    **{f"item_{item.name}": "on" for item in Item},
    "document1": "driving licence",
    "document1_until": "2029-01-01",
}
MOST_QUERIES = 12


def employed(login: str, *permissions: str) -> Staff:
    staff = Staff.objects.create(login=login, display_name=login, office=Office.TOWN_HALL.value, town=TOWN)
    Grant.objects.bulk_create(Grant(staff=staff, permission=permission) for permission in permissions)
    return staff


def signed_in(login: str, *permissions: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(employed(login, *(permissions or tuple(Permission))))
    return client


@pytest.fixture
def clerk() -> Client:
    return signed_in(DESK)


def holder() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def send(client: Client, path: str, **fields: object) -> str:
    """Post a form that must be taken. Returns where it leads."""
    answer = client.post(path, fields)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def version(one: Stocked) -> int:
    (row,) = queries.open_handovers(TOWN)
    return row.version


def typed() -> dict[str, str]:
    return {f"{kind.name}{again}": value for kind, value in PINS.items() for again in ("", "_again")}


def to_code(clerk: Client, one: Stocked) -> tuple[str, str]:
    """A handover up to the holder's code. Returns the wizard's address and the code."""
    lay(one)
    wizard = send(clerk, "/counter/handover/", serial=one.serial)
    send(clerk, wizard, **CHECKLIST)
    taken = SimpleUploadedFile("now.jpg", BytesIO(face(1, 1)).getvalue(), "image/jpeg")
    send(clerk, wizard, picture=taken, version=version(one))
    send(clerk, wizard, version=version(one))
    code = next(value for key, value in clerk.session.items() if key.startswith("code:"))
    return wizard, code


def test_a_whole_handover(clerk: Client) -> None:
    (one,) = stocked()
    wizard, code = to_code(clerk, one)
    page = clerk.get(wizard).content.decode()
    assert "<svg" in page
    assert f"{code[:4]}-{code[4:8]}" in page
    assert clerk.get(f"/holder/{code}").status_code == 403, "a browser of staff is refused"
    assert clerk.post(f"/holder/{code}", typed()).status_code == 403
    apart = holder()
    assert send(apart, "/holder/", code=f"{code[:4]}-{code[4:]}".lower()) == f"/holder/{code}"
    wrong = apart.post(f"/holder/{code}", typed() | {"TEXT": "12", "TEXT_again": "12", "SIGNATURE_again": "x"})
    assert wrong.status_code == 422
    assert all(value not in wrong.content.decode() for value in PINS.values()), "what was typed is not sent back"
    assert send(apart, f"/holder/{code}", **typed()) == "/holder/done"
    assert "not good any more" in apart.get(f"/holder/{code}").content.decode()
    assert "PINs set" in clerk.get(wizard).content.decode()
    answer = clerk.post(wizard, {"fee": 800, "version": version(one)})
    assert "Something else is due" in answer.content.decode()
    assert "take no fee" not in answer.content.decode(), "a first card is free anyway"
    send(clerk, wizard, fee=0, version=version(one))
    assert one.card.state is cards.State.HANDED_OVER
    assert "The card is with its holder" in clerk.get(wizard).content.decode()


def test_the_wizard_asks_for_the_old_card_and_says_what_is_due(
    clerk: Client, live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    old = held()
    new = in_stock_again(old, Wishes(Reason.REISSUE))
    wizard = f"/counter/handover/{new.resident_id}/{to_pins(new)}/"
    page = visit(live_server.url, "/holder/", language="ja")
    page.context.add_cookies([{"name": "sessionid", "value": clerk.cookies["sessionid"].value, "url": live_server.url}])
    page.goto(wizard)
    accessible(page)
    picture(page, "wizard-old-card-ja")
    shown = clerk.get(wizard).content.decode()
    assert "Due: 1000 yen (card 800, certificates 200)" in shown
    assert 'name="fee" value="1000"' in shown
    desks.lay(DESK, str(new.card_id))
    sent = {"version": version(new), "fee": 1000}
    assert "has an older card" in clerk.post(wizard, sent).content.decode()
    assert "no old card of this person" in clerk.post(wizard, sent | {"old0": new.serial}).content.decode()
    silent = clerk.post(wizard, sent | {"fee": 0, "old0": old.serial}).content.decode()
    assert "Something else is due" in silent
    taken = clerk.post(wizard, sent | {"old0": old.serial, "excuse": "office error"}).content.decode()
    assert "Something else is due" in taken, "no money where nothing is due"
    send(clerk, wizard, **sent | {"old0": old.serial, "excuse": "office error", "fee": 0})
    assert (old.card.state, new.card.state) == (cards.State.INVALID, cards.State.HANDED_OVER)
    assert queries.totals(TOWN)[Where.BIN] == 1


def test_two_officers_look_where_there_is_no_camera(clerk: Client) -> None:
    (one,) = stocked()
    lay(one)
    wizard = send(clerk, "/counter/handover/", serial=one.serial)
    send(clerk, wizard, **CHECKLIST)
    alone = clerk.post(wizard, {"by_two": "yes", "version": version(one)})
    assert "A second officer has to agree" in alone.content.decode()
    waiting = Proposal.objects.get(done_at=None)
    assert clerk.post(f"/staff/approvals/{waiting.id}", {"decision": "approve"}).status_code == 403
    send(signed_in("second"), f"/staff/approvals/{waiting.id}", decision="approve")
    send(clerk, wizard, by_two="yes", version=version(one))
    assert [row.state.value for row in queries.open_handovers(TOWN)] == ["compared"]
    send(clerk, f"{wizard}stop", why="went away")
    assert queries.totals(TOWN)[Where.SHELF] == 1


def test_a_form_that_is_older_than_the_record_is_refused(clerk: Client) -> None:
    (one,) = stocked()
    wizard = send(clerk, "/counter/handover/", serial=one.serial)
    assert clerk.post(wizard, CHECKLIST | {"version": 99}).status_code == 409


def test_a_parcel_is_unpacked_and_counted(clerk: Client) -> None:
    one, two = shipped((1, 2))
    assert "On its way" in clerk.get("/counter/stock/parcels/").content.decode()
    parcel = f"/counter/stock/parcels/{one.shipment}/"
    assert "Scanned</dt><dd>1" in clerk.post(parcel, {"serial": one.serial, "place": "A-1"}).content.decode()
    assert "16 digits" in clerk.post(parcel, {"serial": "12", "place": "A-1"}).content.decode()
    send(clerk, parcel)
    page = clerk.get("/counter/stock/").content.decode()
    assert "Missing" in page
    assert one.serial in page
    (missing,) = queries.open_differences(TOWN)
    assert missing.card_id == two.card_id
    send(clerk, f"/counter/stock/differences/{missing.difference_id}/")
    assert two.card.state is cards.State.INVALID
    clock.forward(minutes=5)
    assert "was not counted today" in clerk.get("/counter/").content.decode()
    send(clerk, "/counter/stock/count/")
    send(clerk, "/counter/stock/count/", serial=one.serial)
    send(clerk, "/counter/stock/count/")
    assert "was counted today" in clerk.get("/counter/").content.decode()
    send(clerk, "/counter/stock/", serial=one.serial, why="out")
    assert queries.totals(TOWN)[Where.DESK] == 1


def test_a_move_through_the_wizard(clerk: Client) -> None:
    one = held()
    moved(one)
    assert "Signature certificates owed" in clerk.get("/counter/").content.decode()
    wizard = send(clerk, "/counter/rewriting/", serial=one.serial, errand="move", **CHECKLIST)
    for number in (1, 2):
        send(clerk, wizard, version=number)
    again = clerk.post(wizard, {"version": 3, "readable": "no"})
    assert "Print the line again" in again.content.decode()
    send(clerk, wizard, version=4)
    send(clerk, wizard, version=5, readable="yes")
    assert "up to date" in clerk.get(wizard).content.decode()
    assert cards.open_duties(TOWN, clock().date()) == []


def test_certificates_that_ended_at_will_cost_what_the_page_says(clerk: Client) -> None:
    one = held()
    asked = {"serial": one.serial, "errand": "renewal", **CHECKLIST}
    certificates.end(officer(), one.resident_id, one.card_id, certificates.LifeEvent.CARD_RETURNED)
    settle()
    told = clerk.post("/counter/rewriting/", asked).content.decode()
    assert "Due: 200 yen" in told
    assert 'name="fee" value="200"' in told
    assert queries.open_rewritings(TOWN) == []
    for wrong in ({"fee": 0}, {"fee": 200, "excuse": "disaster"}):
        assert "Something else is due" in clerk.post("/counter/rewriting/", asked | wrong).content.decode()
    send(clerk, "/counter/rewriting/", **asked, fee=200)
    assert FeeTaken.objects.get().yen == 200


def test_a_renewal_is_free_and_no_fee_is_asked_for(clerk: Client) -> None:
    one = held()
    send(clerk, "/counter/rewriting/", serial=one.serial, errand="renewal", **CHECKLIST)
    assert not FeeTaken.objects.exists()


def test_pins_and_the_shredder(clerk: Client) -> None:
    one = held()
    asked = {"serial": one.serial, "kinds": ["TEXT"], **CHECKLIST}
    assert "<svg" in clerk.post("/counter/pins/", asked | {"how": "reset"}).content.decode()
    assert "tries are given back" in clerk.post("/counter/pins/", asked | {"how": "unlock"}).content.decode()
    send(clerk, "/counter/returns/", which="back", serial=one.serial, cause="wish", **CHECKLIST)
    assert (
        "second officer" in clerk.post("/counter/returns/", {"which": "shred", "serial": one.serial}).content.decode()
    )
    waiting = Proposal.objects.get(done_at=None)
    send(signed_in("second"), f"/staff/approvals/{waiting.id}", decision="approve")
    send(clerk, "/counter/returns/", which="shred", serial=one.serial)
    assert "Nothing answers" in clerk.get("/counter/returns/").content.decode()


PAGES = (
    "",
    "handover/",
    "rewriting/",
    "pins/",
    "post/",
    "returns/",
    "stock/",
    "stock/parcels/",
    "stock/count/",
)


def test_no_page_asks_more_than_twelve_times(
    clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, _ = stocked((1, 2))
    lay(one)
    wizard = send(clerk, "/counter/handover/", serial=one.serial)
    paths = [*(f"/counter/{path}" for path in (*PAGES, "appointments/")), wizard]
    for path in paths:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert clerk.get(path).status_code == 200, path
    send(clerk, wizard, **CHECKLIST)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert clerk.get(wizard).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "appointments/"])
def test_pages_of_staff_are_closed(path: str) -> None:
    assert Client().get(f"/counter/{path}").status_code == 302
    assert signed_in("nobody", "other:thing:do").get(f"/counter/{path}").status_code == 403


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_the_pages_can_be_used(live_server: LiveServer, visit: Callable[..., Page], language: str, width: int) -> None:
    (one,) = stocked()
    clerk = signed_in(DESK)
    wizard, code = to_code(clerk, one)
    page = visit(live_server.url, "/holder/", language=language, width=width)
    for path, name in ((f"/holder/{code}", "holder"), ("/store/7/", "store")):
        page.goto(path)
        accessible(page)
        valid_html(page.content())
        picture(page, f"counter-{name}-{language}")
    page.context.add_cookies([{"name": "sessionid", "value": clerk.cookies["sessionid"].value, "url": live_server.url}])
    for path in (*(f"/counter/{path}" for path in PAGES), wizard):
        page.goto(path)
        accessible(page)
        valid_html(page.content())
        name = "wizard" if path == wizard else path.strip("/").replace("/", "-")
        picture(page, f"{name}-{language}")
