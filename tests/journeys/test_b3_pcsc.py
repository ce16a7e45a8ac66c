"""B3: unmodified PC/SC software reaches the card; two makers' chips behave the same outside.

The programs themselves are in tests/outsiders (OpenSC, ssh, pyHanko). Here: the same reader code gets the same from both.
"""

import pytest
from tests.journeys.conftest import Make

from tegata import reader
from tegata.cardspec import text
from tegata.chip.card import Interface
from tegata.chip.personalisation import sample_person
from tegata.server.home import Home


@pytest.mark.parametrize("interface", Interface)
def test_both_makers_say_the_same(home: Home, make_card: Make, interface: Interface) -> None:
    said = []
    for maker in ("a", "b"):
        name = f"b3-{maker}-{interface.value}"
        make_card(name, person=sample_person(5), maker=maker)
        with home.open_card(name, interface) as card:
            session = reader.TextSession(reader.InProcess(card))
            session.verify(text.PIN, "1234")
            jpki = reader.JpkiSession(reader.InProcess(card))
            said.append(
                (
                    session.attributes(),
                    session.number(),
                    jpki.presence(),
                    jpki.pin_states(),
                    jpki.certificate("auth-ca"),
                )
            )
            assert card.atr[:1] == b"\x3b"
    assert said[0] == said[1]
