"""The firms in this process, over one home for a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.parties import World, world

from tegata.server.home import Home


@pytest.fixture
def firms(founded: Home, tmp_path: Path) -> Iterator[World]:
    with world(founded, tmp_path) as found:
        yield found
