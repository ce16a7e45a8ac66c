"""B4: the printed face, and a forged one that is caught by comparing it with the signed chip."""

import dataclasses
import io
import secrets
from datetime import date

import pytest
from PIL import Image, ImageChops
from tests.journeys.conftest import Make
from tests.journeys.rounds import register, settle
from tests.offices import START
from tests.offices import clock as office_clock
from tests.unit.services.counter.desk import DESK, held, identified, officer
from tests.unit.services.residents.newcomers import ELSEWHERE_IN_KIYOSE

from tegata import reader
from tegata.chip.personalisation import sample_person
from tegata.pki.names import Kind
from tegata.reader.authenticity import PrintedFace, PrintedFaceDiffers, check
from tegata.server.home import Home
from tegata.services.counter.actions import rewriting
from tegata.services.counter.rules.desk import Errand, PrintUnreadable
from tegata.services.residents import actions as events
from tegata.services.residents import api as residents
from tegata.services.residents.api import Days


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


@pytest.mark.django_db(transaction=True)
def test_after_a_move_the_note_field_has_the_new_address_once(country: Home) -> None:
    """The town hall prints the line; what cannot be read is printed again and is still one line."""
    office_clock.moment = START
    one, today = held(), register().today
    name = str(one.card_id)
    before = country.faces(name)["front.png"].read_bytes()
    assert country.printed(name).notes == ()
    events.move_within(register(), one.resident_id, Days(today, today), ELSEWHERE_IN_KIYOSE)
    settle()
    _, work = rewriting.begin(officer(), DESK, one.serial, Errand.MOVE, identified(one, Errand.MOVE))
    rewriting.write_chip(officer(), one.resident_id, work, (Kind.SIGNATURE,))
    rewriting.print_note(officer(), one.resident_id, work)
    with pytest.raises(PrintUnreadable, match="again"):
        rewriting.read_back(officer(), one.resident_id, work, readable=False)
    rewriting.print_note(officer(), one.resident_id, work)
    rewriting.read_back(officer(), one.resident_id, work, readable=True)
    (note,) = country.printed(name).notes
    assert residents.record(one.resident_id).address in note
    after = Image.open(io.BytesIO(country.faces(name)["front.png"].read_bytes())).convert("L")
    changed = ImageChops.difference(after, Image.open(io.BytesIO(before)).convert("L")).getbbox()
    assert changed is not None
    assert changed[1] > after.height // 2, "only the note field below changed"
    assert one.card.rewrite_since is None
