"""B2: four secrets, their tries, lock, change by the holder; unlocking by the issuer at the town hall."""

import pytest
from tests.journeys.conftest import Make

from tegata import reader
from tegata.cardspec import jpki, resident, text
from tegata.cardspec.issuer_commands import CHALLENGE_SIZE, authentication_code
from tegata.reader.errors import LastTryRefused, PinBlocked, WrongPin
from tegata.reader.sessions import Session
from tegata.server.home import Home
from tegata.wire.apdu import Command, Response

SECRETS = [
    (reader.TextSession, text.PIN, "1234", "0000", "5678", 3),
    (reader.JpkiSession, jpki.AUTHENTICATION_PIN, "1234", "0000", "5678", 3),
    (reader.ResidentSession, resident.PIN, "1234", "0000", "5678", 3),
    (reader.JpkiSession, jpki.SIGNATURE_PASSWORD, "ABC123", "XYZ999", "NEW456", 5),
]


@pytest.mark.parametrize("maker", ["a", "b"])
def test_lock_unlock_and_change(home: Home, make_card: Make, maker: str) -> None:
    name = f"b2-{maker}"
    made = make_card(name, maker=maker)
    with home.open_card(name) as card:
        connection = reader.InProcess(card)
        for session_type, fid, right, wrong, new, tries in SECRETS:
            session = session_type(connection)
            assert session.tries_left(fid) == tries
            _lock(session, fid, wrong, tries)
            with pytest.raises(PinBlocked):
                session.channel.verify(fid, right.encode())
            _unlock(connection, session, fid, home.issuer.card_key(made.serial), new)
            session.verify(fid, new)
            session.change(fid, new, right)
            session.verify(fid, right)
            assert session.tries_left(fid) == tries


def _lock(session: Session, fid: int, wrong: str, tries: int) -> None:
    for left in reversed(range(1, tries)):
        with pytest.raises(WrongPin) as refused:
            session.verify(fid, wrong)
        assert refused.value.tries_left == left
    with pytest.raises(LastTryRefused):
        session.verify(fid, wrong)
    with pytest.raises(WrongPin) as refused:
        session.verify(fid, wrong, allow_last_try=True)
    assert refused.value.tries_left == 0


def _unlock(connection: reader.InProcess, session: Session, fid: int, issuer_key: bytes, new: str) -> None:
    """What a town's terminal does; see docs/issuer-commands.md."""
    session.channel.select_application(session.application.aid)
    challenge = session.channel.command(0x84, 0, 0, ne=CHALLENGE_SIZE)
    code = authentication_code(issuer_key, challenge, session.application.aid)
    session.channel.command(0x82, 0, 0, code)
    command = Command(0x80, 0x54, 0x00, 0x80 | fid, new.encode())
    assert Response.parse(connection.transmit(bytes(command))).sw == 0x9000
