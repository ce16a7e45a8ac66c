"""The handover wizard of a counter on PostgreSQL beside a Django view that does nothing, under the same middleware.

A sandbox town is filled; one card of its shelf is scanned, its holder identified and compared by two officers, and it is put
back, again and again. Steps that wait for a chip or for the face model are left out: their time is those parts' own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tegata.cli.bench import offices
from tegata.cli.bench.harness import Bar, Row, cost_row

if TYPE_CHECKING:
    from django.test import Client

    from tegata.services.cards.api import CardView

ROUNDS, WARMING = 60, 3
VERSION = re.compile(rb'name="version" value="(\d+)"')
BEGIN, EMPTY = "/counter/handover/", "/bench/empty"
STEP = Bar(at_most=40)
"""An empty view takes less than a millisecond; a step of 40 of them is there before anybody looks up."""


def rows() -> Iterator[Row]:
    """In a child with a PostgreSQL of its own."""
    yield from offices.rows_of("counter")


def measure() -> Iterator[Row]:
    """Rounds of the wizard; the empty view takes its turn beside every step."""
    from django.test import Client  # noqa: PLC0415 - needs the settings

    from tegata.ground.models import Staff  # noqa: PLC0415

    card = _card_on_the_shelf()
    _add_empty_view()
    officer = Client(headers={"host": "localhost"})
    officer.force_login(Staff.objects.get(login="proof-1"))
    desk = _Desk(officer)
    for number in range(WARMING + ROUNDS):
        if number == WARMING:
            desk.opened, desk.done, desk.empty = [], [], []
        _round(desk, card)
    empty = _p95(desk.empty)
    yield cost_row("opening a step of the handover wizard / an empty view, p95 (s)", _p95(desk.opened), empty, STEP)
    yield cost_row("doing a step of the handover wizard / an empty view, p95 (s)", _p95(desk.done), empty, STEP)


@dataclass(slots=True)
class _Desk:
    """An officer's browser, and how long each answer took."""

    client: "Client"
    opened: list[float] = field(default_factory=list)
    done: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)

    def open(self, address: str) -> int:
        """Open the step that is next. Returns the version that its form carries."""
        self._timed(self.empty, lambda: self.client.get(EMPTY), 200)
        page = self._timed(self.opened, lambda: self.client.get(address), 200)
        version = VERSION.search(page.content)
        return int(version[1]) if version else 0

    def do(self, address: str, sent: Mapping[str, Any]) -> str:
        """Do a step. Returns where it leads."""
        return str(self._timed(self.done, lambda: self.client.post(address, sent), 302).url)

    def _timed(self, kept: list[float], work: Callable[[], Any], wanted: int) -> Any:
        start = perf_counter()
        answer = work()
        kept.append(perf_counter() - start)
        if answer.status_code != wanted:
            raise RuntimeError(f"the wizard answered {answer.status_code}")
        return answer


def _card_on_the_shelf() -> "CardView":
    """Fill the town; somebody whose card waits there."""
    from tegata.server.plugs_plastic import home  # noqa: PLC0415 - needs the settings
    from tegata.server.sandbox import roll, seeding  # noqa: PLC0415
    from tegata.services.cards import api as cards  # noqa: PLC0415

    seeding.seed(home(), lambda _done, _total: None)
    everybody = (cards.cards_of(UUID(one.resident)) for one in roll.people())
    return next(card for several in everybody for card in several if card.state is cards.State.IN_STOCK)


def _add_empty_view() -> None:
    from django.http import HttpResponse  # noqa: PLC0415 - needs the settings
    from django.urls import clear_url_caches, path  # noqa: PLC0415

    from tegata.ground.pages.access import public_page  # noqa: PLC0415
    from tegata.server import urls  # noqa: PLC0415

    urls.urlpatterns.append(path(EMPTY[1:], public_page(title="empty")(lambda _request: HttpResponse())))
    clear_url_caches()


def _round(desk: _Desk, card: "CardView") -> None:
    """Scan, identify, compare by two; then put the card back, which is not timed."""
    from tegata.ground import two_person  # noqa: PLC0415 - needs the settings
    from tegata.server.duties import Duty  # noqa: PLC0415
    from tegata.server.sandbox.acts import act_of, second_of  # noqa: PLC0415
    from tegata.services.counter.actions import handing  # noqa: PLC0415

    desk.open(BEGIN)
    address = desk.do(BEGIN, {"serial": card.serial})
    handover = UUID(address.rstrip("/").rsplit("/", 1)[1])
    officer = act_of(Duty.PROOFING_OFFICER, town=card.town)
    desk.do(address, _proof(officer.today + timedelta(days=900), desk.open(address)))
    version = desk.open(address)
    two_person.approve(second_of(officer), handing.propose_comparison(officer, card.resident_id, handover))
    desk.do(address, {"by_two": "yes", "version": version})
    desk.open(address)
    handing.stop(officer, card.resident_id, handover, "bench")


def _proof(until: Any, version: int) -> dict[str, Any]:
    from tegata.services.counter.rules.proofing import DocumentKind, Item  # noqa: PLC0415 - needs the settings

    points = {f"item_{item.name}": "on" for item in Item}
    return points | {"document1": DocumentKind.LICENCE.value, "document1_until": str(until), "version": version}


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
