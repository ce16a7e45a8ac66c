"""An insurer of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.parties.insurer.world import Firm


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path)
    yield made
    made.store.close()
