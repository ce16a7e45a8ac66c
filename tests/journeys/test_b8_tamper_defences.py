"""B8: a counter survives loss of power in the middle of a check, and no secret is ever readable."""

import contextlib

import pytest
from tests.journeys.conftest import Make
from tests.unit.chip.cutting import CuttableMemory, PowerCut

from tegata import reader
from tegata.cardspec import jpki
from tegata.chip.card import MAKERS, Card
from tegata.chip.loading import load
from tegata.chip.memory import CAPACITY
from tegata.server.home import Home


@pytest.mark.parametrize("maker", MAKERS)
def test_pulling_the_card_during_a_wrong_pin_never_gives_a_try_back(home: Home, make_card: Make, maker: str) -> None:
    made = make_card(f"b8-{maker}", maker=maker)
    for cut in range(0, 200, 7):
        memory = CuttableMemory(CAPACITY)
        load(memory, made.image, MAKERS[maker])
        card = Card(memory, MAKERS[maker])
        memory.left = cut
        with contextlib.suppress(PowerCut):
            card.respond(bytes.fromhex("00A4040C0A") + jpki.JPKI.aid)
            card.respond(bytes.fromhex("00200098" + "04") + b"0000")
        memory.left = None
        again = reader.JpkiSession(reader.InProcess(Card(memory, MAKERS[maker])))
        left = again.tries_left(jpki.AUTHENTICATION_PIN)
        assert left is not None
        assert 2 <= left <= 3


def test_no_file_or_data_object_gives_a_secret_away(home: Home, make_card: Make) -> None:
    made = make_card("b8-read")
    secrets = [made.number_b.encode(), made.person.individual_number.encode(), b"ABC123"]
    with home.open_card("b8-read") as card:
        answers = b""
        for application in made.image.applications:
            card.respond(bytes.fromhex("00A4040C0A") + application)
            for sfi in range(1, 31):
                answers += card.respond(bytes((0x00, 0xB0, 0x80 | sfi, 0x00, 0x00)))
                answers += card.respond(bytes((0x00, 0xB2, 0x01, sfi << 3 | 4, 0x00)))
    assert not [secret for secret in secrets if secret in answers]
