"""What the counter does when another room announces something."""

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.cards.events import CardInvalidated
from tegata.services.counter.actions import stock


@handles(CardInvalidated, "counter.card ended")
def card_ended(act: Act, event: CardInvalidated) -> None:
    """A card that lies in stock and fell invalid is to go into the bin."""
    stock.card_ended(act, event.card_id)
