"""C7: documents signed in the chip as CMS, PDF and XML; verified; refused with the reason once the card is lost."""

import pytest
from tests.journeys.conftest import Clock, Make

from tegata import reader
from tegata.cardspec import jpki
from tegata.cli.backstage import sample_pdf
from tegata.cli.documents import sign_document
from tegata.pki import documents
from tegata.pki.documents import Form
from tegata.pki.names import Kind
from tegata.pki.path import OcspSource, UnverifiedCertificate
from tegata.pki.path.errors import Held, StatusUnknown
from tegata.server.home import Home

CONTENT = {Form.CMS: b"what is signed", Form.PDF: sample_pdf(), Form.XML: "<申告><額>100</額></申告>".encode()}


@pytest.mark.parametrize("form", Form)
def test_signed_in_the_chip_verified_and_refused_after_loss(
    home: Home, clock: Clock, make_card: Make, form: Form
) -> None:
    name = f"c7-{form.value}"
    made = make_card(name, maker="b")
    trust = home.trust(OcspSource(home.ask_status))
    with home.open_card(name) as card:
        session = reader.JpkiSession(reader.InProcess(card))
        session.verify(jpki.SIGNATURE_PASSWORD, "ABC123")
        signer = reader.CardSigner(session)
        signed = sign_document(home, CONTENT[form], signer, form, home.ask_status)
        found = documents.verify(signed, trust, clock.later(minutes=1))
        assert found.form is form
        assert found.signatures[0].signer == made.person.name
        serial = UnverifiedCertificate.parse(made.certificates[Kind.SIGNATURE].certificate).serial
        home.authorities[Kind.SIGNATURE].hold(serial, clock.later(minutes=1))
        clock.later(minutes=1)
        with pytest.raises(Held):
            sign_document(home, CONTENT[form], signer, form, home.ask_status)
    if form is Form.PDF:  # time-stamped: it counts when it was signed
        assert documents.verify(signed, trust, clock.now).signatures[0].time_stamped
    else:
        with pytest.raises(Held):
            documents.verify(signed, trust, clock.now)


def test_without_a_status_nothing_is_valid(home: Home, clock: Clock, make_card: Make) -> None:
    make_card("c7-dark")

    def down(_request: bytes) -> bytes:
        raise StatusUnknown("the responder does not answer")

    with home.open_card("c7-dark") as card:
        session = reader.JpkiSession(reader.InProcess(card))
        session.verify(jpki.SIGNATURE_PASSWORD, "ABC123")
        signer = reader.CardSigner(session)
        with pytest.raises(StatusUnknown):
            sign_document(home, CONTENT[Form.CMS], signer, Form.CMS, down)
        signed = sign_document(home, CONTENT[Form.CMS], signer, Form.CMS, home.ask_status)
    with pytest.raises(StatusUnknown):
        documents.verify(signed, home.trust(OcspSource(down)), clock.now)
