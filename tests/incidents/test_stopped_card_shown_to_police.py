"""A stolen card is shown to the police as proof of identity. Osaka, 2023-02-26.

The holder had reported the theft to the line that is open day and night before the arrest; nobody asked it. The card agreed with
what the girl said and with her face, so she was charged under the holder's name. Here whoever is shown a card asks with its
number alone, sees the stop in the moment it is made, and the asking is on record.
"""

from datetime import date

import pytest
from tests.offices import act, clock
from tests.unit.services.cards.living import again, town
from tests.unit.services.certificates.asking import Away, right, settle, states, with_certificates
from tests.unit.services.certificates.conftest import authorities, founded, keys  # noqa: F401

from tegata.ground.act import Act
from tegata.ground.models import AuditEntry
from tegata.ground.offices import Office
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView, State
from tegata.services.hotline import actions, api
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.rules import Happened, Shown
from tegata.services.residents.permissions import Permission as Register

pytestmark = pytest.mark.django_db
HELD = {"auth": ("held", "certificateHold"), "sign": ("held", "certificateHold")}
GOOD = {"auth": ("good", ""), "sign": ("good", "")}


@pytest.fixture
def stolen(authorities: Away, keys: list[bytes]) -> CardView:  # noqa: F811
    card = with_certificates(keys)
    settle()
    return card


def police() -> Act:
    return act(Permission.CHECK, who="police", office=Office.AUDIT, town=None)


def report() -> None:
    desk = act(Permission.TAKE_CALL, Register.SEARCH_NATIONWIDE, who="night", office=Office.HOTLINE, town=None)
    call = actions.take_call(desk, Happened.STOLEN, name="見本花子", birth=date(1990, 5, 6))
    actions.stop(desk, call)


def test_the_stop_is_seen_in_the_moment_it_is_made(stolen: CardView) -> None:
    assert actions.check(police(), stolen.serial).shown is Shown.IN_USE
    report()
    assert actions.check(police(), stolen.serial).shown is Shown.STOPPED, "no worker ran, no clock moved"
    assert api.is_stopped(stolen.serial, police().today)


def test_the_chip_is_no_better_than_the_card(stolen: CardView) -> None:
    """Who reads the chip instead of asking meets held certificates after one round of the worker."""
    report()
    settle()
    assert states(stolen) == HELD
    assert right()


def test_an_authority_that_is_away_does_not_delay_the_stop(stolen: CardView, authorities: Away) -> None:  # noqa: F811
    authorities.take_away()
    report()
    settle()
    assert again(stolen).state is State.SUSPENDED
    assert api.is_stopped(stolen.serial, police().today)
    assert states(stolen) == GOOD, "what the authority was not told is not claimed"
    authorities.bring_back()
    settle()
    assert states(stolen) == HELD
    assert right()


def test_a_checker_learns_nothing_of_the_holder_and_leaves_a_trace(stolen: CardView) -> None:
    report()
    found = actions.check(police(), stolen.serial)
    assert (found.shown, found.since) == (Shown.STOPPED, police().today)
    entry = AuditEntry.objects.filter(verb="hotline check").latest("number")
    assert (entry.actor, entry.facts, entry.subject) == ("staff:police", '{"shown":"stopped"}', None)


def test_a_number_that_nobody_has_is_no_proof(stolen: CardView) -> None:
    assert api.is_stopped("9" * 16, police().today)


def test_it_stays_stopped_until_the_holder_is_seen(stolen: CardView) -> None:
    report()
    clock.forward(days=38)
    assert api.is_stopped(stolen.serial, police().today), "the day of the trial"
    cards.resume(town(), stolen.resident_id, stolen.card_id)
    assert not api.is_stopped(stolen.serial, police().today)
