"""D1: ten ways to apply, from the printed form to an ordered card; the photo rules; and refusals that lose nothing."""

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from PIL import Image
from tests.journeys.rounds import register, settle
from tests.offices import START, clock
from tests.unit.services.applications import desk
from tests.unit.services.applications.desk import clerk, face, form_of, himself
from tests.unit.services.residents.newcomers import ELSEWHERE_IN_KIYOSE, registered

from tegata.cardspec.photo import PhotoError
from tegata.services.applications import queries
from tegata.services.applications.actions import beginning, passing_on, photographing, reviewing, sending
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.actions.sending import Sent
from tegata.services.applications.models import Application, Photo
from tegata.services.applications.rules.applicants import AppliedBy, MayNotApply
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.likeness import PhotoRefused
from tegata.services.applications.rules.tracing import MAIN_OFFICE, FormNoLonger, OneOpenAlready, WrongPair
from tegata.services.cards import api as cards
from tegata.services.residents import actions as events
from tegata.services.residents import api as residents
from tegata.services.residents.api import Days

pytestmark = [pytest.mark.django_db(transaction=True)]
BORN, NEWBORN = date(1990, 5, 6), date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def on_paper(who: UUID, image: bytes) -> Sent:
    """The clerk scans the form that came by post; its signature confirms the photo on it."""
    begun = beginning.begin_at_office(clerk(), who, Entry(Channel.PAPER, form_id=form_of(who)))
    photographing.take_photo(clerk(), who, begun.application_id, image)
    return sending.send_entered(clerk(), who, begun.application_id)


def by_proxy(who: UUID, image: bytes) -> Sent:
    """An agent brings form and photo; the applicant is asked by letter whether it is theirs."""
    begun = beginning.begin_at_office(clerk(), who, Entry(Channel.PROXY, AppliedBy.AGENT))
    photographing.take_photo(clerk(), who, begun.application_id, image)
    one = sending.send_entered(clerk(), who, begun.application_id)
    with pytest.raises(ValueError, match="side by side"):
        reviewing.pass_review(clerk("reviewer"), who, one.application_id)
    sending.confirm_by_letter(clerk(), who, one.application_id, desk.digest_of(begun))
    return one


def alone(channel: Channel) -> Callable[[UUID, bytes], Sent]:
    return lambda who, image: desk.applied(who, image, Entry(channel))


def before_staff(channel: Channel) -> Callable[[UUID, bytes], Sent]:
    return lambda who, image: desk.applied_at_counter(who, image, Entry(channel))


def from_abroad(who: UUID, image: bytes) -> Sent:
    today = register().today
    events.move_abroad(register(), who, Days(today, today), "フランス")
    settle()
    return before_staff(Channel.EMBASSY)(who, image)


def with_birth_notice(who: UUID, _: bytes) -> Sent:
    begun = beginning.begin_at_office(clerk(), who, Entry(Channel.NEWBORN, AppliedBy.REPRESENTATIVE))
    return sending.confirm_and_send(himself(who), who, begun.application_id, "")


WAYS: dict[Channel, Callable[[UUID, bytes], Sent]] = {
    Channel.PAPER: on_paper,
    Channel.WEB: alone(Channel.WEB),
    Channel.PHONE: alone(Channel.PHONE),
    Channel.BOOTH: alone(Channel.BOOTH),
    Channel.COUNTER: before_staff(Channel.COUNTER),
    Channel.VISIT: before_staff(Channel.VISIT),
    Channel.EMBASSY: from_abroad,
    Channel.PRISON: before_staff(Channel.PRISON),
    Channel.PROXY: by_proxy,
    Channel.NEWBORN: with_birth_notice,
}


def without_face() -> bytes:
    """A plain wall."""
    out = io.BytesIO()
    Image.new("RGB", (480, 600), "lightgray").save(out, "PNG")
    return out.getvalue()


def test_every_way_has_a_walk() -> None:
    assert set(WAYS) == set(Channel)


