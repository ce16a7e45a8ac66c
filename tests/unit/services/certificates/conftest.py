"""Two real authorities in a home folder of each test's own, plugged into the room."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.offices import START, clock
from tests.unit.services.certificates.asking import Away

from tegata.pki.keys import SoftwareKey
from tegata.server.home import Home


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home founded once: its keys are slow to make."""
    root = tmp_path_factory.mktemp("homes") / "home"
    Home.found(root, lambda: START)
    return root


@pytest.fixture(scope="session")
def keys() -> list[bytes]:
    """Public keys of cards."""
    return [SoftwareKey.generate().public_key for _ in range(6)]


@pytest.fixture
def authorities(founded: Path, tmp_path: Path, settings: Settings) -> Iterator[Away]:
    """The authorities of a copy of it, which can be taken away."""
    root = tmp_path / "home"
    shutil.copytree(founded, root)
    plug = Away(root)
    settings.PLUGS = settings.PLUGS | {"authorities": plug}
    yield plug
    clock.moment = START
