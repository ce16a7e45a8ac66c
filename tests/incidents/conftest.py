"""A bank and a phone shop for the replays of fraud: in this process, over one home for a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tegata.server.home import Home

if TYPE_CHECKING:
    from tests.parties import World


@pytest.fixture
def firms(founded: Home, tmp_path: Path) -> "Iterator[World]":
    from tests.parties import world  # noqa: PLC0415 - the other replays need no firms

    with world(founded, tmp_path) as found:
        yield found
