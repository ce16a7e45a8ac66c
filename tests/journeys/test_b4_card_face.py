"""B4: the printed face, and a forged one that is caught by comparing it with the signed chip."""

import dataclasses
import io
import secrets
from datetime import date

import pytest
from PIL import Image
from tests.journeys.conftest import Make

from tegata import reader
from tegata.chip.personalisation import sample_person
from tegata.reader.authenticity import PrintedFace, PrintedFaceDiffers, check
from tegata.server.home import Home


def test_the_face_is_a_card_of_the_right_size(home: Home, make_card: Make) -> None:
    make_card("b4", person=dataclasses.replace(sample_person(0), braille=True))
    faces = home.faces("b4")
    for side in ("front.png", "back.png"):
        picture = Image.open(io.BytesIO(faces[side].read_bytes()))
        assert picture.size == (1011, 638)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert faces["face.pdf"].read_bytes().startswith(b"%PDF")


def test_a_printed_face_that_differs_is_told_by_its_field(home: Home, make_card: Make) -> None:
    made = make_card("b4-forged")
    true = PrintedFace(made.person.name, made.person.address, made.person.birth, made.person.sex, made.expires)
    with home.open_card("b4-forged") as card:
        connection, trusted = reader.InProcess(card), home.issuer.trusted_keys
        check(connection, made.number_b, trusted, secrets.token_bytes(32), true)
        for field, forged in {
            "name": dataclasses.replace(true, name="偽造　太郎"),
            "birth date": dataclasses.replace(true, birth=date(2001, 1, 1)),
            "expiry": dataclasses.replace(true, expiry=date(2099, 1, 1)),
        }.items():
            with pytest.raises(PrintedFaceDiffers) as caught:
                check(connection, made.number_b, trusted, secrets.token_bytes(32), forged)
            assert caught.value.field == field
