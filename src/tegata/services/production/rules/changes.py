"""What the issuing centre lets a desk do to a card that exists. It authorises what was ordered, and nothing that it is shown.

Sasebo 2023: a clerk set the PINs of cards that nobody had collected. So PINs are set by the holder's own act, on a card that is
being handed over or is in use, each code once, within minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from tegata.cardspec.applications import CARD_MANAGER_AID, PIN_REFERENCES
from tegata.cardspec.issuer_commands import CHALLENGE_SIZE
from tegata.pki.names import Kind
from tegata.rules.pins import PinKind

ORDER_LASTS = timedelta(minutes=15)
"""[guess] How long an order may be carried out."""
TIMES = 3
"""How often one reference may be set under one order: a holder's screen may lose its line and begin again."""


class Occasion(StrEnum):
    """Why a card that exists is touched."""

    HANDOVER = "handover"  # first PINs, by the holder at the counter
    PINS_OUT = "PINs out"  # a handover that came to nothing
    UNLOCK = "unlock"
    RESET = "reset"
    STORE = "store"  # signature password at a convenience store
    MOVE = "move"  # address, name: what the register says
    RENEWAL = "renewal"  # certificates with new keys
    EXTENSION = "extension"  # last day


class ChangeRefused(ValueError):
    """The centre gives no code. The text says why; nothing on the card has changed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which an occasion is authorised: the card's states, whose act redeems the order, what it touches."""

    states: frozenset[str]
    by_holder: bool = False
    pins: frozenset[PinKind] = frozenset()
    register: bool = False
    expiry: bool = False
    keys: frozenset[Kind] = frozenset()


_STOCK, _HELD = frozenset({"in stock"}), frozenset({"handed over"})
_ALL, _BOTH = frozenset(PinKind), frozenset(Kind)
TERMS: Mapping[Occasion, Terms] = MappingProxyType(
    {
        Occasion.HANDOVER: Terms(_STOCK, by_holder=True, pins=_ALL),
        Occasion.PINS_OUT: Terms(_STOCK, pins=_ALL),
        Occasion.UNLOCK: Terms(_HELD, pins=_ALL),
        Occasion.RESET: Terms(_HELD, by_holder=True, pins=_ALL),
        Occasion.STORE: Terms(_HELD, by_holder=True, pins=frozenset({PinKind.SIGNATURE})),
        Occasion.MOVE: Terms(_STOCK | _HELD, register=True, keys=_BOTH),
        Occasion.RENEWAL: Terms(_HELD, keys=_BOTH),
        Occasion.EXTENSION: Terms(_HELD, register=True, expiry=True, keys=_BOTH),
    }
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it is kept: how often each application may still be opened, the digest that may be committed."""

    occasion: Occasion
    resident: str
    ordered_by: str
    until: datetime
    left: Mapping[str, int]
    digest: bytes
    done: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a desk asks a code for."""

    actor: str
    at: datetime
    card_state: str
    card_valid: bool
    aid: bytes
    context: bytes


def references(kinds: tuple[PinKind, ...]) -> dict[str, int]:
    """How often each application may be opened to set these PINs."""
    left: dict[str, int] = {}
    for kind in kinds:
        for application, _ in PIN_REFERENCES[kind]:
            left[application.aid.hex()] = left.get(application.aid.hex(), 0) + TIMES
    return left


def require_orderable(occasion: Occasion, kinds: tuple[PinKind, ...], *, card_state: str, card_valid: bool) -> None:
    """Refuse an order that the card's state or the occasion does not allow. Raises ChangeRefused."""
    terms = TERMS[occasion]
    if card_state not in terms.states:
        raise ChangeRefused(f"{occasion.value}: the card is {card_state}; the centre authorises nothing for it")
    if not card_valid:
        raise ChangeRefused("the card is invalid; take an application for a new one")
    if not set(kinds) <= terms.pins:
        raise ChangeRefused(f"{occasion.value}: this PIN is not set on this occasion")


def require_authorised(order: Ordered, asked: Asked) -> None:
    """Refuse a code for anything that was not ordered, by anybody else, or too late. Raises ChangeRefused."""
    terms = TERMS[order.occasion]
    redeemer = f"resident:{order.resident}" if terms.by_holder else order.ordered_by
    if asked.actor != redeemer:
        who = "the holder, on a screen of their own" if terms.by_holder else "whoever ordered it"
        raise ChangeRefused(f"{order.occasion.value}: only {who} can carry this out")
    if order.done or asked.at >= order.until:
        raise ChangeRefused("this order has been carried out or has run out; order it anew")
    if asked.card_state not in terms.states or not asked.card_valid:
        raise ChangeRefused(f"the card is {asked.card_state} now; the centre authorises nothing for it")
    _require_fits(order, asked)


def _require_fits(order: Ordered, asked: Asked) -> None:
    if asked.aid != CARD_MANAGER_AID:
        if asked.context or order.left.get(asked.aid.hex(), 0) < 1:
            raise ChangeRefused("the centre ordered no PIN in this application; stop, and look at the desk")
        return
    if order.left:
        raise ChangeRefused("this order is about PINs; nothing else of the card may change")
    if asked.context and asked.context != order.digest:
        raise ChangeRefused("what the desk would write is not what was ordered; stop, and look at the desk")


def context_of(challenge_and_context: bytes) -> bytes:
    """What stands behind the challenge. Raises ChangeRefused for a message that has none."""
    if len(challenge_and_context) < CHALLENGE_SIZE:
        raise ChangeRefused("a desk asks with the card's challenge; this is none")
    return challenge_and_context[CHALLENGE_SIZE:]
