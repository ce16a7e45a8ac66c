"""C1: two authorities with the real profiles; four attributes only in the signature certificate; under 15 none for signatures."""

from datetime import date

import pytest
from cryptography import x509
from tests.journeys.conftest import Make
from tests.journeys.rounds import answered, arrived, make_cards, settle, status_of
from tests.offices import START
from tests.offices import clock as office_clock
from tests.unit.services.production.orders import ordered

from tegata import reader
from tegata.chip.personalisation import person_from_mapping
from tegata.ground.act import system
from tegata.pki import oids
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.reader.errors import ReaderError
from tegata.rules.expiry import UnderFifteen
from tegata.server.home import Home
from tegata.services.certificates import api as certificates

CHILD = {
    "name": "見本　蓮",
    "address": "東京都千代田区",
    "birth": date(2015, 4, 1),
    "sex": "male",
    "municipality": "13101",
}


def test_attributes_are_in_the_signature_certificate_alone(make_card: Make) -> None:
    made = make_card("c1")
    signature = UnverifiedCertificate.parse(made.certificates[Kind.SIGNATURE].certificate)
    authentication = made.certificates[Kind.AUTHENTICATION].certificate
    assert signature.other_name(oids.NAME) == made.person.name
    assert signature.other_name(oids.ADDRESS) == made.person.address
    assert UnverifiedCertificate.parse(authentication).other_names == {}
    for attribute in (made.person.name, made.person.address, made.person.birth.isoformat().replace("-", "")):
        assert attribute.encode() not in authentication


def test_certificates_end_at_the_fifth_birthday_and_never_past_the_card(make_card: Make) -> None:
    made = make_card("c1-ends")
    for certified in made.certificates.values():
        found = x509.load_der_x509_certificate(certified.certificate)
        assert found.not_valid_after_utc.strftime("%H:%M:%S") == "14:59:59"
        assert found.not_valid_after_utc.date() <= made.expires
        birth = made.person.birth
        assert (found.not_valid_after_utc.month, found.not_valid_after_utc.day) == (birth.month, birth.day)
        assert found.not_valid_after_utc.year in (2030, 2031)


def test_a_child_under_fifteen_gets_no_signature_certificate(home: Home, make_card: Make) -> None:
    made = make_card("c1-child", person=person_from_mapping(CHILD, 77))
    assert set(made.certificates) == {Kind.AUTHENTICATION}
    with home.open_card("c1-child") as card:
        session = reader.JpkiSession(reader.InProcess(card))
        assert not session.presence().signature
        assert session.presence().authentication
        with pytest.raises(ReaderError):
            session.certificate("sign-ca")


@pytest.mark.django_db(transaction=True)
def test_the_centre_asks_for_none_to_sign_with_under_fifteen(country: Home) -> None:
    """Through the rooms: a child of fourteen gets a card with one certificate, whatever was wished for."""
    office_clock.moment = START
    order = ordered(birth=date(2011, 4, 3))
    make_cards()
    card = arrived(order).card
    settle()
    assert answered(country, card) == {"auth": "good"}
    with country.open_card(str(card.card_id)) as chip:
        presence = reader.JpkiSession(reader.InProcess(chip)).presence()
        assert (presence.signature, presence.authentication) == (False, True)
    (one,) = certificates.certificates_of(card.resident_id, card.card_id)
    assert one.expires == card.expires == date(2030, 4, 3)
    assert status_of(country, one.kind, one.serial) == "good"
    with pytest.raises(UnderFifteen, match="under 15"):
        certificates.ask(
            system("test", office_clock()), card.resident_id, card.card_id, Kind.SIGNATURE, b"key", date(2030, 4, 3)
        )
