"""A whole country for a test: a founded home with authorities and a card issuer, which the settings of the tests then name."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from tests.offices import clock

from tegata.server.home import Home


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Founded once for each worker of the test run, at the moment where the clock stood first."""
    return Home.found(tmp_path_factory.mktemp("country") / "home", clock)


@pytest.fixture
def country(founded: Home) -> Iterator[Home]:
    """The country that the settings name while the test lasts."""
    with override_settings(HOME=founded.root):
        yield founded
