"""May 2020: everybody's PIN was forgotten at once (特別定額給付金), the authorities could not keep up, and counters stood still.

One simulated hour with twenty times the normal PIN resets and renewals of certificates, before authorities that take half of
what comes: staff see the queue, no act is lost, nobody goes home without, and afterwards everything drains.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings
from pytest_django import Settings
from tests.faults.fleet import ROOT
from tests.offices import START, act, clock
from tests.unit.services.certificates.asking import with_certificates
from tests.unit.services.counter.desk import DESK, PINS, Stocked, held, identified, lay, officer

from tegata.ground import outbox, schedule
from tegata.ground.act import system
from tegata.ground.models import Event
from tegata.pki.keys import SoftwareKey
from tegata.rules.pins import PinKind
from tegata.server.home import Home
from tegata.server.plugs_authorities import HomeAuthorities
from tegata.services.cards.api import CardView
from tegata.services.certificates import actions as certificates
from tegata.services.certificates import api
from tegata.services.certificates.permissions import Permission
from tegata.services.counter import queries
from tegata.services.counter.actions import holder, pins, rewriting
from tegata.services.counter.rules.desk import Errand

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("country")]

TIMES = 20
RENEWALS, RESETS = 2 * TIMES, 3 * TIMES
"""In the hour. [guess] Two and three in a normal hour of a town of 75,000: its cards, their five years, its opening hours."""
CAPACITY = 80
"""Steps (prepare, issue) that the authorities take in an hour: a renewal is four, so half of what comes."""
CHIPS = 2
AUTH = (PinKind.AUTHENTICATION,)
MINUTE = timedelta(minutes=1)
OFFICE = frozenset({schedule.OFFICE})


class Overrun(HomeAuthorities):
    """The home's authorities, which take so many steps in an hour and are away for what comes above."""

    def __init__(self, root: Path, since: datetime) -> None:
        super().__init__(lambda: root)
        self.root, self.since = root, since
        self.done = Counter[str]()

    def prepare(self, *given: Any) -> tuple[str, int]:
        return self._counted("prepare", *given)

    def issue(self, *given: Any) -> bytes:
        return self._counted("issue", *given)

    def _counted(self, step: str, *given: Any) -> Any:
        if self.done.total() >= CAPACITY * (clock() - self.since + MINUTE) / timedelta(hours=1):
            raise api.AuthorityAway("overrun")
        self.done[step] += 1
        return getattr(super(), step)(*given)


class Town:
    """The counter and who comes to it. What is asked of the authorities waits in a queue; resets need no authority."""

    def __init__(self, chips: list[Stocked], others: list[CardView], keys: list[bytes]) -> None:
        self.chips, self.keys = chips, keys
        self.line: list[Stocked | CardView] = [chips[0], *others[::2], *chips[1:], *others[1::2]]
        self.waiting: list[Stocked | CardView] = []
        self.longest = self.resets = self.minutes = 0

    def come(self, minute: int) -> None:
        """Those who come in this minute."""
        while len(self.line) > RENEWALS * (59 - minute) // 60:
            one = self.line.pop(0)
            self.waiting.append(one)
            if isinstance(one, CardView):
                self._ask(one)
        while self.resets < RESETS * (minute + 1) // 60:
            self.reset(self.chips[self.resets % CHIPS])
            self.resets += 1

    def reset(self, one: Stocked) -> None:
        """A forgotten PIN, on the chip."""
        lay(one)
        _, _, code = pins.ask_reset(officer(), DESK, one.serial, AUTH, identified(one))
        holder.set_pins(code, {PinKind.AUTHENTICATION: PINS[PinKind.AUTHENTICATION]}, clock())

    def serve(self) -> None:
        """A minute: whose turn has come is served, then the worker works until it rests."""
        self.waiting = [one for one in self.waiting if not self.renewed(one)]
        self.longest = max(self.longest, api.queue().orders)
        worker = system("test", clock())
        while outbox.deliver(clock(), 1000) + schedule.run_continual(worker, OFFICE):
            pass
        clock.forward(minutes=1)
        self.minutes += 1

    def renewed(self, one: Stocked | CardView) -> bool:
        """A card on record is served when its certificates are there; one on the desk is tried every ten minutes."""
        if isinstance(one, CardView):
            return self._on_record(one)
        return self.minutes % 10 == 0 and self._on_the_chip(one)

    def _on_the_chip(self, one: Stocked) -> bool:
        lay(one)
        who, row = rewriting.begin(officer(), DESK, one.serial, Errand.RENEWAL, identified(one, Errand.RENEWAL))
        try:
            rewriting.write_chip(officer(), who, row, tuple(api.Kind))
        except api.AuthorityAway:
            return False
        rewriting.finish(officer(), who, row)
        return True

    def _ask(self, one: CardView) -> None:
        assert one.expires is not None
        for key, kind in zip(self.keys, api.Kind, strict=True):
            api.ask(officer(), one.resident_id, one.card_id, kind, key, one.expires)

    def _on_record(self, one: CardView) -> bool:
        new = [order for order in api.orders_of(one.resident_id, one.card_id) if order.asked_at > START]
        if {order.state.value for order in new} != {"issued"}:
            return False
        api.installed(officer(), one.resident_id, one.card_id)
        return True


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Home]:
    """One of its own: the books of both sides are compared to the last certificate."""
    clock.moment = START
    home = Home.found(tmp_path / "home", clock)
    with override_settings(HOME=home.root):
        yield home


