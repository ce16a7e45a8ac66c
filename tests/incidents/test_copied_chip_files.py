"""Everything that can be read is copied onto another chip: records, photo, certificates, every byte genuine and signed.

What does not leave a chip is its keys. The bank's own challenge is answered inside the chip, so a copy fails under its name,
whichever method is tried; an answer that was listened to once does not serve again.
"""

from dataclasses import replace

import pytest
from tests.conversations.personalised import plugged, with_application
from tests.parties import PASSWORD, PIN, Visitor, World, makes_card, printed, takes_picture

from tegata.cardspec import face, jpki
from tegata.chip.card import Card
from tegata.chip.personalisation import PersonalisedCard
from tegata.parties.bank import store
from tegata.reader import Connection, InProcess
from tegata.server.home import Home


@pytest.fixture(scope="module")
def victim(founded: Home) -> PersonalisedCard:
    return makes_card(founded, "copied-victim", 61)


@pytest.fixture(scope="module")
def forger(founded: Home) -> PersonalisedCard:
    """Whose chip the files go onto."""
    return makes_card(founded, "copied-forger", 62)


def copy(victim: PersonalisedCard, forger: PersonalisedCard) -> Card:
    image = victim.image
    for application in (face.FACE, jpki.JPKI):
        files = victim.image.applications[application.aid]
        image = with_application(
            image, application, replace(files, keys=forger.image.applications[application.aid].keys)
        )
    return plugged(image)


def begins(visitor: Visitor, proof: str) -> str:
    visitor.send("/open", proof=proof)
    return visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="その他").text


def with_face() -> dict[str, tuple[str, bytes, str]]:
    """Even the victim's own face does not help."""
    return {"camera": ("face.jpg", takes_picture(61), "image/jpeg")}


def test_the_copy_cannot_answer_for_the_face(firms: World, victim: PersonalisedCard, forger: PersonalisedCard) -> None:
    with firms.visitor(lambda: InProcess(copy(victim, forger))) as visitor:
        card = visitor.use_card(begins(visitor, "chip and face"), "read_face", printed(victim))
        assert "is a copy" in visitor.send("/open/chip", card=card, name="手", address="町", files=with_face()).text
    assert store.waiting(firms.bank.database) == []


def test_nor_sign(firms: World, victim: PersonalisedCard, forger: PersonalisedCard) -> None:
    with firms.visitor(lambda: InProcess(copy(victim, forger))) as visitor:
        card = visitor.use_card(begins(visitor, "signature"), "sign", {"pin": PASSWORD})
        assert visitor.send("/open/sign", card=card).status_code == 403
        assert visitor.get("/account").status_code == 410


def test_nor_sign_in(firms: World, victim: PersonalisedCard, forger: PersonalisedCard) -> None:
    with firms.visitor(firms.card_of(victim)) as visitor:
        card = visitor.use_card(begins(visitor, "signature"), "sign", {"pin": PASSWORD})
        page = visitor.send("/open/sign", card=card).text
        visitor.send("/account/card", card=visitor.use_card(page, "authenticate", {"pin": PIN}))
    with firms.visitor(lambda: InProcess(copy(victim, forger))) as thief:
        card = thief.use_card(thief.get("/sign-in").text, "authenticate", {"pin": PIN})
        assert thief.send("/sign-in", card=card).status_code == 403


def test_what_was_listened_to_does_not_serve_again(firms: World, victim: PersonalisedCard) -> None:
    """His reader records a genuine card's answers and plays them back for the next application."""
    recorded: dict[bytes, bytes] = {}

    class Recorder:
        def __init__(self, card: Connection) -> None:
            self._card = card

        def transmit(self, command: bytes) -> bytes:
            answer = self._card.transmit(command)
            return recorded.setdefault(command[:4], answer) if command[:2] == b"\x80\x2a" else answer

    with firms.visitor(lambda: Recorder(firms.card_of(victim)())) as visitor:
        for said in ("We have your application", "is a copy"):
            card = visitor.use_card(begins(visitor, "chip and face"), "read_face", printed(victim))
            assert said in visitor.send("/open/chip", card=card, name="手", address="町", files=with_face()).text
