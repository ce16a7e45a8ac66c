"""Every page that a link leads to, judged by html5lib and axe-core: of the public, a resident, and staff of every duty."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, valid_html
from tests.journeys.rounds import TOWN, make_cards, settle
from tests.offices import START, clock
from tests.unit.services.applications.desk import applied, face
from tests.unit.services.production.orders import ordered
from tests.unit.services.residents.newcomers import registered

from tegata.ground.models import Staff
from tegata.server.duties import Duty
from tegata.server.sandbox import accounts, town
from tegata.server.sandbox.acts import act_of

AT_MOST, OF_A_KIND = 80, 2
PUBLIC, RESIDENT = "public", "resident"
LOGINS = [one.login for one in accounts.ACCOUNTS if one.login[-1:] != "2"]
IN_THE_BROWSER = ("clerk-1", "centre-1")
"""Whose pages axe-core looks at, beside those of the public and of a resident; their rooms' pages are looked at there too."""
pytestmark = [pytest.mark.django_db(transaction=True)]


class Links(HTMLParser):
    """Where a page leads by a link."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an anchor's address."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


@pytest.fixture
def inhabited(country: object) -> UUID:
    """A town with staff, residents, applications, cards on their way. Returns one of its residents."""
    clock.moment = START
    accounts.open_all()
    town.register(act_of(Duty.SEEDER, clock()), TOWN, town.inhabitants(TOWN, 30))
    who = registered()
    settle()
    applied(registered("見本　太郎", "ミホン タロウ"), face(1))
    ordered(2)
    make_cards()
    return who


def browser_of(role: str, who: UUID) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    if role == RESIDENT:
        session = client.session
        session["resident"] = str(who)
        session.save()
    elif role != PUBLIC:
        client.force_login(Staff.objects.get(login=role))
    return client


def reached(client: Client, starts: list[str]) -> Iterator[tuple[str, str]]:
    """Address and text of each page, following links breadth first: at most two of a kind."""
    todo, met, kinds = deque(starts), {*starts, "/"}, Counter[str]()
    while todo and len(met) <= AT_MOST * OF_A_KIND and kinds.total() < AT_MOST:
        address = todo.popleft()
        kind = resolve(urlsplit(address).path).view_name
        if kinds[kind] >= OF_A_KIND:
            continue
        kinds[kind] += 1
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        yield address, answer.text
        new = [one for one in _links(address, answer.text) if one not in met]
        met.update(new)
        todo.extend(new)


def _links(address: str, text: str) -> list[str]:
    links = Links()
    links.feed(text)
    inside = [urldefrag(urljoin(address, href)).url for href in links.found if not urlsplit(href).scheme]
    return list(dict.fromkeys(inside))


def starts(role: str, who: UUID) -> list[str]:
    """Where a role begins."""
    own = ["/"] if role in {PUBLIC, RESIDENT} else ["/staff/"]  # the first page tells everybody of everything
    if role in {"clerk-1", "chief-1", "reviewer-1"}:
        own.append(f"/residents/{who}")
    return own


def test_every_page_is_html_and_none_leads_nowhere(inhabited: UUID) -> None:
    for role in (PUBLIC, RESIDENT, *LOGINS):
        pages = list(reached(browser_of(role, inhabited), starts(role, inhabited)))
        assert len(pages) > 2
        for address, text in pages:
            try:
                valid_html(text)
            except AssertionError as fault:
                raise AssertionError(f"{role} {address}: {fault}") from fault


def test_everybody_can_use_every_page(inhabited: UUID, live_server: LiveServer, visit: Callable[..., Page]) -> None:
    faults = []
    for role in (PUBLIC, RESIDENT, *IN_THE_BROWSER):
        client = browser_of(role, inhabited)
        addresses = [address for address, _ in reached(client, starts(role, inhabited))]
        page = visit(live_server.url, "/statistics/")
        if role != PUBLIC:
            value = client.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        for address in addresses:
            page.goto(live_server.url + address)
            try:
                accessible(page)
            except AssertionError as fault:
                faults.append(f"{role} {address}: {fault}")
    assert not faults, "\n".join(faults)
