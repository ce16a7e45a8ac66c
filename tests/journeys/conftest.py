"""One sandbox for all journeys, with a clock that stands still until it is moved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.parties import Street, street

from tegata.chip.personalisation import Order, Person, PersonalisedCard, Pins, sample_face, sample_person
from tegata.server.founding import JST
from tegata.server.home import Home
from tegata.server.home import clock as machine_clock


@dataclass
class Clock:
    """The time of a sandbox."""

    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> datetime:
        """Move on."""
        self.now += timedelta(**time)
        return self.now


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def home(clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.found(tmp_path_factory.mktemp("journeys") / "home", clock, passphrase=b"journeys")


@pytest.fixture(scope="session")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Operator, bank and phone shop as processes, in a sandbox whose clock is the machine's, as theirs are."""
    with street(Home.found(tmp_path_factory.mktemp("firms") / "home", machine_clock)) as found:
        yield found


Make = Callable[..., PersonalisedCard]


@pytest.fixture
def make_card(home: Home, clock: Clock) -> Make:
    """Make a card in the sandbox: name, and what differs from a sample."""

    def make(
        name: str, *, person: Person | None = None, maker: str = "a", pins: Pins | None = None
    ) -> PersonalisedCard:
        today: date = clock.now.astimezone(JST).date()
        running = sum(name.encode()) * 7919 % 10**9
        order = Order(
            person or sample_person(running % 97),
            sample_face(running),
            pins or Pins(),
            {"a": 1, "b": 2}[maker],
            running,
            today,
        )
        return home.make_card(name, order, maker)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
