"""A visit: remembered by an unguessable token, gone after half an hour, under a new token as soon as somebody is known."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from fastapi import Request, Response

from tegata.parties.look import VISITS, Database, DatabaseAway, Visits

START = datetime(2026, 11, 24, tzinfo=UTC)


class Browser:
    """Keeps its cookie."""

    def __init__(self) -> None:
        self.cookie = ""

    def request(self) -> Request:
        headers = [(b"cookie", f"v={self.cookie}".encode())] if self.cookie else []
        return Request({"type": "http", "scheme": "http", "path": "/", "headers": headers, "server": ("here", 80)})

    def takes(self, response: Response) -> None:
        self.cookie = response.headers["set-cookie"].split("=", 1)[1].split(";")[0]


class Moving:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "firm.sqlite3", VISITS)
    yield made
    made.close()


def put(visits: Visits, browser: Browser, *, anew: bool = False, **values: str) -> None:
    response = Response()
    visits.put(browser.request(), response, anew=anew, **values)
    browser.takes(response)
    assert "HttpOnly" in response.headers["set-cookie"]


def test_a_visit_is_its_own_and_ends(database: Database) -> None:
    clock, numbers = Moving(), count()
    visits = Visits(database, "v", clock, lambda: f"token{next(numbers)}")
    mine, other = Browser(), Browser()
    put(visits, mine, account="1")
    put(visits, other, account="2")
    assert [visits.get(one.request(), "account") for one in (mine, other, Browser())] == ["1", "2", None]
    clock.now = START + timedelta(minutes=30)
    assert visits.get(mine.request(), "account") is None


def test_whoever_becomes_known_gets_a_new_token_and_the_old_one_opens_nothing(database: Database) -> None:
    """A token that somebody planted before (session fixation) is worth nothing afterwards."""
    numbers = count()
    visits = Visits(database, "v", Moving(), lambda: f"token{next(numbers)}")
    planted, victim = Browser(), Browser()
    put(visits, planted, proof="x")
    victim.cookie = planted.cookie
    put(visits, victim, anew=True, account="1")
    assert victim.cookie != planted.cookie
    assert [visits.get(one.request(), "account") for one in (victim, planted)] == ["1", None]


def test_a_token_of_ones_own_making_is_not_taken_up(database: Database) -> None:
    visits, mine = Visits(database, "v", Moving(), lambda: "fresh"), Browser()
    mine.cookie = "chosen"
    put(visits, mine, proof="x")
    assert mine.cookie == "fresh"


def test_what_is_taken_is_taken_once(database: Database) -> None:
    visits, mine = Visits(database, "v", Moving(), lambda: "t"), Browser()
    put(visits, mine, challenge="c")
    assert [visits.take(mine.request(), "challenge") for _ in range(2)] == ["c", None]


def test_a_transaction_is_whole_or_nothing(database: Database) -> None:
    def writes() -> None:
        with database.writing() as db:
            db.execute("INSERT INTO visit VALUES (x'00', 'a', 'b', 1)")
            db.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(DatabaseAway):
        writes()
    with database.reading() as db:
        assert db.execute("SELECT COUNT(*) FROM visit").fetchone()[0] == 0
