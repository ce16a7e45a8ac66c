"""A short day of `make faults`: server, worker, makers and a desk are killed under work, and everything is right afterwards.

The long one, with 100 kills on each database, is in docs/faults.md.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.__main__ import killed
from tests.postgres import Postgres

SEED = 20260401


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the test's own."""
    if request.param == "SQLite":
        yield ""
        return
    server = Postgres()
    yield server.url
    server.remove()


def test_everything_is_right_after_kills(database: str, tmp_path: Path) -> None:
    told = killed(tmp_path, database, kills=6, residents=12, rush=15, seed=SEED)
    assert sum(told["kills"].values()) == 6
    assert told["faults"] == []
    assert not any(told["left"].values())
    assert {name: found for name, found in told["findings"].items() if found} == {}
    assert told["counts"]["applications"]["made"] >= 1
