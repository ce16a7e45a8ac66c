"""D2: the centre makes what was ordered, for each town its own parcel; handed over at collection or posted; proofing to IAL3."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from tests.journeys.rounds import answered, make_cards, settle
from tests.offices import START, clock
from tests.unit.services.applications.desk import PINS as CHOSEN
from tests.unit.services.applications.desk import WEB, begun_online, clerk, face, himself, reviewing, sent
from tests.unit.services.counter.desk import (
    DESK,
    PINS,
    PROOF,
    Stocked,
    agreed,
    held,
    lay,
    officer,
    stocked,
    version,
)
from tests.unit.services.production.orders import Ordered, centre, ordered
from tests.unit.services.residents.newcomers import CHIYODA, registered

from tegata import faces, reader
from tegata.cardspec import jpki, text
from tegata.ground.two_person import TwoPersonRefused
from tegata.pki import oids
from tegata.pki.path import UnverifiedCertificate
from tegata.rules.pins import PinKind
from tegata.server.home import Home
from tegata.services.applications import api as applications
from tegata.services.applications.actions import beginning, photographing, printing
from tegata.services.cards import api as cards
from tegata.services.counter.actions import handing, posting, proofing, stock
from tegata.services.counter.models import Identification
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.proofing import DocumentKind, Item, NotProved, Shown
from tegata.services.counter.rules.stock import NotOnManifest
from tegata.services.numbering import api as numbering
from tegata.services.production import actions as production
from tegata.services.production import api as parcels
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True)]
MAIL = "12345678901"


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def test_the_card_says_what_the_register_says_and_shows_the_applicant(country: Home) -> None:
    one = held()
    record, pins = residents.record(one.resident_id), PINS
    with country.open_card(str(one.card_id)) as card:
        connection = reader.InProcess(card)
        texts = reader.TextSession(connection)
        texts.verify(text.PIN, pins[PinKind.TEXT])
        assert (texts.attributes().name, texts.attributes().address) == (record.name, record.address)
        number = texts.number()
        session = reader.JpkiSession(connection)
        session.verify(jpki.SIGNATURE_PASSWORD, pins[PinKind.SIGNATURE].upper())
        certificate = UnverifiedCertificate.parse(session.certificate("sign"))
    assert numbering.has_number(one.resident_id)
    assert number.startswith("99")
    assert certificate.other_name(oids.NAME) == record.name
    assert answered(country, one.card) == {"auth": "good", "sign": "good"}
    portrait = faces.read_portrait(_printed(country, one))
    photo = faces.read_portrait(applications.photo(one.resident_id, one.card.application_id))
    assert faces.distance(portrait.descriptor, photo.descriptor) < faces.DRAWN


def _printed(country: Home, one: Stocked) -> bytes:
    """The portrait as it stands on the card's front."""
    front = Image.open(io.BytesIO(country.faces(str(one.card_id))["front.png"].read_bytes()))
    out = io.BytesIO()
    front.convert("RGB").crop((0, 0, front.width // 2, front.height)).save(out, "PNG")
    return out.getvalue()


def test_each_town_gets_its_own_parcel_with_its_manifest(country: Home) -> None:
    here, there = ordered(1), ordered_in_chiyoda()
    make_cards()
    boxes = {town: production.pack(centre(), town) for town in ("132217", "131016")}
    for town, order in (("132217", here), ("131016", there)):
        shipment = boxes[town]
        assert shipment is not None
        assert [card_id for _, card_id in parcels.manifest(shipment)] == [order.card_id]
        production.send(centre(), shipment)
    settle()
    first = boxes["132217"]
    assert first is not None
    stock.open_parcel(officer(), first)
    strange = cards.card(there.resident_id, there.card_id)
    with pytest.raises((NotOnManifest, PermissionError)):
        stock.unpack(officer(), first, strange.serial, "A-1")
    assert cards.card(there.resident_id, there.card_id).state is cards.State.SHIPPED
    stock.unpack(officer(), first, cards.card(here.resident_id, here.card_id).serial, "A-1")
    assert stock.close_parcel(officer(), first) == frozenset()


def ordered_in_chiyoda() -> Ordered:
    """The same in the town beside it, by its own staff."""
    who, staff = registered(place=CHIYODA), clerk(town="131016")
    settle()
    form = printing.print_form(staff, who).form_id
    begun = beginning.begin_online(himself(who), form, date(1990, 5, 6), WEB)
    one = sent(photographing.take_photo(himself(who), who, begun.application_id, face(2)))
    reviewing.pass_review(staff, who, one.application_id)
    settle()
    (card,) = cards.cards_of(who)
    return Ordered(who, one.application_id, card.card_id)


def test_identified_at_application_the_card_comes_by_post_ready_for_use(country: Home) -> None:
    (one,) = stocked(posted=True)
    lay(one)
    posting.post(officer(), DESK, one.serial, posting.label_of(one.card), MAIL)
    posting.delivered(officer(), one.resident_id, one.card_id)
    settle()
    assert one.card.state is cards.State.HANDED_OVER
    with country.open_card(str(one.card_id)) as card:
        session = reader.JpkiSession(reader.InProcess(card))
        session.verify(jpki.AUTHENTICATION_PIN, CHOSEN[PinKind.AUTHENTICATION])
        assert len(session.sign_digest("auth", "sha256", bytes(32))) == 256


def test_proofing_asks_for_every_point_and_writes_down_level_and_version(country: Home) -> None:
    (one,) = stocked()
    lay(one)
    _, handover = handing.begin(officer(), DESK, one.serial)
    expired = (Shown(DocumentKind.LICENCE, date(2026, 3, 31)),)
    student = (Shown(DocumentKind.STUDENT, date(2029, 1, 1)),)
    for lacking in (
        *(replace(PROOF, items=PROOF.items - {item}) for item in Item if item is not Item.NOT_A_DUPLICATE),
        replace(PROOF, documents=()),
        replace(PROOF, documents=expired),
        replace(PROOF, documents=student),
        replace(PROOF, version=99),
    ):
        with pytest.raises(NotProved):
            handing.identify_holder(officer(), one.resident_id, handover, lacking, None, version(one))
    assert not Identification.objects.exists()
    handing.identify_holder(officer(), one.resident_id, handover, PROOF, None, version(one))
    row = Identification.objects.get()
    assert (row.level, row.version, row.documents.count("licence")) == (3, 1, 1)


def test_a_face_that_another_holder_has_needs_two_officers(country: Home) -> None:
    """The same person under two names: the first card is held, the second is not handed over by one officer."""
    held(1)
    (second,) = stocked_twin()
    lay(second)
    _, handover = handing.begin(officer(), DESK, second.serial)
    alone = replace(PROOF, items=PROOF.items - {Item.NOT_A_DUPLICATE})
    with pytest.raises(NotProved, match="face like this one"):
        handing.identify_holder(officer(), second.resident_id, handover, alone, None, version(second))
    with pytest.raises(TwoPersonRefused, match="second officer"):
        handing.identify_holder(officer(), second.resident_id, handover, PROOF, None, version(second))
    proposal = agreed(proofing.propose_second(officer(), second.resident_id, Errand.HANDOVER))
    handing.identify_holder(officer(), second.resident_id, handover, PROOF, proposal, version(second))
    assert Identification.objects.get(resident_id=second.resident_id).alike == 1


def stocked_twin() -> list[Stocked]:
    """Somebody with another name and another picture of the same face, whose application two reviewers passed."""
    who = registered("見本　次郎", "ミホン ジロウ", birth=date(1990, 5, 6))
    settle()
    one = sent(begun_online(who, face(1, 1)))
    proposal = reviewing.propose_pass(clerk(), who, one.application_id)
    reviewing.approve_and_pass(clerk("second"), who, one.application_id, proposal)
    settle()
    make_cards()
    shipment = production.pack(centre(), "132217")
    assert shipment is not None
    production.send(centre(), shipment)
    settle()
    (card,) = cards.cards_of(who)
    stock.open_parcel(officer(), shipment)
    stock.unpack(officer(), shipment, card.serial, "A-2")
    settle()
    return [Stocked(who, card.card_id, card.serial, shipment)]
