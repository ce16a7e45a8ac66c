"""A holder's own pages behind the card, and the issuing centre's pages, through the browser's door."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser import PHONE, accessible, picture, valid_html
from tests.offices import clock
from tests.unit.services.cards.living import again, held, hotline, in_stock, town, worker
from tests.unit.services.certificates.asking import Away, asked, settle
from tests.unit.services.certificates.chips import PIN, chip_of
from tests.unit.services.residents.newcomers import registered

from tegata.ground.models import Grant, Staff
from tegata.ground.offices import Office
from tegata.pki.names import Kind
from tegata.reader import Connection, InProcess
from tegata.reader.errors import ReaderMissing
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView
from tegata.services.certificates.permissions import Permission
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
OWN = ["/me/", "/me/renew", "/me/notices", "/me/record"]
Desk = dict[str, Connection]


@pytest.fixture
def desk(settings: Settings) -> Desk:
    """Readers by name, with what lies on them."""
    lying: Desk = {}

    @contextmanager
    def reader(name: str) -> Iterator[Connection]:
        if name not in lying:
            raise ReaderMissing("no card")
        yield lying[name]

    settings.PLUGS = settings.PLUGS | {"desk": reader}
    return lying


@pytest.fixture
def card(authorities: Away, desk: Desk) -> CardView:
    """A holder whose card lies on the reader at home."""
    found, chip = chip_of(registered())
    settle()
    desk["home"] = InProcess(chip)
    return found


@pytest.fixture
def browser(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sign_in(browser: Client, pin: str = PIN, **more: str) -> str:
    answer = browser.post("/me/sign-in", {"reader": "home", "pin": pin, **more}, follow=True)
    return str(answer.content.decode())


def employed(login: str, *permissions: str, office: Office = Office.ISSUING_CENTRE, town: str = "") -> Staff:
    staff = Staff.objects.create(login=login, display_name=login, office=office.value, town=town)
    Grant.objects.bulk_create(Grant(staff=staff, permission=permission) for permission in permissions)
    return staff


def test_without_a_card_nobody_sees_anything(browser: Client) -> None:
    for path in OWN:
        assert browser.get(path)["Location"].startswith("/me/sign-in?next=")


def test_the_holder_signs_in_and_sees_the_card(browser: Client, card: CardView) -> None:
    text = sign_in(browser)
    assert "In use" in text
    assert "There is nothing to do." in text
    assert text.count("Valid") == 2
    assert "見本" not in text
    assert PIN not in text
    valid_html(text)
    for path in OWN:
        answer = browser.get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        valid_html(answer.content.decode())


def test_the_session_is_the_residents_and_no_member_of_staffs(browser: Client, card: CardView) -> None:
    sign_in(browser)
    assert browser.get("/certificates/")["Location"].startswith("/staff/sign-in")
    browser.post("/me/sign-out")
    assert browser.get("/me/").status_code == 302


def test_wrong_pins_are_counted_and_the_last_is_asked_for(browser: Client, card: CardView) -> None:
    assert "Tries left: 2" in sign_in(browser, "9999")
    assert "Tries left: 1" in sign_in(browser, "9998")
    text = sign_in(browser, "9997")
    assert "Only one try is left" in text
    assert 'name="last_try" value="on"' in text.replace('type="hidden" ', "")
    assert "9997" not in text
    assert "What to do next" in sign_in(browser, last_try="on")


def test_what_is_no_pin_is_not_sent(browser: Client, card: CardView) -> None:
    assert "four digits" in sign_in(browser, "12a4")
    assert "What to do next" in sign_in(browser)


def test_no_card_a_stopped_card_and_an_authority_away(
    browser: Client, card: CardView, desk: Desk, authorities: Away
) -> None:
    lying = desk.pop("home")
    assert "cannot be read" in sign_in(browser)
    desk["home"] = lying
    authorities.take_away()
    assert "authority cannot be reached" in sign_in(browser)
    authorities.bring_back()
    cards.suspend(hotline(), card.resident_id, card.card_id)
    assert "does not sign you in" in sign_in(browser)


def test_a_way_out_of_the_site_is_not_taken(browser: Client, card: CardView) -> None:
    answer = browser.post("/me/sign-in?next=https://evil.example/", {"reader": "home", "pin": PIN})
    assert answer["Location"] == "/me/"
    answer = browser.post("/me/sign-in?next=/me/notices", {"reader": "home", "pin": PIN})
    assert answer["Location"] == "/me/notices"


def test_each_card_says_what_to_do_next(browser: Client, card: CardView) -> None:
    sign_in(browser)
    cards.note_written(town(), card.resident_id, card.card_id, lines=4)
    assert "The note field of your card is full" in browser.get("/me/").content.decode()
    in_stock(card.resident_id, "note field full")
    assert "waits at the town hall" in browser.get("/me/").content.decode()
    cards.suspend(hotline(), card.resident_id, card.card_id)
    assert "Your card is stopped" in browser.get("/me/").content.decode()


def test_letters_and_the_log_about_oneself(browser: Client, card: CardView) -> None:
    sign_in(browser)
    residents.tell(worker(), card.resident_id, "card expiring", {"expires": "2036-05-06"})
    assert "Your card will expire" in browser.get("/me/notices").content.decode()
    text = browser.get("/me/record").content.decode()
    assert "Card: Handed over" in text
    assert "staff:clerk" not in text
    other = held(registered("見本　次郎", "ミホン ジロウ"))
    assert text.count("Card: Handed over") == browser.get("/me/record").content.decode().count("Card: Handed over")
    assert again(other) == other


def test_a_long_log_is_paged(
    browser: Client, card: CardView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        residents.tell(worker(), card.resident_id, "card expiring", {})
    sign_in(browser)
    with django_assert_max_num_queries(12):
        first = browser.get("/me/record").content.decode()
    after = first.split("?after=")[1].split('"')[0]
    second = browser.get(f"/me/record?after={after}").content.decode()
    assert "Card: Ordered" not in first
    assert "Card: Ordered" in second
    assert browser.get("/me/record?after=132217-999999").status_code == 404


def test_queries_do_not_grow(
    browser: Client, card: CardView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(browser)
    for _ in range(6):
        in_stock(card.resident_id, "renewal")
        residents.tell(worker(), card.resident_id, "card ready", {})
    for path in OWN:
        with django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200


def test_staff_sign_in_with_their_own_card(browser: Client, card: CardView) -> None:
    typed = {"reader": "home", "pin": PIN}
    assert "No account belongs" in browser.post("/staff/sign-in/card", typed).content.decode()
    member = employed("centre", Permission.READ)
    member.card_holder = card.resident_id
    member.save()
    assert browser.post("/staff/sign-in/card", typed).status_code == 302
    assert browser.get("/certificates/").status_code == 200
    assert browser.get("/me/").status_code == 302
    member.is_active = False
    member.save()
    browser.logout()
    assert "No account belongs" in browser.post("/staff/sign-in/card", typed).content.decode()


def test_where_the_office_wants_both_neither_password_nor_card_is_enough(
    browser: Client, card: CardView, desk: Desk, settings: Settings
) -> None:
    settings.CARD_OFFICES = frozenset({Office.ISSUING_CENTRE.value})
    member = employed("centre", Permission.READ)
    member.card_holder = card.resident_id
    member.set_password("long enough")
    member.save()
    typed = {"reader": "home", "pin": PIN}
    assert "wants the password too" in browser.post("/staff/sign-in/card", typed).content.decode()
    there = browser.post("/staff/sign-in", {"username": "centre", "password": "long enough"})["Location"]
    assert there.startswith("/staff/sign-in/card?reader=centre")
    assert browser.get("/certificates/").status_code == 302
    desk["centre"] = desk.pop("home")
    assert browser.post(there, {"reader": "centre", "pin": PIN}).status_code == 302
    assert browser.get("/certificates/").status_code == 200


def test_a_password_does_not_wait_for_the_card_for_ever(browser: Client, card: CardView, settings: Settings) -> None:
    settings.CARD_OFFICES = frozenset({Office.ISSUING_CENTRE.value})
    member = employed("centre", Permission.READ)
    member.card_holder = card.resident_id
    member.set_password("long enough")
    member.save()
    browser.post("/staff/sign-in", {"username": "centre", "password": "long enough"})
    clock.forward(minutes=6)
    typed = {"reader": "home", "pin": PIN}
    assert "wants the password too" in browser.post("/staff/sign-in/card", typed).content.decode()


def test_the_centre_finds_a_card_and_its_life(
    browser: Client, card: CardView, authorities: Away, keys: list[bytes]
) -> None:
    browser.force_login(employed("centre", Permission.READ))
    assert "No card has this serial" in browser.post("/certificates/", {"serial": "9" * 16}).content.decode()
    assert "16 digits" in browser.post("/certificates/", {"serial": "12"}).content.decode()
    text = browser.post("/certificates/", {"serial": card.serial}, follow=True).content.decode()
    for shown in ("Handed over", "Scanned in", "User authentication certificate", "auth:0500", "Certificate issued"):
        assert shown in text
    assert "見本" not in text
    valid_html(text)
    authorities.take_away()
    clock.forward(minutes=2)
    with pytest.raises(Exception, match="done later"):
        asked(card, Kind.AUTHENTICATION, keys[0])
    clock.forward(minutes=2)
    text = browser.get("/certificates/queue").content.decode()
    assert "cannot be reached" in text
    valid_html(text)


def test_a_town_sees_its_own_cards_only(browser: Client, card: CardView) -> None:
    browser.force_login(employed("chiyoda", Permission.READ, office=Office.TOWN_HALL, town="131016"))
    assert browser.get(f"/certificates/cards/{card.card_id}").status_code == 403
    browser.force_login(employed("kiyose", Permission.READ, office=Office.TOWN_HALL, town="132217"))
    assert browser.get(f"/certificates/cards/{card.card_id}").status_code == 200
    browser.force_login(employed("nobody"))
    assert browser.get("/certificates/").status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_in_a_real_browser(
    language: str,
    live_server: LiveServer,
    visit: Callable[..., Page],
    authorities: Away,
    desk: Desk,
    keys: list[bytes],
) -> None:
    found, chip = chip_of(registered())
    settle()
    desk["home"] = InProcess(chip)
    residents.tell(worker(), found.resident_id, "card expiring", {"expires": "2036-05-06"})
    page = visit(live_server.url, "/me/sign-in", language=language, width=PHONE)
    accessible(page)
    picture(page, f"me-sign-in-{language}")
    page.get_by_label("PIN" if language == "en" else "暗証番号").fill(PIN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    for path in OWN:
        page.goto(path)
        accessible(page)
        picture(page, f"me{path.replace('/', '-')}-{language}")
    client = Client()
    client.force_login(employed("centre", Permission.READ))
    staff = visit(live_server.url, "/staff/sign-in", language=language)
    session = client.cookies["sessionid"].value
    staff.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    for name, path in {"search": "", "life": f"cards/{found.card_id}", "queue": "queue"}.items():
        staff.goto(f"/certificates/{path}")
        accessible(staff)
        picture(staff, f"centre-{name}-{language}")
