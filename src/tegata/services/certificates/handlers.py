"""What happens to certificates when another room announces something. The end of a card is the end of its certificates."""

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.pki.revocation import LifeEvent
from tegata.services.cards.events import CardInvalidated, CardMade, CardResumed, CardSuspended
from tegata.services.certificates import actions, queries, rules
from tegata.services.residents.events import LifeEventRecorded


@handles(LifeEventRecorded, "certificates.attributes changed")
def attributes_changed(act: Act, event: LifeEventRecorded) -> None:
    """A signature certificate says the four attributes, and ends with them (JPKI Act art. 12)."""
    if rules.ends_signature(event.event, four_attributes=event.four_attributes):
        actions.attributes_changed(act, event.resident_id, event.version, event.town)


@handles(CardInvalidated, "certificates.card invalidated")
def card_invalidated(act: Act, event: CardInvalidated) -> None:
    """Certificates do not outlive their card; the reason is that of the event."""
    found = rules.event_of_end(event.ground, event.why, was_held=event.was_held)
    if found is not None:
        actions.end(act, event.resident_id, event.card_id, found)


@handles(CardSuspended, "certificates.card suspended")
def card_suspended(act: Act, event: CardSuspended) -> None:
    """Both are held."""
    actions.end(act, event.resident_id, event.card_id, LifeEvent.LOSS_REPORTED_BY_PHONE)


@handles(CardResumed, "certificates.card resumed")
def card_resumed(act: Act, event: CardResumed) -> None:
    """Holds are lifted where the policy allows it; where not, the counter issues new certificates."""
    actions.resume(act, event.resident_id, event.card_id)


@handles(CardMade, "certificates.card made")
def card_made(act: Act, event: CardMade) -> None:
    """Quality control read them back from the chip. Heard late, it says nothing of what the counter put there since."""
    if not any(one.on_card for one in queries.certificates_of(event.resident_id, event.card_id)):
        actions.installed(act, event.resident_id, event.card_id)
