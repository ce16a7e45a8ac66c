"""From the order to the town's stock: ordered, made, shipped, arrived. For handlers, production and counter, through the door."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.rules.expiry import card_expiry, longest_card_expiry
from tegata.services.applications.events import ApplicationAccepted
from tegata.services.cards.actions.steps import keep, locked, locked_cards, reach, step
from tegata.services.cards.events import CardMade, CardOrdered
from tegata.services.cards.models import Card, CardHolder, CardSerial, LifeLine
from tegata.services.cards.rules import CardRefused, State, Verb
from tegata.services.residents import api as residents


class SerialTaken(CardRefused):
    """Another card bears this serial number."""


@transaction.atomic
def order(act: Act, accepted: ApplicationAccepted) -> UUID:
    """Order the card of an accepted application, once. For this room's handler. Returns its id."""
    for row in locked_cards(accepted.resident_id):
        if row.application_id == accepted.application_id:
            return row.id
    row = Card(
        resident_id=accepted.resident_id,
        id=new_id(act.at),
        application_id=accepted.application_id,
        town=accepted.town,
        state=State.ORDERED.value,
        since=act.at,
        reason=accepted.reason,
        handover=accepted.handover,
        face_only=accepted.face_only,
        received=accepted.received,
    )
    row.save(force_insert=True)
    CardHolder(card_id=row.id, resident_id=row.resident_id).save(force_insert=True)
    first = LifeLine(resident_id=row.resident_id, id=new_id(act.at), card_id=row.id, number=row.version)
    first.verb, first.state, first.at, first.actor = "order", row.state, act.at, act.actor
    first.save(force_insert=True)
    audit.record(act, "cards order", subject=row.resident_id, thing=row.id)
    outbox.announce(act.at, CardOrdered(row.resident_id, row.id, row.application_id, row.town))
    return row.id


@transaction.atomic
def made(act: Act, resident_id: UUID, card_id: UUID, *, serial: str, expires: date, made_on: date, maker: int) -> None:
    """The card was made, read back and found right. Told twice, it is one card.

    Raises CardRefused (cancelled meanwhile; an expiry that is not the law's), SerialTaken.
    """
    row = locked(resident_id, card_id)
    if row.serial == serial and row.state == State.MADE:
        return
    step(act, row, Verb.MAKE)
    _check_and_date(row, expires, made_on)
    _register_serial(row, serial)
    row.serial, row.maker, row.made_on, row.expires = serial, maker, made_on, expires
    keep(row)
    outbox.announce(act.at, CardMade(row.resident_id, row.id, row.application_id, row.town, made_on, expires))


@transaction.atomic
def shipped(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The card left the issuing centre. Told twice, it left once. Raises CardRefused."""
    row = locked(resident_id, card_id)
    if row.state == State.SHIPPED:
        return
    step(act, row, Verb.SHIP)
    keep(row)


@transaction.atomic
def arrived(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The town scanned the card in; one that came back from the post too. Raises CardRefused, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.ARRIVE)
    step(act, row, Verb.ARRIVE)
    row.in_stock_since = act.today
    keep(row)


def _check_and_date(row: Card, expires: date, made_on: date) -> None:
    person = residents.record(row.resident_id)
    by_law = card_expiry(
        birth=person.birth,
        issued=made_on,
        received=row.received,
        residence=person.residence,
        stay_ends=person.stay_ends,
    )
    if expires != by_law:
        raise CardRefused(f"the card says that it ends on {expires}; by law it ends on {by_law}. Make it anew")
    row.longest = longest_card_expiry(birth=person.birth, issued=made_on, received=row.received)
    row.stay_ends = person.stay_ends if person.residence.has_period_of_stay else None
    row.shows_version = person.version


def _register_serial(row: Card, serial: str) -> None:
    mine = CardSerial(serial=serial, resident_id=row.resident_id, card_id=row.id)
    CardSerial.objects.bulk_create([mine], ignore_conflicts=True)
    if CardSerial.objects.values_list("card_id", flat=True).get(serial=serial) != row.id:
        raise SerialTaken("another card bears this serial number; take the card out and look into it")
