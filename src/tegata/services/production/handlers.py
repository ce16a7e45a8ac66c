"""What the centre does when a card is ordered."""

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.cards.events import CardOrdered
from tegata.services.production import actions


@handles(CardOrdered, "production.enqueue")
def on_order(act: Act, event: CardOrdered) -> None:
    """Put it into the queue."""
    actions.enqueue(act, event.resident_id, event.card_id, event.application_id, event.town)
