"""Both authorities go away under a running town: counter, production and hot line go on, what needs them waits and drains after.

Real processes; the authorities' folder is moved away and back.
"""

from collections.abc import Callable

import pytest
from tests.faults.day import PASSWORD
from tests.faults.fleet import Running
from tests.faults.site import Browser
from tests.faults.towns import Fleet, applied, database, open_town, until

__all__ = ["database", "open_town"]

PEOPLE = 5


@pytest.fixture(scope="module")
def town(open_town: Callable[..., Fleet]) -> Fleet:
    return open_town("server", "office", "making-1", people=14)


def test_everything_goes_on_and_drains(town: Fleet) -> None:
    world, desk = town["server"].world, town["desk"]
    there, away = world.home / "ca", world.home / "away"
    in_stock = _made_and_unpacked(town)
    holder = next(card for card in in_stock if _does(desk, "hand over", card))
    in_stock.remove(holder)

    there.rename(away)
    applied(desk)
    _reviewed(desk)
    until(lambda: _pending(desk)["to accept"] == 0 and _pending(desk)["orders"] == 1)
    second = next(card for card in in_stock if _does(desk, "hand over", card))
    hotline = Browser(world.port, "hotline-1", PASSWORD)
    call = hotline.post("/hotline/", {"happened": "stolen", **desk.ask("who is", resident=holder[0])[1]})
    stopped = hotline.post(f"{call.path}stop", {}, form_on=call.path)
    assert "The card is stopped" in stopped.text
    assert list(holder) not in desk.ask("look")[1]["held"], "stopped at once"
    until(lambda: _pending(desk)["certificate ends"] == 2)
    assert Browser(world.port, "authority", PASSWORD).get("/certificates/queue").status == 200
    assert _pending(desk)["orders"] == 1, "what cannot be certified is not made"

    away.rename(there)
    world.forward(60)
    until(lambda: not any(_pending(desk).values()))
    kept = [["stop", holder[1]], ["hand over", second[1]], ["unpack", second[1]]]
    told = desk.ask("check", acknowledged=kept)[1]
    assert {name: found for name, found in told["findings"].items() if found} == {}
    assert told["counts"]["applications"] == {"made": PEOPLE + 1}


def _made_and_unpacked(town: Fleet) -> list[tuple[str, str]]:
    """Cards for some people, made by the maker, sent by the centre and on the town's shelves."""
    desk, centre = town["desk"], Browser(town["server"].world.port, "centre-1", PASSWORD)
    for _ in range(PEOPLE):
        applied(desk)
    _reviewed(desk)
    until(lambda: not any(_pending(desk).values()))
    assert centre.post("/production/pack/132217", {}).status == 200
    (parcel,) = desk.ask("look")[1]["send"]
    assert centre.post(f"/production/parcels/{parcel}", {}).status == 200
    seen = desk.ask("look")[1]["unpack"]
    assert all(_does(desk, "unpack", card) for card in seen)
    return [tuple(card) for card in seen]


def _reviewed(desk: Running) -> None:
    for resident, application in desk.ask("look")[1]["review"]:
        assert desk.ask("review", resident=resident, application=application)[0] == "done"


def _does(desk: Running, verb: str, card: tuple[str, str]) -> bool:
    how, said = desk.ask(verb, resident=card[0], card=card[1])
    assert how != "fault", said
    return bool(how == "done")


def _pending(desk: Running) -> dict[str, int]:
    how, said = desk.ask("pending")
    assert how == "done"
    found: dict[str, int] = said
    return found
