"""Who is registered gets a number (Number Use Act art. 7(1))."""

from collections.abc import Sequence

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.numbering import actions, queries
from tegata.services.residents.events import ResidentRegistered


def assign_numbers(act: Act, facts: Sequence[ResidentRegistered]) -> None:
    """The same for many: those of a register that was taken over have theirs already."""
    has = queries.with_numbers(fact.resident_id for fact in facts)
    for fact in facts:
        if fact.resident_id not in has:
            actions.assign(act, fact.resident_id, fact.town, fact.day)


@handles(ResidentRegistered, "numbering.assignment", together=assign_numbers)
def assign_number(act: Act, fact: ResidentRegistered) -> None:
    """Once a resident: whoever has a number keeps it."""
    actions.assign(act, fact.resident_id, fact.town, fact.day)
