"""The database is stopped under a running town and started again: pages say what to do, workers wait, nothing is lost."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest
from tests.faults.day import PASSWORD
from tests.faults.fleet import Running, World
from tests.faults.site import Browser
from tests.postgres import Postgres

ROLES = ("server", "office", "making-1")


@pytest.fixture
def database() -> Iterator[Postgres]:
    """A server of the test's own."""
    server = Postgres()
    yield server
    server.remove()


@pytest.fixture
def town(database: Postgres, tmp_path: Path) -> Iterator[dict[str, Running]]:
    """A small town at work."""
    world = World(tmp_path / "home", database.url)
    fleet = {"desk": Running(world, "desk")}
    assert fleet["desk"].ask("found", people_of=6)[0] == "done"
    fleet |= {role: Running(world, role) for role in ROLES}
    yield fleet
    for process in fleet.values():
        process.end()


def test_pages_say_so_and_everybody_waits(town: dict[str, Running], database: Postgres, tmp_path: Path) -> None:
    world, desk = town["desk"].world, town["desk"]
    clerk = Browser(world.port, "centre", PASSWORD)
    _until(lambda: _listens(world.port))
    assert clerk.get("/production/").status == 200
    applications = [_applied(desk, str(tmp_path)) for _ in range(2)]

    database.stop()
    page = clerk.get("/production/")
    assert page.status == 503
    assert "send it again" in page.text
    assert _applied(desk, str(tmp_path)) is None
    assert all(process.up for process in town.values())

    database.start()
    assert clerk.get("/production/").status == 200
    assert all(application is not None for application in applications)
    for application in desk.ask("look")[1]["review"]:
        assert desk.ask("review", resident=application[0], application=application[1])[0] == "done"
    _until(lambda: not any(desk.ask("pending")[1].values()))
    told = desk.ask("check", acknowledged=[["apply", one] for one in applications])[1]
    assert {name: found for name, found in told["findings"].items() if found} == {}
    assert told["counts"]["applications"] == {"made": 2}
    assert all(process.up for process in town.values())


def _applied(desk: Running, faces: str) -> str | None:
    """The application of the first who has none; None if it was not answered as done."""
    how, seen = desk.ask("look")
    if how != "done":
        return None
    resident = seen["apply"][0]
    how, said = desk.ask("apply", resident=resident, face=[len(seen["apply"]), 0], way="web", faces=faces)
    assert how == "done", said
    return str(said)


def _listens(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/staff/sign-in")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def _until(holds: object, seconds: float = 120) -> None:
    assert callable(holds)
    pause = Event()
    for _ in range(int(seconds * 2)):
        if holds():
            return
        pause.wait(0.5)
    raise AssertionError("it did not come to be in time")
