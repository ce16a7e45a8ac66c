"""One operator for each test, one country's status service for a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.operating import CountryStatus, Operating, operating, served

from tegata.server.home import Home


@pytest.fixture(scope="session")
def status_url(founded: Home) -> Iterator[str]:
    with served(CountryStatus(founded)) as url:
        yield url


@pytest.fixture
def operator(founded: Home, status_url: str, tmp_path: Path) -> Iterator[Operating]:
    with operating(founded, tmp_path / "operator", status_url) as found:
        yield found
