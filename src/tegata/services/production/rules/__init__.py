"""Decisions of the issuing centre: the life of an order, who may take it up, and what a card read back must say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tegata.rules.sex import Sex

LEASE = timedelta(minutes=2)
"""How long a maker may take for a card before another takes the order up. Making takes about a second."""
PAUSE = timedelta(seconds=5)
"""How long an order rests when an authority is away."""
MOST_ATTEMPTS = 3
"""Cards thrown away by quality control before a person has to look."""
LARGEST_SHIPMENT = 500


class State(StrEnum):
    """An order's way through the centre."""

    WAITING = "waiting"
    MAKING = "making"
    CHECKED = "checked"  # made, read back and found right
    PACKED = "packed"
    SENT = "sent"
    STOPPED = "stopped"  # a person has to look
    WITHDRAWN = "withdrawn"  # cancelled before it was begun


NEXT: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.MAKING, State.STOPPED, State.WITHDRAWN}),
    State.MAKING: frozenset({State.CHECKED, State.WAITING, State.STOPPED}),
    State.CHECKED: frozenset({State.PACKED}),
    State.PACKED: frozenset({State.SENT}),
    State.SENT: frozenset(),
    State.STOPPED: frozenset({State.WAITING, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}


class WrongState(ValueError):
    """The order is not where this act finds it. The text names both states."""


class NotAsOrdered(ValueError):
    """Quality control: the card says something else than its order. `field` names it, never the value."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the {field} on the card is not the one that was ordered")
        self.field = field


def require_step(now: State, then: State) -> None:
    """Refuse a step that an order cannot make. Raises WrongState."""
    if then not in NEXT[now]:
        raise WrongState(f"an order that is {now} does not become {then}")


def may_take_up(state: State, leased_until: datetime | None, now: datetime) -> bool:
    """Whether a maker may take an order up: it waits, or whoever made it is gone."""
    return state is State.WAITING or (state is State.MAKING and leased_until is not None and leased_until <= now)


def after_a_fault(attempts: int) -> State:
    """Where an order goes whose card was thrown away."""
    return State.STOPPED if attempts >= MOST_ATTEMPTS else State.WAITING


@dataclass(frozen=True, slots=True, repr=False)
class CardSays:
    """What is ordered, and what the reader found on the finished card: the same form, to be the same."""

    name: str
    address: str
    birth: date
    sex: Sex
    expiry: date
    serial: str
    municipality: str
    portrait: bytes
    certificate: bytes | None
    can_sign: bool


def inspect(ordered: CardSays, found: CardSays) -> None:
    """Quality control: chip, face and application agree in every field. Raises NotAsOrdered of the first that does not."""
    for field in CardSays.__slots__:
        if getattr(ordered, field) != getattr(found, field):
            raise NotAsOrdered(field)
