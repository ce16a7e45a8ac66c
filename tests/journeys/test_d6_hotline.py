"""D6: a call stops a card at once, at any hour; OCSP says so after the worker's next round; a voice lifts nothing."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.journeys.rounds import GOOD, answered, browser, employed, in_use, settle
from tests.offices import START, clock
from tests.unit.services.counter.desk import DESK, identified, officer
from tests.unit.services.counter.desk import held as in_hand
from tests.unit.services.residents.newcomers import registered

from tegata.ground.worker import round_of_work
from tegata.pki.names import Kind
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView, State
from tegata.services.counter.actions import proofing, rewriting
from tegata.services.counter.rules.desk import Errand
from tegata.services.hotline import api as hotline
from tegata.services.hotline.models import Call
from tegata.services.residents import api as residents

pytestmark = [pytest.mark.django_db(transaction=True)]
CALLER = {"name": "見本花子", "birth": "1990-05-06"}
HELD = dict.fromkeys(GOOD, "certificateHold")
NEW_YEARS_NIGHT = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
"""Half past three in Japan, when no town hall is open."""


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.fixture
def card(country: Home) -> CardView:
    who = registered()
    settle()
    found = in_use(who)
    settle()
    assert answered(country, found) == GOOD
    return found


def again(card: CardView) -> State:
    return cards.card(card.resident_id, card.card_id).state


def called(desk: Client, happened: str, **caller: str) -> str:
    return str(desk.post("/hotline/", {"happened": happened, **(caller or CALLER)})["Location"])


def test_a_theft_is_stopped_within_the_call_at_night(country: Home, card: CardView) -> None:
    clock.moment = NEW_YEARS_NIGHT
    desk = browser(employed(Duty.HOTLINE, town=""))
    call = called(desk, "stolen")
    assert "The card is stopped" in desk.post(f"{call}stop", follow=True).content.decode()
    assert again(card) is State.SUSPENDED
    assert hotline.is_stopped(card.serial, clock().date()), "whoever is shown the card hears it in the same moment"
    while round_of_work():
        break  # one round of the worker, a fifth of a second after the stop
    assert answered(country, card) == HELD
    assert [letter.kind for letter in residents.letters(card.resident_id)] == ["card stopped"]


def test_a_loss_is_stopped_when_the_caller_is_known(country: Home, card: CardView) -> None:
    desk = browser(employed(Duty.HOTLINE, town=""))
    call = called(desk, "lost")
    assert "Not stopped yet" in desk.post(f"{call}stop", follow=True).content.decode()
    assert again(card) is State.HANDED_OVER
    for said in ("清瀬市中里五丁目842番地", "みほん はなこ"):
        desk.post(f"{call}answer", {"said": said})
    desk.post(f"{call}stop")
    assert again(card) is State.SUSPENDED
    settle()
    assert answered(country, card) == HELD


def test_who_is_not_found_stops_nobodys_card_and_the_call_is_kept(card: CardView) -> None:
    desk = browser(employed(Duty.HOTLINE, town=""))
    call = called(desk, "stolen", name="別人花子", birth="1990-05-06")
    assert "No record, or more than one" in desk.post(f"{call}stop", follow=True).content.decode()
    assert again(card) is State.HANDED_OVER
    assert Call.objects.get().decision == "not found"


def test_a_voice_lifts_nothing(country: Home, card: CardView) -> None:
    desk = browser(employed(Duty.HOTLINE, town=""))
    desk.post(f"{called(desk, 'stolen')}stop")
    page = desk.get(called(desk, "found again")).content.decode()
    assert "counter" in page or "town hall" in page
    settle()
    assert again(card) is State.SUSPENDED
    assert answered(country, card) == HELD


def test_while_the_authorities_are_away_the_stop_stands_and_the_hold_waits(country: Home, card: CardView) -> None:
    desk = browser(employed(Duty.HOTLINE, town=""))
    folder, gone = country.root / "ca", country.root / "gone"
    folder.rename(gone)
    try:
        desk.post(f"{called(desk, 'stolen')}stop")
        settle()
        assert again(card) is State.SUSPENDED
    finally:
        gone.rename(folder)
    settle()
    assert answered(country, card) == HELD


def test_a_found_card_works_again_after_the_counter_with_new_certificates(country: Home) -> None:
    one = in_hand()
    desk = browser(employed(Duty.HOTLINE, town=""))
    desk.post(f"{called(desk, 'stolen')}stop")
    settle()
    assert answered(country, one.card) == HELD
    with pytest.raises(proofing.NotIdentified):
        rewriting.begin(officer(), DESK, one.serial, Errand.RESUME, one.card_id)
    clock.forward(days=2)
    _, work = rewriting.begin(officer(), DESK, one.serial, Errand.RESUME, identified(one, Errand.RESUME))
    settle()
    rewriting.write_chip(officer(), one.resident_id, work, tuple(Kind))
    rewriting.finish(officer(), one.resident_id, work)
    settle()
    assert one.card.state is State.HANDED_OVER
    assert answered(country, one.card) == GOOD
