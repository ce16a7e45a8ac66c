"""Fixtures: a small town of real processes, for tests that need several people at once or take something away."""

import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.faults.fleet import ROOT, Running, World
from tests.faults.pages import PASSWORD
from tests.faults.site import Browser
from tests.postgres import Postgres

Fleet = dict[str, Running]
FACES = str(ROOT / ".run" / "faces")


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    """A PostgreSQL of the module's own."""
    server = Postgres()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def open_town(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Fleet]]:
    """`open_town("server", "office", people=6)` founds a town, starts these processes and a desk, and waits for the server."""
    fleet: Fleet = {}

    def start(*roles: str, people: int) -> Fleet:
        world = World(Path(tmp_path_factory.mktemp("town")) / "home", database.url)
        fleet["desk"] = Running(world, "desk")
        how, said = fleet["desk"].ask("found", people_of=people)
        assert how == "done", said
        fleet.update({role: Running(world, role) for role in roles})
        if "server" in roles:
            until(lambda: _listens(world.port))
        return fleet

    yield start
    for process in fleet.values():
        process.end()


def applied(desk: Running, way: str = "web", number: int = 0) -> tuple[str, str] | None:
    """Resident and application of somebody who had none. None if the desk does not answer as it should."""
    how, seen = desk.ask("look")
    if how != "done":
        return None
    resident = seen["apply"][number]
    how, said = desk.ask("apply", resident=resident, face=[len(seen["apply"]), 0], way=way, faces=FACES)
    assert how == "done", said
    return resident, str(said)


def made_and_unpacked(town: Fleet, people: int) -> list[tuple[str, str]]:
    """Cards for so many, made by the maker, sent by the centre, on the town's shelves: resident and card."""
    desk, centre = town["desk"], Browser(town["server"].world.port, "centre-1", PASSWORD)
    for _ in range(people):
        applied(desk)
    reviewed(desk)
    until(lambda: not any(pending(desk).values()))
    assert centre.post("/production/pack/132217", {}).status == 200
    (parcel,) = desk.ask("look")[1]["send"]
    assert centre.post(f"/production/parcels/{parcel}", {}).status == 200
    seen = desk.ask("look")[1]["unpack"]
    assert all(does(desk, "unpack", card) for card in seen)
    return [(resident, card) for resident, card in seen]


def reviewed(desk: Running) -> None:
    """Everything that waits for a review is passed."""
    for resident, application in desk.ask("look")[1]["review"]:
        assert desk.ask("review", resident=resident, application=application)[0] == "done"


def does(desk: Running, verb: str, card: tuple[str, str], **more: str) -> bool:
    """Do something with a card. False: a rule refused it."""
    how, said = desk.ask(verb, resident=card[0], card=card[1], **more)
    assert how != "fault", said
    return bool(how == "done")


def pending(desk: Running) -> dict[str, int]:
    """What the processes still have to do."""
    how, said = desk.ask("pending")
    assert how == "done", said
    found: dict[str, int] = said
    return found


def until(holds: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for what the processes do by themselves."""
    pause = threading.Event()
    for _ in range(int(seconds * 4)):
        if holds():
            return
        pause.wait(0.25)
    raise AssertionError("it did not come to be in time")


def _listens(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/staff/sign-in")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
