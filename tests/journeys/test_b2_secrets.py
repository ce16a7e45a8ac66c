"""B2: four secrets, their tries, lock, change by the holder; unlock and reset at the counter, and at a convenience store."""

from contextlib import suppress
from uuid import uuid4

import pytest
from tests.journeys.conftest import Make
from tests.journeys.rounds import settle
from tests.offices import START
from tests.offices import clock as office_clock
from tests.unit.services.applications.desk import himself
from tests.unit.services.counter.desk import DESK, PINS, Stocked, held, identified, lay, officer

from tegata import reader
from tegata.cardspec import jpki, resident, text
from tegata.cardspec.issuer_commands import CHALLENGE_SIZE, authentication_code
from tegata.reader.errors import LastTryRefused, PinBlocked, WrongPin
from tegata.reader.sessions import Session
from tegata.rules.pins import PinFormatError, PinKind
from tegata.server.home import Home
from tegata.services.counter.actions import holder, pins, proofing
from tegata.services.counter.rules.desk import DeskRefused, Errand
from tegata.services.residents import api as residents
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


@pytest.mark.django_db(transaction=True)
def test_at_the_counter_by_the_holder_s_own_hand_and_at_a_store(country: Home) -> None:
    """Blocked, unlocked with the holder there, set anew on the holder's screen; the password by phone and a store's terminal."""
    office_clock.moment = START
    one = held()
    block(country, one)
    kinds = (PinKind.AUTHENTICATION,)
    with pytest.raises(proofing.NotIdentified):
        pins.unlock(officer(), DESK, one.serial, kinds, uuid4())
    pins.unlock(officer(), DESK, one.serial, kinds, identified(one, Errand.UNLOCK))
    opens(country, one, jpki.AUTHENTICATION_PIN, PINS[PinKind.AUTHENTICATION])
    _, _, code = pins.ask_reset(officer(), DESK, one.serial, kinds, identified(one))
    with pytest.raises(PinFormatError):
        holder.set_pins(code, {PinKind.AUTHENTICATION: "12345"}, office_clock())
    holder.set_pins(code, {PinKind.AUTHENTICATION: "5555"}, office_clock())
    with pytest.raises(holder.CodeNotGood):
        holder.set_pins(code, {PinKind.AUTHENTICATION: "6666"}, office_clock())
    opens(country, one, jpki.AUTHENTICATION_PIN, "5555")
    lay(one, "store-7")
    with pytest.raises(DeskRefused, match="phone"):
        pins.set_at_store(himself(one.resident_id), "store-7", "5555", "FRESH1")
    pins.request_by_phone(himself(one.resident_id), one.card_id)
    with pytest.raises(WrongPin):
        pins.set_at_store(himself(one.resident_id), "store-7", "0000", "FRESH1")
    pins.set_at_store(himself(one.resident_id), "store-7", "5555", "FRESH1")
    opens(country, one, jpki.SIGNATURE_PASSWORD, "FRESH1")
    settle()
    assert [letter.kind for letter in residents.letters(one.resident_id)].count("PINs set") == 4, (
        "the holder is told each time"
    )


def block(country: Home, one: Stocked) -> None:
    for _ in range(3):
        with suppress(WrongPin, PinBlocked):
            opens(country, one, jpki.AUTHENTICATION_PIN, "0000")
    with pytest.raises(PinBlocked):
        opens(country, one, jpki.AUTHENTICATION_PIN, PINS[PinKind.AUTHENTICATION])


def opens(country: Home, one: Stocked, fid: int, value: str) -> None:
    with country.open_card(str(one.card_id)) as card:
        reader.JpkiSession(reader.InProcess(card)).verify(fid, value, allow_last_try=True)
