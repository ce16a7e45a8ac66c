"""The end of a card by somebody's act: returned, lost, ordered back, discarded before handover, destroyed."""

from uuid import UUID

from django.db import transaction

from tegata.ground.act import Act
from tegata.rules.invalidity import Fall, Ground
from tegata.services.cards.actions.steps import end, keep, locked, reach, step
from tegata.services.cards.rules import ReturnCause, Verb, Why


@transaction.atomic
def returned(act: Act, resident_id: UUID, card_id: UUID, cause: ReturnCause, shown: int | None = None) -> None:
    """Given back of one's own will, or reported lost or broken at the counter (Order 14(9)). Raises CardRefused, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.TAKE_BACK)
    end(act, row, Verb.TAKE_BACK, Fall(act.today, Ground.RETURNED), cause.why, shown=shown)


@transaction.atomic
def return_ordered(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """Ordered back, for the card rests on an error or on a lie (Order 14(10)). Raises CardRefused, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.ORDER_RETURN)
    end(act, row, Verb.ORDER_RETURN, Fall(act.today, Ground.RETURN_ORDERED), Why.OTHER, shown=shown)


@transaction.atomic
def discard(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """End a card that nobody has yet: spoilt, missing, cancelled. Its certificates end unused. Raises CardRefused, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.DISCARD)
    end(act, row, Verb.DISCARD, Fall(act.today, Ground.RETURN_ORDERED), Why.DISCARDED, shown=shown)


@transaction.atomic
def destroyed(act: Act, resident_id: UUID, card_id: UUID, shown: int | None = None) -> None:
    """The plastic went through the shredder. Raises CardRefused, NotAllowed."""
    row = locked(resident_id, card_id)
    reach(act, row, Verb.DESTROY)
    step(act, row, Verb.DESTROY, shown=shown)
    keep(row)
