"""From handover on: handed over, delivered by post, stopped and started again. For counter, hotline and the holder."""

from uuid import UUID

from django.db import transaction

from tegata.ground import outbox
from tegata.ground.act import Act
from tegata.rules.invalidity import Fall, Ground
from tegata.services.cards.actions.steps import chosen, end, keep, locked, locked_cards, reach, step
from tegata.services.cards.events import CardHandedOver, CardResumed, CardSuspended
from tegata.services.cards.rules import HELD, CardRefused, ReturnCause, State, Verb


@transaction.atomic
def handed_over(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """The holder, identified at the counter, has the card; the old one, if any, ends in the same act.

    Raises CardRefused, CardFallen, NotAllowed, ChangedMeanwhile.
    """
    _give(act, resident_id, card_id, Verb.HAND_OVER, shown)


@transaction.atomic
def delivered(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """Recipient-only mail brought the card to a holder who was identified at application. Raises as `handed_over`."""
    _give(act, resident_id, card_id, Verb.DELIVER, None)


@transaction.atomic
def suspend(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """Stop its use at once (一時停止): by phone, at the counter, or by the holder on the web. Raises CardRefused, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.SUSPEND)
    step(act, row, Verb.SUSPEND, shown=shown)
    keep(row)
    outbox.announce(act.at, CardSuspended(resident_id, card_id, row.town, act.today))


@transaction.atomic
def resume(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """The holder came with the card and was identified. Raises CardRefused, CardFallen, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.RESUME)
    step(act, row, Verb.RESUME, shown=shown)
    keep(row)
    outbox.announce(act.at, CardResumed(resident_id, card_id, row.town, act.today))


def _give(act: Act, resident_id: UUID, card_id: UUID, verb: Verb, shown: int | None) -> None:
    rows = locked_cards(resident_id)
    row = chosen(rows, card_id)
    reach(act, row, verb)
    if verb is Verb.DELIVER and row.handover != "post":
        raise CardRefused("this card is to be handed over at the counter; its holder was not identified at application")
    for old in rows:
        if old is not row and State(old.state) in HELD:
            cause = ReturnCause.LOST if old.state == State.SUSPENDED else ReturnCause.RENEWED
            end(act, old, Verb.SUPERSEDE, Fall(act.today, Ground.RETURNED), cause.why)
    step(act, row, verb, shown=shown)
    row.handed_over_on = act.today
    keep(row)
    first = all(other.handed_over_on is None for other in rows if other is not row)
    outbox.announce(act.at, CardHandedOver(resident_id, card_id, row.town, act.today, first))
