"""What every verb does alike: lock the resident's cards, decide, write the step down, set the days that run."""

from uuid import UUID

from tegata.ground import audit, outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.concurrency import require_version
from tegata.ground.ids import new_id
from tegata.ground.offices import Office
from tegata.rules.invalidity import Fall
from tegata.services.cards.events import CardInvalidated
from tegata.services.cards.models import Card, LifeLine
from tegata.services.cards.queries import UnknownCard, facts_of
from tegata.services.cards.rules import (
    HELD,
    Agenda,
    State,
    Told,
    Verb,
    Why,
    agenda_before_handover,
    agenda_of_held,
    next_state,
)


def locked_cards(resident_id: UUID) -> list[Card]:
    """All cards of a resident, locked: two desks at once follow one another."""
    return list(Card.objects.select_for_update().filter(resident_id=resident_id).order_by("id"))


def chosen(rows: list[Card], card_id: UUID) -> Card:
    """The card of this id. Raises UnknownCard."""
    for row in rows:
        if row.id == card_id:
            return row
    raise UnknownCard


def locked(resident_id: UUID, card_id: UUID) -> Card:
    """One card, all of its holder's locked. Raises UnknownCard."""
    return chosen(locked_cards(resident_id), card_id)


def reach(act: Act, row: Card, verb: Verb) -> None:
    """Refuse an act of another town, and of a resident on somebody else's card. Raises NotAllowed."""
    if act.town not in (None, row.town):
        raise NotAllowed(f"cards:card:{verb.value.replace(' ', '-')}", row.town)
    if act.office is Office.PUBLIC and act.actor != f"resident:{row.resident_id}":
        raise NotAllowed("to be the holder of this card")


def step(act: Act, row: Card, verb: Verb, *, shown: int | None = None, ground: str = "") -> None:
    """Take a step: state, version, life line, audit. The caller sets the other fields and saves by `keep`."""
    require_version(shown, row.version)
    state = next_state(verb, State(row.state), act.office.value, falls_on=row.falls_on, today=act.today)
    if state != row.state:
        row.since = act.at
    row.state = state.value
    row.version += 1
    LifeLine(
        resident_id=row.resident_id,
        id=new_id(act.at),
        card_id=row.id,
        number=row.version,
        verb=verb.value,
        state=row.state,
        at=act.at,
        actor=act.actor,
        ground=ground,
    ).save(force_insert=True)
    audit.record(act, f"cards {verb.value}", subject=row.resident_id, thing=row.id)


def keep(row: Card) -> None:
    """Set the days that run for the card by what is known now, and save it."""
    agenda = _agenda(row)
    row.falls_on, row.falls_by = agenda.falls_on, agenda.falls_by.name if agenda.falls_by else ""
    row.notice_on, row.warn_on, row.rewrite_since = agenda.notice_on, agenda.warn_on, agenda.rewrite_since
    row.save()


def end(act: Act, row: Card, verb: Verb, fall: Fall, why: Why, *, shown: int | None = None) -> None:
    """End a card for good and announce it."""
    was_held = State(row.state) in HELD
    step(act, row, verb, shown=shown, ground=fall.ground.name)
    row.invalid_on, row.ground, row.why = fall.day, fall.ground.name, why.value
    keep(row)
    outbox.announce(
        act.at,
        CardInvalidated(row.resident_id, row.id, row.town, fall.ground.name, why.value, fall.day, was_held),
    )


def _agenda(row: Card) -> Agenda:
    state = State(row.state)
    facts = facts_of(row)
    if state in HELD and facts is not None:
        return agenda_of_held(facts, Told(row.noticed, row.warned), stay_ends=row.stay_ends, changed_on=row.changed_on)
    if state in (State.INVALID, State.DESTROYED):
        return Agenda()
    return agenda_before_handover(facts, row.in_stock_since if state is State.IN_STOCK else None)
