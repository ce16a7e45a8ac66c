"""The database is stopped under a running town and started again: pages say what to do, workers wait, nothing is lost."""

from collections.abc import Callable

import pytest
from tests.faults.day import PASSWORD
from tests.faults.site import Browser
from tests.faults.towns import Fleet, applied, database, open_town, until
from tests.postgres import Postgres

__all__ = ["database", "open_town"]


@pytest.fixture(scope="module")
def town(open_town: Callable[..., Fleet]) -> Fleet:
    return open_town("server", "office", "making-1", people=6)


def test_pages_say_so_and_everybody_waits(town: Fleet, database: Postgres) -> None:
    world, desk = town["desk"].world, town["desk"]
    clerk = Browser(world.port, "centre-1", PASSWORD)
    assert clerk.get("/production/").status == 200
    applications = [applied(desk) for _ in range(2)]

    database.stop()
    page = clerk.get("/production/")
    assert page.status == 503
    assert "send it again" in page.text
    assert applied(desk) is None
    assert all(process.up for process in town.values())

    database.start()
    assert clerk.get("/production/").status == 200
    assert all(application is not None for application in applications)
    for application in desk.ask("look")[1]["review"]:
        assert desk.ask("review", resident=application[0], application=application[1])[0] == "done"
    until(lambda: not any(desk.ask("pending")[1].values()))
    told = desk.ask("check", acknowledged=[["apply", one[1]] for one in applications if one])[1]
    assert {name: found for name, found in told["findings"].items() if found} == {}
    assert told["counts"]["applications"] == {"made": 2}
    assert all(process.up for process in town.values())
