"""The pages of applications: the applicant's own way, the town hall's, what each shows and to whom, and at what cost."""

import io
import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.browser import valid_html
from tests.offices import START, act, clock
from tests.unit.services.applications.desk import (
    TOWN,
    applied,
    applied_at_counter,
    begun_at_counter,
    carded,
    centre,
    clerk,
    digest_of,
    face,
    form_of,
    queries,
    registered,
    state_of,
)

from tegata.ground.offices import Office
from tegata.ground.staff import MANAGE_STAFF, employ
from tegata.services.applications.actions import beginning, passing_on
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.actions.sending import Sent
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.form_ids import draw_form_id
from tegata.services.applications.rules.states import State
from tegata.services.residents import api as residents
from tegata.services.residents.permissions import Permission as OfResidents

pytestmark = pytest.mark.django_db
BORN = "1990-05-06"


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def upload(image: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", image, "image/jpeg")


def member(login: str = "a", town: str = TOWN, office: Office = Office.TOWN_HALL, *permissions: str) -> Client:
    granted = permissions or (*Permission, *OfResidents)
    one = employ(
        act(MANAGE_STAFF, office=Office.SYSTEM, town=None), login=login, display_name=login, office=office,
        password="long enough 1", town=town, permissions=granted,
    )  # fmt: skip
    client = Client(headers={"accept-language": "en"})
    client.force_login(one)
    return client


def address(one: Sent | beginning.Begun, what: str = "") -> str:
    return f"/applications/staff/{one.resident_id}/{one.application_id}" + (f"/{what}" if what else "")


def shown_version(one: Sent | beginning.Begun) -> int:
    return queries.application(one.resident_id, one.application_id).version


def test_the_centre_enters_a_form_that_came_by_post_by_its_id() -> None:
    who, operator = (
        registered(),
        member("centre-operator", "", Office.ISSUING_CENTRE, Permission.READ, Permission.ENTER),
    )
    form_id = form_of(who)
    assert "/applications/staff/find" in operator.get("/applications/staff/transfers").text
    page = operator.get("/applications/staff/find")
    valid_html(page.text)
    assert "Application ID" in page.text
    unknown = operator.post("/applications/staff/find", {"form_id": draw_form_id(lambda _: 7)}).text
    assert "no such application" in unknown
    enter = operator.post("/applications/staff/find", {"form_id": form_id}).headers["Location"]
    shown = operator.get(enter).text
    valid_html(shown)
    assert 'value="counter"' not in shown
    wishes = {"channel": "paper", "by": "self", "reason": "first", "handover": "collection"}
    assert operator.post(enter, wishes).status_code == 200, "the ID is on every form"
    address = operator.post(enter, wishes | {"form_id": form_id}).headers["Location"]
    assert operator.post(f"{address}/photo", {"photo": upload(face(1)), "version": 1}).status_code == 302
    assert operator.post(f"{address}/send", {"version": 2}).status_code == 302
    (one,) = queries.applications_of(who)
    assert (one.state, one.place, one.confirmed) == (State.RECEIVED, "centre", True)


def test_a_resident_applies_and_looks_and_cancels() -> None:
    resident, browser = registered(), Client(headers={"accept-language": "en"})
    form = form_of(resident)
    wishes = {"form_id": form, "birth": BORN, "channel": "web", "by": "self", "reason": "first"}
    assert browser.post("/applications/", wishes).headers["Location"] == "/applications/photo"
    version = re.search(r'name="version" value="(\d+)"', browser.get("/applications/photo").content.decode())
    assert version
    bad = browser.post("/applications/photo", {"photo": upload(b"no picture"), "version": version[1]})
    assert b"no whole JPEG or PNG" in bad.content
    good = browser.post("/applications/photo", {"photo": upload(face(1)), "version": version[1]})
    assert good.headers["Location"] == "/applications/confirm"
    page = browser.get("/applications/confirm").content.decode()
    valid_html(page)
    assert "見本　花子" in page
    assert browser.get("/applications/picture").content == face(1)
    hidden = dict(re.findall(r'name="(digest|version)" value="([^"]+)"', page))
    assert browser.post("/applications/confirm", hidden).status_code == 200
    assert browser.post("/applications/confirm", hidden | {"mine": "on"}).headers["Location"] == "/applications/receipt"
    receipt = browser.get("/applications/receipt")
    valid_html(receipt.content.decode())
    assert receipt.headers["Cache-Control"] == "no-store"
    later = Client(headers={"accept-language": "en"})
    assert later.get("/applications/mine").status_code == 404
    assert (
        later.post("/applications/state", {"form_id": form, "birth": BORN}).headers["Location"] == "/applications/mine"
    )
    assert b"Received" in later.get("/applications/mine").content
    later.post("/applications/cancel", {"confirmed": "yes"})
    (one,) = queries.applications_of(resident)
    assert one.state is State.CANCELLED


def test_the_page_tells_nothing_to_whoever_guesses() -> None:
    resident = registered()
    form = form_of(resident)
    browser = Client(headers={"accept-language": "en"})
    for _ in range(5):
        answer = browser.post("/applications/state", {"form_id": form, "birth": "1990-05-07"})
        assert b"do not belong together" in answer.content
    assert b"too often" in browser.post("/applications/state", {"form_id": form, "birth": BORN}).content
    assert b"not the 23 digits" in browser.post("/applications/state", {"form_id": "1", "birth": BORN}).content


def test_an_application_in_hand_opens_no_session_of_the_resident() -> None:
    resident, browser = registered(), Client()
    browser.post(
        "/applications/",
        {"form_id": form_of(resident), "birth": BORN, "channel": "web", "by": "self", "reason": "first"},
    )
    assert "resident" not in browser.session


def test_the_counter_takes_one_in_and_the_holder_confirms_on_another_screen() -> None:
    resident, desk = registered(), member()
    assert "見本　花子" in desk.post("/applications/staff/find", {"text": "ミホン"}).content.decode()
    sent = {"channel": "counter", "by": "self", "reason": "first", "handover": "post", "branch": "main"}
    where = desk.post(f"/applications/staff/{resident}/enter", sent).headers["Location"]
    version = re.search(r'name="version" value="(\d+)"', desk.get(where + "/photo").content.decode())
    assert version
    desk.post(where + "/photo", {"photo": upload(face(1)), "version": version[1]})
    page = desk.get(where).content.decode()
    valid_html(page)
    link = re.search(r'href="http://testserver(/applications/screen/[^"]+)"', page)
    assert link
    holder = Client(headers={"accept-language": "en"})
    assert holder.get(link[1]).headers["Location"] == "/applications/confirm"
    confirm = holder.get("/applications/confirm").content.decode()
    hidden = dict(re.findall(r'name="(digest|version)" value="([^"]+)"', confirm))
    pins = {"text": "1111", "register": "2222", "auth": "3333", "sign": "ABC123"}
    twice = {f"{name}_again": pin for name, pin in pins.items()}
    wrong = holder.post("/applications/confirm", hidden | pins | twice | {"auth_again": "4444", "mine": "on"})
    assert b"not the same" in wrong.content
    assert b"3333" not in wrong.content
    assert holder.post("/applications/confirm", hidden | pins | twice | {"mine": "on"}).status_code == 302
    assert holder.get("/applications/receipt").status_code == 200
    assert holder.get("/applications/mine").status_code == 404, "the screen forgets"
    assert holder.get(link[1]).status_code == 404, "the token is used"
    (one,) = queries.applications_of(resident)
    assert one.state is State.RECEIVED
    assert one.sealed_pins


def test_review_by_two_on_the_pages() -> None:
    victim = registered()
    carded(victim, face(1))
    fraud = applied(victim, face(7))
    first, second = member("first"), member("second")
    refused = first.post(address(fraud, "pass"), {"version": shown_version(fraud)})
    assert refused.status_code == 409
    first.post(address(fraud, "propose"), {"version": shown_version(fraud)})
    assert b"Somebody else has to look" in first.get(address(fraud)).content
    assert first.post(address(fraud, "approve"), {"version": shown_version(fraud)}).status_code == 403
    assert state_of(fraud) == State.RECEIVED
    second.post(address(fraud, "approve"), {"version": shown_version(fraud)})
    assert state_of(fraud) == State.REVIEWED


def test_an_approval_given_on_the_page_of_approvals_is_used() -> None:
    victim = registered()
    carded(victim, face(1))
    fraud = applied(victim, face(7))
    first, second = member("first"), member("second")
    first.post(address(fraud, "propose"), {"version": shown_version(fraud)})
    two = queries.looking(fraud.application_id)
    assert two
    assert second.post(f"/staff/approvals/{two.proposal}", {"decision": "approve"}).status_code == 302
    first.post(address(fraud, "pass"), {"version": shown_version(fraud)})
    assert state_of(fraud) == State.REVIEWED


def test_what_cannot_be_taken_back_is_asked_once_more() -> None:
    one, desk = applied(registered(), face(1)), member()
    asked = desk.post(address(one, "reject"), {"version": shown_version(one)})
    valid_html(asked.content.decode())
    assert state_of(one) == State.RECEIVED
    desk.post(address(one, "reject"), {"version": shown_version(one), "confirmed": "yes"})
    assert state_of(one) == State.REJECTED


def test_the_second_of_two_clerks_is_told() -> None:
    one = applied(registered(), face(1))
    version, desk = shown_version(one), member()
    desk.post(address(one, "pass"), {"version": version})
    assert desk.post(address(one, "fault"), {"version": version, "fault": "blurred"}).status_code == 409
    assert state_of(one) == State.REVIEWED


@pytest.mark.parametrize("what", ["", "picture", "photo", "pass"])
def test_another_town_sees_nothing(what: str) -> None:
    one = applied_at_counter(registered(), face(1))
    strange = member("b", "131016")
    answer = strange.post(address(one, what), {"version": 1}) if what == "pass" else strange.get(address(one, what))
    assert answer.status_code == 403


def test_without_sign_in_or_permission_nothing_opens() -> None:
    one = applied(registered(), face(1))
    assert Client().get(address(one)).status_code == 302
    reader = member("r", TOWN, Office.TOWN_HALL, Permission.READ)
    assert reader.post(address(one, "pass"), {"version": shown_version(one)}).status_code == 403
    assert reader.get(f"/applications/staff/{one.resident_id}/enter").status_code == 403
    assert state_of(one) == State.RECEIVED


def test_a_transfer_list_and_its_acknowledgement() -> None:
    one = applied_at_counter(registered(), face(1))
    desk, issuer = member(), member("centre", "", Office.ISSUING_CENTRE)
    where = desk.post("/applications/staff/transfers?branch=main", {"receipts": [one.receipt]}).headers["Location"]
    assert "On the way" in desk.get(where).content.decode()
    issuer.post(where, {"receipts": [one.receipt]})
    assert queries.application(one.resident_id, one.application_id).place == "centre"
    assert b"Acknowledged" in issuer.get(where).content


def test_questions_and_overdue_lists() -> None:
    one = applied_at_counter(registered(), face(1))
    desk, issuer = member(), member("centre", "", Office.ISSUING_CENTRE)
    issuer.post(address(one, "ask"), {"text": "Which photo?"})
    clock.forward(days=8)
    assert b"Overdue" in desk.get("/applications/staff/questions").content
    assert b"1 overdue" in desk.get("/applications/staff/").content
    assert one.receipt[:4].encode() in desk.get("/applications/staff/overdue").content
    (question,) = queries.open_questions(TOWN)
    desk.post(address(one, "answer"), {"text": "This one.", "question": question.question_id})
    assert queries.open_questions(TOWN) == ()


def test_the_form_is_a_pdf_of_one_person() -> None:
    resident, desk = registered(), member()
    assert desk.get(f"/applications/staff/{resident}/form").status_code == 200
    answer = desk.post(f"/applications/staff/{resident}/form")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert io.BytesIO(answer.content).read(5) == b"%PDF-"


@pytest.fixture
def many() -> list[UUID]:
    people = []
    for number in range(25):
        resident = registered("見本　" + "一二三四五六七八九十"[number % 10], "ミホン ハジメ")
        begun = beginning.begin_at_office(clerk(), resident, Entry(Channel.COUNTER))
        row = queries.row(resident, begun.application_id)
        row.state, row.received_at, row.receipt = State.RECEIVED, clock(), f"2604010000{number:04}"
        row.save()
        people.append(resident)
    return people


@pytest.mark.parametrize("path", ["", "transfers?branch=main", "questions", "overdue"])
def test_a_list_costs_the_same_whatever_its_length(
    many: list[UUID], path: str, django_assert_max_num_queries: object
) -> None:
    desk = member()
    clock.forward(days=2)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = desk.get(f"/applications/staff/{path}").content.decode()
    valid_html(page)


def test_an_application_costs_at_most_twelve_queries(django_assert_max_num_queries: object) -> None:
    husband = registered("見本　太郎", "ミホン タロウ")
    house = residents.record(husband).household_id
    wife = registered("見本　花子", "ミホン ハナコ", household_id=house, relationship="妻")
    carded(wife, face(2))
    one = applied_at_counter(husband, face(1))
    passing_on.ask(centre(), one.resident_id, one.application_id, "?")
    desk = member()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = desk.get(address(one)).content.decode()
    valid_html(page)


def test_pages_cut_at_twenty(many: list[UUID]) -> None:
    desk = member()
    page = desk.get("/applications/staff/").content.decode()
    following = re.search(r'href="(\?after=[^"]+)"', page)
    assert following
    assert page.count("<tr>") == 21
    after = following[1].replace("&amp;", "&").replace("+", "%2B")
    assert desk.get("/applications/staff/" + after).content.decode().count("<tr>") == 6
    assert digest_of(begun_at_counter(registered("別　人", "ベツ ジン"))) == ""
