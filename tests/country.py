"""A whole country for a test: a founded home with authorities and a card issuer, which the settings of the tests then name."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from tests.offices import START, clock

from tegata.server.home import Home


@pytest.fixture(scope="module", autouse=True)
def the_clock_starts_anew() -> None:
    """What a module before moved does not count: a module sees the same moment alone and in a long run."""
    clock.moment = START


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Founded once for each worker of the test run, at the moment where every module starts."""
    clock.moment = START
    return Home.found(tmp_path_factory.mktemp("country") / "home", clock)


@pytest.fixture
def country(founded: Home) -> Iterator[Home]:
    """The country that the settings name while the test lasts."""
    with override_settings(HOME=founded.root):
        yield founded
