"""Both authorities go away under a running town: counter, production and hot line go on, what needs them waits and drains after.

Real processes; the authorities' folder is moved away and back.
"""

from collections.abc import Callable

import pytest
from tests.faults.pages import PASSWORD
from tests.faults.site import Browser
from tests.faults.towns import (
    Fleet,
    applied,
    database,
    does,
    made_and_unpacked,
    open_town,
    pending,
    reviewed,
    until,
)

__all__ = ["database", "open_town"]

PEOPLE = 5


@pytest.fixture(scope="module")
def town(open_town: Callable[..., Fleet]) -> Fleet:
    return open_town("server", "office", "making-1", people=14)


def test_everything_goes_on_and_drains(town: Fleet) -> None:
    world, desk = town["server"].world, town["desk"]
    there, away = world.home / "ca", world.home / "away"
    in_stock = made_and_unpacked(town, PEOPLE)
    holder = next(card for card in in_stock if does(desk, "hand over", card))
    in_stock.remove(holder)

    there.rename(away)
    applied(desk)
    reviewed(desk)
    until(lambda: pending(desk)["to accept"] == 0 and pending(desk)["orders"] == 1)
    second = next(card for card in in_stock if does(desk, "hand over", card))
    hotline = Browser(world.port, "hotline-1", PASSWORD)
    call = hotline.post("/hotline/", {"happened": "stolen", **desk.ask("who is", resident=holder[0])[1]})
    stopped = hotline.post(f"{call.path}stop", {}, form_on=call.path)
    assert "The card is stopped" in stopped.text
    assert list(holder) not in desk.ask("look")[1]["held"], "stopped at once"
    until(lambda: pending(desk)["certificate ends"] == 2)
    assert Browser(world.port, "authority", PASSWORD).get("/certificates/queue").status == 200
    assert pending(desk)["orders"] == 1, "what cannot be certified is not made"

    away.rename(there)
    world.forward(60)
    until(lambda: not any(pending(desk).values()))
    kept = [["stop", holder[1]], ["hand over", second[1]], ["unpack", second[1]]]
    told = desk.ask("check", acknowledged=kept)[1]
    assert {name: found for name, found in told["findings"].items() if found} == {}
    assert told["counts"]["applications"] == {"made": PEOPLE + 1}
