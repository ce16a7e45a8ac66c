"""Applying by ID and at the counter: what is bound to what, who may, what is told, and what is refused."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from tests.offices import START, clock
from tests.unit.services.applications.desk import (
    COUNTER,
    PINS,
    POSTED,
    WEB,
    accepted,
    applied,
    applied_at_counter,
    at_centre,
    begun_at_counter,
    begun_online,
    carded,
    centre,
    clerk,
    digest_of,
    doubts,
    face,
    form_of,
    himself,
    queries,
    registered,
    sent,
    state_of,
)

from tegata.cardspec.photo import PhotoError
from tegata.ground.act import NotAllowed
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.models import AuditEntry, Event
from tegata.ground.ports import plugged
from tegata.rules.pins import PinFormatError, PinKind
from tegata.services.applications.actions import beginning, making, photographing, reviewing, sending
from tegata.services.applications.models import Application, Photo
from tegata.services.applications.rules.applicants import AppliedBy, WrongApplicant, WrongWay
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.documents import Document
from tegata.services.applications.rules.likeness import PhotoRefused
from tegata.services.applications.rules.sealing import NotSealedForThis, unseal
from tegata.services.applications.rules.states import NotNow, State
from tegata.services.applications.rules.tracing import (
    AnotherPicture,
    FormNoLonger,
    NoPhoto,
    NotIdentified,
    OneOpenAlready,
    TooManyTries,
    WrongPair,
)
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 6)


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.fixture
def hanako() -> UUID:
    return registered()


def test_the_whole_way_by_web(hanako: UUID) -> None:
    one = applied(hanako, face(1))
    assert state_of(one) == State.RECEIVED
    assert [letter.kind for letter in residents.letters(hanako)] == ["application received"]
    accepted(one)
    assert state_of(one) == State.ACCEPTED
    making.mark_making(centre(), hanako, one.application_id)
    making.mark_making(centre(), hanako, one.application_id)
    making.mark_made(centre(), hanako, one.application_id)
    assert state_of(one) == State.MADE
    assert queries.photo(hanako, one.application_id) == face(1)
    kinds = list(
        Event.objects.filter(resident_id=hanako, kind__startswith="applications").values_list("kind", flat=True)
    )
    assert kinds == ["applications.ApplicationReceived", "applications.ApplicationAccepted"]
    assert [one.resident_id for one in queries.faces_of_town("132217")] == [hanako]


def test_the_whole_way_at_the_counter_by_post(hanako: UUID) -> None:
    begun = begun_at_counter(hanako, face(1), POSTED)
    one = sent(begun, PINS)
    with pytest.raises(NotIdentified):
        reviewing.pass_review(clerk(), hanako, one.application_id)
    reviewing.identify(clerk(), hanako, one.application_id, [Document.LICENCE])
    at_centre(one)
    accepted(one)
    sealed = queries.application(hanako, one.application_id).sealed_pins
    key = plugged("centre-seal").private_key()
    assert unseal(key, sealed, hanako, one.application_id) == PINS | {PinKind.SIGNATURE: "ABC123"}
    with pytest.raises(NotSealedForThis):
        unseal(key, sealed, hanako, hanako)
    making.mark_making(centre(), hanako, one.application_id)
    making.mark_made(centre(), hanako, one.application_id)
    assert queries.application(hanako, one.application_id).sealed_pins == b""


def test_pins_are_those_of_the_card_and_none_is_kept_open(hanako: UUID) -> None:
    begun = begun_at_counter(hanako, face(1), POSTED)
    for wrong in ({}, PINS | {PinKind.TEXT: "12"}, {PinKind.TEXT: "1111"}):
        with pytest.raises((WrongWay, PinFormatError)):
            sent(begun, wrong)
    one = sent(begun, PINS)
    row = Application.objects.get(resident_id=hanako, id=one.application_id)
    assert not any(pin.encode() in bytes(row.sealed_pins) for pin in PINS.values())


def test_a_clerk_does_not_confirm_for_the_applicant(hanako: UUID) -> None:
    begun = begun_at_counter(hanako, face(1))
    with pytest.raises(NotAllowed):
        sending.confirm_and_send(clerk(), hanako, begun.application_id, digest_of(begun))
    with pytest.raises(WrongWay):
        sending.send_entered(clerk(), hanako, begun.application_id)
    assert state_of(begun) == State.BEGUN


def test_what_was_shown_is_what_is_sent(hanako: UUID) -> None:
    begun = begun_at_counter(hanako, face(1))
    shown = digest_of(begun)
    again = photographing.take_photo(clerk(), hanako, begun.application_id, face(1, 1))
    with pytest.raises(AnotherPicture):
        sending.confirm_and_send(himself(hanako), hanako, begun.application_id, shown)
    with pytest.raises(ChangedMeanwhile):
        sending.confirm_and_send(himself(hanako), hanako, begun.application_id, digest_of(again), shown=begun.version)
    assert Photo.objects.filter(resident_id=hanako).count() == 1


def test_nobody_else_touches_a_draft(hanako: UUID) -> None:
    other = registered("見本　次郎", "ミホン ジロウ")
    begun = begun_online(hanako)
    for someone in (himself(other), clerk(), clerk(town="131016")):
        with pytest.raises(NotAllowed):
            photographing.take_photo(someone, hanako, begun.application_id, face(1))
    at_counter = begun_at_counter(other)
    with pytest.raises(NotAllowed):
        photographing.take_photo(himself(other), other, at_counter.application_id, face(2))
    with pytest.raises(NotAllowed):
        beginning.begin_at_office(clerk(town="131016"), other, COUNTER)


def test_the_application_id_needs_its_birth_date_and_patience(hanako: UUID) -> None:
    form = form_of(hanako)
    for _ in range(5):
        with pytest.raises(WrongPair):
            beginning.knock(himself(hanako), form, date(1990, 5, 7))
    with pytest.raises(TooManyTries):
        beginning.knock(himself(hanako), form, BORN)
    clock.forward(hours=1, minutes=1)
    assert beginning.knock(himself(hanako), form, BORN) == hanako
    assert AuditEntry.objects.filter(verb="applications knock", outcome="refused").count() == 5


def test_an_unknown_id_says_the_same_as_a_wrong_birth_date(hanako: UUID) -> None:
    with pytest.raises(WrongPair) as unknown:
        beginning.knock(himself(hanako), "0" * 23, BORN)
    with pytest.raises(WrongPair) as wrong:
        beginning.knock(himself(hanako), form_of(hanako), date(1990, 5, 7))
    assert str(unknown.value) == str(wrong.value)


def test_one_open_application_a_resident(hanako: UUID) -> None:
    first, second = begun_online(hanako, face(1)), begun_online(hanako, face(1, 1))
    sent(first)
    with pytest.raises((OneOpenAlready, FormNoLonger)):
        sent(second)
    third = begun_at_counter(hanako, face(1, 2))
    with pytest.raises(OneOpenAlready):
        sent(third)
    assert [one.state for one in queries.applications_of(hanako)] == [State.RECEIVED]


def test_a_form_is_used_once_and_dies_with_its_record(hanako: UUID) -> None:
    form = form_of(hanako)
    begun = beginning.begin_online(himself(hanako), form, BORN, WEB)
    photographing.take_photo(himself(hanako), hanako, begun.application_id, face(1))
    sent(begun)
    with pytest.raises(FormNoLonger):
        beginning.begin_online(himself(hanako), form, BORN, WEB)


def test_without_photo_nothing_is_sent(hanako: UUID) -> None:
    begun = begun_online(hanako)
    with pytest.raises(NoPhoto):
        sent(begun)
    with pytest.raises(PhotoError):
        photographing.take_photo(himself(hanako), hanako, begun.application_id, b"no picture")


def test_a_child_under_fifteen_is_represented_and_has_no_signature(hanako: UUID) -> None:
    child = registered("見本　一", "ミホン ハジメ", birth=date(2015, 5, 6))
    with pytest.raises(WrongApplicant):
        begun_online(child, birth=date(2015, 5, 6))
    by_mother = replace(WEB, by=AppliedBy.REPRESENTATIVE)
    begun = begun_online(child, face(5, age=10), by_mother, date(2015, 5, 6))
    assert not queries.application(child, begun.application_id).wishes.wants_sign


def test_another_photo_is_asked_for_and_confirmed(hanako: UUID) -> None:
    one = applied_at_counter(hanako, face(1))
    reviewing.ask_photo(clerk(), hanako, one.application_id, "Blurred")
    assert state_of(one) == State.PHOTO_PROBLEM
    with pytest.raises(NotNow):
        reviewing.pass_review(clerk(), hanako, one.application_id)
    begun = photographing.take_photo(clerk(), hanako, one.application_id, face(1, 1))
    assert state_of(one) == State.RECEIVED
    with pytest.raises(ValueError, match="side by side"):
        reviewing.pass_review(clerk(), hanako, one.application_id)
    sending.confirm_later(himself(hanako), hanako, one.application_id, digest_of(begun))
    reviewing.pass_review(clerk(), hanako, one.application_id)
    assert state_of(one) == State.REVIEWED


def test_two_clerks_at_once(hanako: UUID) -> None:
    one = applied(hanako, face(1))
    shown = queries.application(hanako, one.application_id).version
    reviewing.pass_review(clerk("a"), hanako, one.application_id, shown=shown)
    with pytest.raises(ChangedMeanwhile):
        reviewing.ask_photo(clerk("b"), hanako, one.application_id, "Blurred", shown=shown)
    assert state_of(one) == State.REVIEWED


def test_ones_own_face_again_is_no_doubt_and_the_same_picture_years_later_is(hanako: UUID) -> None:
    carded(hanako, face(1))
    clock.forward(days=400)
    again = begun_at_counter(hanako, face(1, 1))
    assert doubts(again) == []
    with pytest.raises(PhotoRefused, match="six months"):
        photographing.take_photo(clerk(), hanako, again.application_id, face(1))


def test_paper_is_bound_to_the_form_that_came(hanako: UUID) -> None:
    form = form_of(hanako)
    other = registered("見本　次郎", "ミホン ジロウ")
    paper = replace(COUNTER, channel=Channel.PAPER, form_id=form, branch="yotsukura")
    with pytest.raises(FormNoLonger):
        beginning.begin_at_office(clerk(), other, paper)
    begun = beginning.begin_at_office(clerk(), hanako, paper)
    photographing.take_photo(clerk(), hanako, begun.application_id, face(1))
    one = sending.send_entered(clerk(), hanako, begun.application_id)
    view = queries.application(hanako, one.application_id)
    assert (view.place, view.confirmed, view.in_person) == ("yotsukura", True, True)
