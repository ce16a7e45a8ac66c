"""Who is registered gets a number (Number Use Act art. 7(1))."""

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.numbering import actions
from tegata.services.residents.events import ResidentRegistered


@handles(ResidentRegistered, "numbering.assignment")
def assign_number(act: Act, fact: ResidentRegistered) -> None:
    """Once a resident: whoever has a number keeps it."""
    actions.assign(act, fact.resident_id, fact.town, fact.day)
