"""One operator for each test, one country's status service for a run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.operating import CountryStatus, Operating, operating, served

from tegata.server.home import Home
from tegata.server.publication import FOLDER


@pytest.fixture(scope="session")
def status_url(founded: Home) -> Iterator[str]:
    with served(CountryStatus(founded)) as url:
        yield url


@pytest.fixture
def operator(founded: Home, status_url: str, tmp_path: Path) -> Iterator[Operating]:
    # Other modules of this run publish at other days, and no list is ever replaced by an older one.
    shutil.rmtree(founded.root / FOLDER, ignore_errors=True)
    with operating(founded, tmp_path / "operator", status_url) as found:
        yield found