@pytest.mark.parametrize("channel", Channel)
def test_from_the_form_to_an_ordered_card(channel: Channel) -> None:
    birth = NEWBORN if channel is Channel.NEWBORN else BORN
    who = registered(birth=birth, since=max(birth, date(2026, 3, 20)))
    one = WAYS[channel](who, face(1) if channel is not Channel.NEWBORN else b"")
    view = queries.application(who, one.application_id)
    assert (view.channel, view.state) == (channel, "received")
    assert [letter.kind for letter in residents.letters(who)] == ["application received"], (
        "whoever did it, they are told"
    )
    if view.place == MAIN_OFFICE:
        listed = passing_on.pass_on(clerk(), view.town, MAIN_OFFICE, [one.receipt])
        assert passing_on.acknowledge(desk.centre(), listed, [one.receipt]) == 0
    reviewing.pass_review(clerk("reviewer"), who, one.application_id)
    settle()
    assert queries.application(who, one.application_id).state == "accepted"
    (card,) = cards.cards_of(who)
    assert (card.state, card.application_id) == (cards.State.ORDERED, one.application_id)


def test_a_photo_against_the_rules_is_told_and_the_draft_stays() -> None:
    who = registered()
    begun = desk.begun_online(who)
    for image in (b"no picture at all", face(1)[:2000], without_face()):
        with pytest.raises(PhotoError):
            photographing.take_photo(himself(who), who, begun.application_id, image)
    assert not Photo.objects.exists()
    photographing.take_photo(himself(who), who, begun.application_id, face(1))
    assert desk.sent(begun).state == "received"


def test_somebody_elses_picture_is_refused() -> None:
    first, second = registered(), registered("見本　太郎", "ミホン タロウ")
    desk.applied(first, face(1))
    begun = desk.begun_online(second)
    with pytest.raises(PhotoRefused, match="another resident"):
        photographing.take_photo(himself(second), second, begun.application_id, face(1))
    assert not Photo.objects.filter(resident_id=second).exists()


def test_the_id_alone_opens_nothing() -> None:
    who = registered()
    form = form_of(who)
    with pytest.raises(WrongPair):
        beginning.begin_online(himself(who), form, date(1990, 5, 7), Entry(Channel.WEB))
    with pytest.raises(WrongPair):
        beginning.begin_online(himself(who), "1" * 23, BORN, Entry(Channel.WEB))
    assert not Application.objects.exists()
    assert beginning.begin_online(himself(who), form, BORN, Entry(Channel.WEB)).resident_id == who


def test_who_may_not_apply_in_this_way_is_told_what_to_do() -> None:
    adult, child = registered(), registered("見本　一", "ミホン ハジメ", birth=date(2015, 5, 6))
    for who, entry in (
        (adult, Entry(Channel.NEWBORN, AppliedBy.REPRESENTATIVE)),
        (adult, Entry(Channel.EMBASSY)),
        (adult, Entry(Channel.COUNTER, AppliedBy.AGENT)),
        (child, Entry(Channel.COUNTER)),
    ):
        with pytest.raises(MayNotApply):
            beginning.begin_at_office(clerk(), who, entry)
    assert not Application.objects.exists()


def test_one_application_at_a_time_and_a_form_serves_once() -> None:
    who = registered()
    desk.applied(who, face(1))
    with pytest.raises((OneOpenAlready, FormNoLonger)):
        desk.applied_at_counter(who, face(1, 1))
    assert [one.state for one in queries.applications_of(who)] == ["received"]


def test_a_move_ends_what_was_applied_for_and_the_next_form_works() -> None:
    who = registered()
    one = desk.applied(who, face(1))
    today = register().today
    events.move_within(register(), who, Days(today, today), ELSEWHERE_IN_KIYOSE)
    settle()
    assert queries.application(who, one.application_id).state == "lapsed"
    assert desk.applied(who, face(1, 1)).state == "received"