@pytest.fixture
def town(country: Home, settings: Settings) -> Iterator[Town]:
    """People with cards; then the authorities are overrun."""
    keys = [SoftwareKey.generate().public_key for _ in range(4)]
    chips = [held(identity + 1) for identity in range(CHIPS)]
    others = [with_certificates(keys) for _ in range(RENEWALS - CHIPS)]
    drain()
    clock.forward(minutes=1)
    settings.PLUGS = settings.PLUGS | {"authorities": Overrun(country.root, clock())}
    yield Town(chips, others, keys[2:])
    clock.moment = START


def drain() -> None:
    while outbox.deliver(clock(), 1000) + schedule.run_continual(system("test", clock()), OFFICE):
        pass


def test_twenty_times_the_normal_rate_for_an_hour(town: Town, settings: Settings) -> None:
    cards = [(one.resident_id, one.card_id) for one in town.line]
    for minute in range(60):
        town.come(minute)
        town.serve()

    assert town.resets == RESETS == Event.objects.filter(kind="counter.PinsReset").count()
    assert len(town.waiting) > RENEWALS // 4, "the peak is no peak"
    seen = api.queue()
    assert seen.orders > RENEWALS // 4
    assert seen.oldest is not None, "staff see how many wait, and since when the oldest does"
    assert {row.card_id for row in queries.open_rewritings("132217")} == {
        one.card_id for one in town.waiting if isinstance(one, Stocked)
    }

    waiting = len(town.waiting)
    while town.waiting:
        town.serve()
        assert town.minutes < 240
    drain()
    assert (api.queue().orders, api.queue().endings, outbox.waiting()) == (0, 0, 0)
    on_chips = {(one.resident_id, one.card_id) for one in town.chips}
    for card in cards:
        for kind, found in states(card).items():
            assert found[0] == "good", f"{kind}: nobody went home without"
            assert set(found[1:]) == {"revoked"}, kind
            assert len(found) == 2 or card in on_chips, "made twice"
    unused = settings.PLUGS["authorities"].done["issue"] - 2 * RENEWALS
    assert 0 <= unused <= CHIPS * town.minutes // 10, "a try at a desk leaves at most one"
    assert certificates.reconcile(act(Permission.RECONCILE, town=None)).is_right

    _keep(town, waiting, unused)


def _keep(town: Town, waiting: int, unused: int) -> None:
    """The numbers, for docs/faults.md."""
    numbers = {
        "renewals in the hour": RENEWALS,
        "PIN resets in the hour, all done within it": RESETS,
        "steps that the authorities took in an hour (a renewal is four)": CAPACITY,
        "most orders in the staff's queue": town.longest,
        "people in line when the hour was over": waiting,
        "minutes until nobody was": town.minutes,
        "certificates made": 2 * RENEWALS,
        "certificates lost or doubled": 0,
        "made, not put on a chip (the second of the pair did not come), and revoked": unused,
    }
    file = ROOT / ".run" / "faults-3-peak.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"peak": numbers, "said": " ".join((__doc__ or "").split())}), encoding="utf8")


def states(card: tuple[UUID, UUID]) -> dict[str, list[str]]:
    """States of a card's certificates by kind, the newest first."""
    found: dict[str, list[str]] = {}
    for one in api.certificates_of(*card):
        found.setdefault(one.kind.value, []).append(one.state.value)
    return found
