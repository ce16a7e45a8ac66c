"""B5: the face-only card (顔認証マイナンバーカード): no PIN opens anything, the health insurance still knows its holder.

Applied for as such, made, and handed over without a screen for PINs.
"""

from datetime import date

import pytest
from tests.journeys.rounds import answered, arrived, make_cards
from tests.offices import START
from tests.offices import clock as office_clock
from tests.unit.services.counter.desk import officer, to_comparison, version
from tests.unit.services.production.orders import ordered

from tegata import reader
from tegata.cardspec import face, jpki, text
from tegata.chip.personalisation import Order, sample_face, sample_person
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.pki.names import Kind
from tegata.reader.errors import AccessDenied, PinBlocked
from tegata.rules.pins import PinKind
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.counter.actions import handing, holder


@pytest.mark.parametrize("maker", ["a", "b"])
def test_a_face_only_card_and_back(home: Home, maker: str) -> None:
    order = Order(sample_person(5), sample_face(5), None, 1, 505 + ord(maker), date(2026, 11, 24), face_only=True)
    made = home.make_card(f"b5-{maker}", order, maker)
    assert set(made.certificates) == {Kind.AUTHENTICATION}
    with home.open_card(f"b5-{maker}") as card:
        connection = reader.InProcess(card)
        session = reader.JpkiSession(connection)
        for fid, value in ((jpki.AUTHENTICATION_PIN, "1234"), (jpki.SIGNATURE_PASSWORD, "ABC123")):
            with pytest.raises(PinBlocked):
                session.verify(fid, value)
        with pytest.raises(PinBlocked):
            reader.TextSession(connection).verify(text.PIN, "1234")
        _insurance(home, made.serial, made.number_b, connection)
        desk = reader.DeskSession(connection, lambda message, aid: home.issuer.authorise(made.serial, message, aid))
        desk.set_pin(PinKind.AUTHENTICATION, "2468")
        session.verify(jpki.AUTHENTICATION_PIN, "2468")
        assert len(session.sign_digest("auth", "sha256", bytes(32))) == 256


def _insurance(home: Home, serial: str, number_b: str, connection: reader.Connection) -> None:
    """The reader of a clinic sees the face, and then uses the certificate once."""
    picture = reader.FaceSession(connection)
    picture.verify(face.NUMBER_B, number_b)
    assert picture.card_face().portrait.startswith(b"\0\0\0\x0cjP")
    session = reader.JpkiSession(connection)
    with pytest.raises(AccessDenied):
        session.sign_digest("auth", "sha256", bytes(32))
    clinic = reader.DeskSession(connection, lambda message, aid: home.issuer.vouch(serial, message, aid))
    clinic.open_without_pin()
    assert session.certificate("auth")
    assert len(session.sign_digest("auth", "sha256", bytes(32))) == 256
    with pytest.raises(AccessDenied):
        session.sign_digest("auth", "sha256", bytes(32))


@pytest.mark.django_db(transaction=True)
def test_applied_for_made_and_handed_over_without_pins(country: Home) -> None:
    office_clock.moment = START
    order = ordered(face_only=True)
    make_cards()
    one = arrived(order)
    handover = to_comparison(one)
    with pytest.raises(ChangedMeanwhile):
        handing.hand_over(officer(), one.resident_id, handover, 0, version(one) + 1)
    handing.hand_over(officer(), one.resident_id, handover, 0, version(one))
    assert one.card.state is cards.State.HANDED_OVER
    assert one.card.face_only
    assert answered(country, one.card) == {"auth": "good"}
    with country.open_card(str(one.card_id)) as card, pytest.raises(PinBlocked):
        reader.JpkiSession(reader.InProcess(card)).verify(jpki.AUTHENTICATION_PIN, "1234")
    with pytest.raises(holder.CodeNotGood):
        holder.screen("ABCD-EFGH-JKLM", office_clock())
