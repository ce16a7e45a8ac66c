"""What life does to cards: events that end them, changes of the record, clocks that run out. For handlers and daily tasks."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.rules.invalidity import Fall, Ground
from tegata.services.cards.actions.steps import end, keep, locked, locked_cards
from tegata.services.cards.models import Card, Fact
from tegata.services.cards.rules import ALIVE, HELD, WITH_OFFICE, State, Verb, touches, why_of


@transaction.atomic
def ended_by_event(act: Act, resident_id: UUID, ground: Ground, day: date) -> None:
    """A ground that is one event: every living card of the resident falls on its day. Told twice, it is one fact."""
    for row in locked_cards(resident_id):
        if not touches(ground, State(row.state)):
            continue
        Fact.objects.get_or_create(
            resident_id=resident_id,
            card_id=row.id,
            ground=ground.name,
            defaults={"id": new_id(act.at), "day": day},
        )
        if State(row.state) in WITH_OFFICE and day <= act.today:
            end(act, row, Verb.FALL, Fall(day, ground), why_of(ground, held=False))
        else:
            _settle(act, row)


@transaction.atomic
def record_changed(
    act: Act, resident_id: UUID, *, version: int, day: date, town: str, rewrite: bool, kept_abroad: bool = False
) -> None:
    """The record says something new: cards on the way to a town left behind end there, others owe a rewriting."""
    for row in locked_cards(resident_id):
        state = State(row.state)
        if state not in ALIVE:
            continue
        if state in WITH_OFFICE and town != row.town:
            end(act, row, Verb.FALL, Fall(act.today, Ground.RECORD_ERASED), why_of(Ground.RECORD_ERASED, held=False))
            continue
        row.town = town
        row.kept_abroad = row.kept_abroad or kept_abroad
        if rewrite and state is not State.ORDERED and version > row.shows_version:
            row.changed_on = row.changed_on or day
        _settle(act, row)


@transaction.atomic
def fall_due(act: Act, resident_id: UUID, card_id: UUID) -> bool:
    """End a card whose day has come, by what is known now. Returns whether it ended."""
    row = locked(resident_id, card_id)
    return State(row.state) in ALIVE and _settle(act, row)


def _settle(act: Act, row: Card) -> bool:
    keep(row)
    if row.falls_on is None or row.falls_on > act.today:
        return False
    ground = Ground[row.falls_by]
    end(act, row, Verb.FALL, Fall(row.falls_on, ground), why_of(ground, held=State(row.state) in HELD))
    return True
