"""B1: each application behind its firewall; every row of the access table holds on a really personalised card of each maker."""

import pytest
from tests.journeys.conftest import Make

from tegata import reader
from tegata.cardspec import face, jpki, resident, text
from tegata.chip.card import Interface
from tegata.reader.errors import AccessDenied, CardError
from tegata.server.home import Home

# (information, session, file, references that open it, references that must not), by the table of the article.
ROWS = [
    ("images and face", reader.FaceSession, face.FACE_RECORD, ("number A", "number B"), ("birth date",)),
    ("image of the number", reader.FaceSession, face.NUMBER_IMAGE, ("number A",), ("number B", "birth date")),
    ("four attributes", reader.TextSession, text.BASIC_ATTRIBUTES, ("PIN", "number B"), ("number A",)),
    ("number", reader.TextSession, text.INDIVIDUAL_NUMBER, ("PIN", "number A"), ("number B",)),
    ("signature certificate", reader.JpkiSession, jpki.SIGNATURE_CERTIFICATE, ("password",), ("PIN",)),
    ("resident code", reader.ResidentSession, resident.RESIDENT_CODE, ("PIN",), ()),
]
REFERENCES = {
    (reader.FaceSession, "number A"): face.NUMBER_A,
    (reader.FaceSession, "number B"): face.NUMBER_B,
    (reader.FaceSession, "birth date"): face.BIRTH_DATE_PIN,
    (reader.TextSession, "PIN"): text.PIN,
    (reader.TextSession, "number A"): text.NUMBER_A,
    (reader.TextSession, "number B"): text.NUMBER_B,
    (reader.JpkiSession, "password"): jpki.SIGNATURE_PASSWORD,
    (reader.JpkiSession, "PIN"): jpki.AUTHENTICATION_PIN,
    (reader.ResidentSession, "PIN"): resident.PIN,
}


@pytest.mark.parametrize("maker", ["a", "b"])
def test_every_row_of_the_table(home: Home, make_card: Make, maker: str) -> None:
    made = make_card(f"b1-{maker}", maker=maker)
    values = {
        "PIN": "1234",
        "password": "ABC123",
        "number A": made.person.individual_number,
        "number B": made.number_b,
        "birth date": made.number_b[:6],
    }
    with home.open_card(f"b1-{maker}") as card:
        for information, session_type, file, openers, strangers in ROWS:
            for reference, opens in [(name, True) for name in openers] + [(name, False) for name in strangers]:
                card.power_off()
                session = session_type(reader.InProcess(card))
                with pytest.raises(AccessDenied):
                    session.read(file)
                session.verify(REFERENCES[session_type, reference], values[reference])
                if opens:
                    assert session.read(file), f"{information} opens with {reference}"
                else:
                    with pytest.raises(AccessDenied):
                        session.read(file)


def test_what_was_verified_in_one_application_opens_nothing_in_another(home: Home, make_card: Make) -> None:
    make_card("b1-wall")
    with home.open_card("b1-wall", Interface.CONTACTLESS) as card:
        session = reader.TextSession(reader.InProcess(card))
        session.verify(text.PIN, "1234")
        with pytest.raises(AccessDenied):
            reader.FaceSession(reader.InProcess(card)).card_face()
        with pytest.raises(CardError):
            session.number()
