"""Cards for the tests: a synthetic resident, an accepted application, and a card walked to where a test wants it."""

from datetime import date
from itertools import count
from uuid import UUID

from tests.offices import act, clock
from tests.unit.services.residents.newcomers import registered

from tegata.ground.act import Act, system
from tegata.ground.ids import new_id
from tegata.ground.offices import Office
from tegata.rules.expiry import card_expiry
from tegata.services.applications.events import ApplicationAccepted
from tegata.services.cards import actions, api
from tegata.services.cards.api import CardView, State
from tegata.services.residents import api as residents

KIYOSE, CHIYODA = "132217", "131016"
_serials = count(1)


def town(code: str = KIYOSE) -> Act:
    """A clerk's act at the clock's moment."""
    return act(town=code)


def centre() -> Act:
    """An act of the issuing centre."""
    return act(office=Office.ISSUING_CENTRE, town=None)


def hotline() -> Act:
    """An act of the hotline."""
    return act(office=Office.HOTLINE, town=None)


def holder(resident_id: UUID) -> Act:
    """The holder's own act."""
    return Act(f"resident:{resident_id}", Office.PUBLIC, clock(), "own card")


def worker() -> Act:
    """The worker's act."""
    return system("test", clock())


def ordered(resident_id: UUID, reason: str = "first", handover: str = "collection", *, face_only: bool = False) -> UUID:
    """An accepted application's card."""
    today = worker().today
    town_code = residents.record(resident_id).town
    accepted = ApplicationAccepted(resident_id, new_id(clock()), town_code, today, reason, handover, face_only)
    return actions.order(worker(), accepted)


def made(resident_id: UUID, reason: str = "first", handover: str = "collection") -> UUID:
    """A card that was made today."""
    card_id = ordered(resident_id, reason, handover)
    today = worker().today
    person = residents.record(resident_id)
    expires = card_expiry(birth=person.birth, issued=today, residence=person.residence, stay_ends=person.stay_ends)
    serial = f"{next(_serials):016}"
    api.made(centre(), resident_id, card_id, serial=serial, expires=expires, made_on=today, maker=1)
    return card_id


def in_stock(resident_id: UUID, reason: str = "first") -> UUID:
    """A card that its town scanned in today."""
    card_id = made(resident_id, reason)
    api.shipped(centre(), resident_id, card_id)
    api.arrived(town(residents.record(resident_id).town), resident_id, card_id)
    return card_id


def held(resident_id: UUID | None = None, reason: str = "first") -> CardView:
    """A card handed over today, to a new resident if none is given."""
    who = resident_id or registered()
    card_id = in_stock(who, reason)
    api.handed_over(town(residents.record(who).town), who, card_id)
    found = api.card(who, card_id)
    assert found.state is State.HANDED_OVER
    return found


def again(card: CardView) -> CardView:
    """The card as it is now."""
    return api.card(card.resident_id, card.card_id)


def days_later(days: int) -> date:
    """Move the clock on. Returns the day."""
    clock.forward(days=days)
    return worker().today
