"""What happens to cards when another room announces something."""

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.rules.invalidity import Ground
from tegata.rules.life_events import LifeEvent
from tegata.services.applications.events import ApplicationAccepted, ApplicationClosed
from tegata.services.cards import actions, queries
from tegata.services.cards.rules import State
from tegata.services.numbering.events import NumberChanged
from tegata.services.residents.events import LifeEventRecorded

EVENTS = {kind.value: kind for kind in LifeEvent}


@handles(ApplicationAccepted, "cards.order")
def order(act: Act, event: ApplicationAccepted) -> None:
    """A card is ordered, once."""
    actions.order(act, event)


@handles(ApplicationClosed, "cards.cancel order")
def cancel_order(act: Act, event: ApplicationClosed) -> None:
    """An application that ended takes its order with it, as long as nothing was made."""
    for card in queries.cards_of(event.resident_id):
        if card.application_id == event.application_id and card.state is State.ORDERED:
            actions.discard(act, card.resident_id, card.card_id)


@handles(LifeEventRecorded, "cards.life event")
def life_event(act: Act, event: LifeEventRecorded) -> None:
    """The ten grounds that come from the resident record, and what has to be rewritten."""
    kind = EVENTS[event.event]
    if kind.effect.ground is not None:
        actions.ended_by_event(act, event.resident_id, kind.effect.ground, event.event_day)
        return
    actions.record_changed(
        act,
        event.resident_id,
        version=event.version,
        day=event.notice_day,
        town=event.town,
        rewrite=kind.effect.rewrite and event.four_attributes,
        kept_abroad=kind is LifeEvent.MOVE_ABROAD_KEEPING_CARD,
    )


@handles(NumberChanged, "cards.number changed")
def number_changed(act: Act, event: NumberChanged) -> None:
    """Cards that show the old number fall (Order 14(8))."""
    actions.ended_by_event(act, event.resident_id, Ground.NUMBER_CHANGED, event.day)
