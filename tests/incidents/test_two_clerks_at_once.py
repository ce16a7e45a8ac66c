"""Two clerks have the same person open and press at the same moment: one wins, the other is told, and nothing is done twice.

Over HTTP, against a real server on PostgreSQL: both look, both have filled in their forms, then both send.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from tests.faults.day import PASSWORD
from tests.faults.fleet import Running
from tests.faults.site import Answer, Browser
from tests.faults.towns import Fleet, applied, database, does, made_and_unpacked, open_town

__all__ = ["database", "open_town"]

ROUNDS = 4
PASSED = {"reviewed", "accepted", "making", "made"}
"""The worker goes on with what was passed."""


@pytest.fixture(scope="module")
def town(open_town: Callable[..., Fleet]) -> Fleet:
    return open_town("server", "office", "making-1", people=20)


@pytest.fixture
def desk(town: Fleet) -> Running:
    return town["desk"]


def two(town: Fleet, duty: str) -> list[Browser]:
    return [Browser(town["server"].world.port, f"{duty}-{number}", PASSWORD) for number in (1, 2)]


@pytest.fixture(scope="module")
def clerks(town: Fleet) -> list[Browser]:
    return two(town, "clerk")


@pytest.fixture(scope="module")
def reviewers(town: Fleet) -> list[Browser]:
    return two(town, "reviewer")


def at_once(clerks: list[Browser], path: str, forms: list[tuple[str, dict[str, str]]]) -> list[Answer]:
    """Both look at the page, then both send their form of it at the same moment."""
    pages = [clerk.get(path) for clerk in clerks]
    assert [page.status for page in pages] == [200, 200]
    barrier = Barrier(2)

    def send(clerk: Browser, page: Answer, form: tuple[str, dict[str, str]]) -> Answer:
        barrier.wait()
        return clerk.fill(page, form[0], **form[1])

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, clerks, pages, forms))


def test_review_by_both(reviewers: list[Browser], desk: Running) -> None:
    for _ in range(ROUNDS):
        resident, application = applied(desk) or ("", "")
        path = f"/applications/staff/{resident}/{application}"
        answers = at_once(reviewers, path, [("/pass", {}), ("/pass", {})])
        assert Counter(answer.status for answer in answers) == {200: 1, 409: 1}
        assert any("Somebody else was faster" in answer.text for answer in answers)
        assert desk.ask("state of", resident=resident, application=application)[1]["state"] in PASSED


def test_one_passes_what_the_other_refuses(reviewers: list[Browser], desk: Running) -> None:
    for _ in range(ROUNDS):
        resident, application = applied(desk) or ("", "")
        path = f"/applications/staff/{resident}/{application}"
        passed, rejected = at_once(reviewers, path, [("/pass", {}), ("/reject", {"confirmed": "yes"})])
        state = desk.ask("state of", resident=resident, application=application)[1]["state"]
        assert (passed.status, rejected.status, state in PASSED) in {(200, 409, True), (409, 200, False)}
        assert state in PASSED | {"rejected"}


def test_two_moves_of_one_person(clerks: list[Browser], desk: Running) -> None:
    for number in range(ROUNDS):
        resident = desk.ask("look")[1]["apply"][number]
        before = desk.ask("state of", resident=resident, application="")[1]
        forms = [
            ("", {"building": building, "event_day": "2026-03-30", "notice_day": "2026-04-01"})
            for building in ("清瀬荘１０１号", "清瀬荘２０２号")
        ]
        answers = at_once(clerks, f"/residents/{resident}/events/move-within", forms)
        now = desk.ask("state of", resident=resident, application="")[1]
        assert Counter(answer.status for answer in answers) == {200: 1, 409: 1}, [answer.text for answer in answers]
        winner = next(number for number, answer in enumerate(answers) if answer.status == 200)
        assert now["version"] == before["version"] + 1
        assert now["building"] == forms[winner][1]["building"]


def test_one_handover_by_two_officers(town: Fleet, desk: Running) -> None:
    """Two officers press at once that the holder has it: it is handed over once."""
    officers = two(town, "proof")
    cards = made_and_unpacked(town, 4)
    grown_up = [card for card in cards if does(desk, "hand over", card, until="identified")][:2]
    assert grown_up
    for resident, card in grown_up:
        handover = desk.ask("hand over", resident=resident, card=card, until="PINs set")[1]
        path = f"/counter/handover/{resident}/{handover}/"
        answers = at_once(officers, path, [("", {}), ("", {})])
        assert sorted(answer.status for answer in answers) in ([200, 409], [200, 422])
        assert "The card is with its holder." in next(answer.text for answer in answers if answer.status == 200)
    told = desk.ask("check", acknowledged=[["hand over", card] for _, card in grown_up])[1]["findings"]
    assert (told["stock count right"], told["what was answered is so"]) == ([], [])
