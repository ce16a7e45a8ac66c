"""Every conversation is held with each maker's chip, over both interfaces, with a short and a long record."""

from itertools import product

import pytest
from tests.conversations import specimen

from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory

RECORDS = {"short": specimen.SHORT, "long": specimen.LONG}
PERSONAS = list(product(MAKERS, Interface, RECORDS))


@pytest.fixture(params=PERSONAS, ids=lambda persona: f"{persona[0]}-{persona[1].value}-{persona[2]}")
def card(request: pytest.FixtureRequest) -> Card:
    maker, interface, record = request.param
    memory = RamMemory()
    load(memory, specimen.image(RECORDS[record]), MAKERS[maker])
    return Card(memory, MAKERS[maker], interface=interface)
