"""Decisions about a card's life: which verb leads from which state to which, by whom; when it falls; what is due when.

The grounds and clocks of invalidity are rules.invalidity's; this says which facts of a person touch which card.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tegata.rules.expiry import notice_window, renewal_opens
from tegata.rules.invalidity import CARRY_ON_CLOCK, CardFacts, Fall, Ground, Move, first_fall
from tegata.rules.note_field import NOTE_LINES

KEPT_IN_STOCK = timedelta(days=365)
"""[guess] How long a town keeps a card that nobody fetches. Towns say between three months and a year."""

WARN_BEFORE = (timedelta(days=60), timedelta(days=30), timedelta(days=7))
"""[guess] Letters before the 90 days of Order 14(3) run out, days before the end. No law asks for them; Yanai and Yokohama do."""


class State(StrEnum):
    """Where a card stands, in the order of its life."""

    ORDERED = "ordered"
    MADE = "made"
    SHIPPED = "shipped"
    IN_STOCK = "in stock"
    HANDED_OVER = "handed over"
    SUSPENDED = "suspended"  # 一時停止
    INVALID = "invalid"  # 失効・廃止
    DESTROYED = "destroyed"  # 裁断


WITH_OFFICE = frozenset({State.ORDERED, State.MADE, State.SHIPPED, State.IN_STOCK})
HELD = frozenset({State.HANDED_OVER, State.SUSPENDED})
ALIVE = WITH_OFFICE | HELD


class Verb(StrEnum):
    """What is done to a card."""

    MAKE = "make"
    SHIP = "ship"
    ARRIVE = "arrive"
    HAND_OVER = "hand over"
    DELIVER = "deliver"
    SUSPEND = "suspend"
    RESUME = "resume"
    CARRY_ON = "carry on"
    WRITE_NOTE = "write note"
    EXTEND = "extend"
    TAKE_BACK = "take back"
    ORDER_RETURN = "order return"
    SUPERSEDE = "supersede"
    FALL = "fall"
    DISCARD = "discard"
    DESTROY = "destroy"


TOWN, POST, CENTRE, HOTLINE, HOLDER, SYSTEM = "town", "post", "centre", "hotline", "public", "system"
"""The words of ground.offices; the holder acts as the public, for his own card only."""


@dataclass(frozen=True, slots=True)
class Step:
    """From where, to where, by whom, and whether the card must not have fallen yet. `to` None: it stays where it is."""

    frm: frozenset[State]
    to: State | None
    who: frozenset[str]
    valid: bool = True


def _step(frm: Iterable[State], to: State | None, *who: str, valid: bool = True) -> Step:
    return Step(frozenset(frm), to, frozenset(who), valid)


STEPS: dict[Verb, Step] = {
    Verb.MAKE: _step({State.ORDERED}, State.MADE, CENTRE, SYSTEM),
    Verb.SHIP: _step({State.MADE}, State.SHIPPED, CENTRE, SYSTEM),
    Verb.ARRIVE: _step({State.SHIPPED}, State.IN_STOCK, TOWN, valid=False),
    Verb.HAND_OVER: _step({State.IN_STOCK}, State.HANDED_OVER, TOWN, POST),
    Verb.DELIVER: _step({State.SHIPPED, State.IN_STOCK}, State.HANDED_OVER, TOWN, CENTRE, SYSTEM),
    Verb.SUSPEND: _step({State.HANDED_OVER}, State.SUSPENDED, HOTLINE, TOWN, HOLDER, valid=False),
    Verb.RESUME: _step({State.SUSPENDED}, State.HANDED_OVER, TOWN),
    Verb.CARRY_ON: _step(HELD, None, TOWN),
    Verb.WRITE_NOTE: _step({State.HANDED_OVER, State.IN_STOCK}, None, TOWN),
    Verb.EXTEND: _step({State.HANDED_OVER}, None, TOWN),
    Verb.TAKE_BACK: _step(HELD, State.INVALID, TOWN, HOLDER, valid=False),
    Verb.ORDER_RETURN: _step(HELD, State.INVALID, TOWN, valid=False),
    Verb.SUPERSEDE: _step(HELD, State.INVALID, TOWN, POST, CENTRE, SYSTEM, valid=False),
    Verb.FALL: _step(ALIVE, State.INVALID, SYSTEM, TOWN, CENTRE, valid=False),
    Verb.DISCARD: _step(WITH_OFFICE, State.INVALID, TOWN, CENTRE, HOTLINE, SYSTEM, valid=False),
    Verb.DESTROY: _step({State.INVALID}, State.DESTROYED, TOWN, CENTRE, valid=False),
}


class CardRefused(ValueError):
    """The card cannot do this now. The text says what state it is in and what to do."""


class NotThisOffice(CardRefused):
    """The office of the actor does not do this to cards."""


class CardFallen(CardRefused):
    """The card has fallen invalid by law, even if its record was not told yet."""


_ADVICE = {
    State.ORDERED: "it is not made yet",
    State.MADE: "it is still at the issuing centre",
    State.SHIPPED: "it is on its way to the town; scan it in first",
    State.IN_STOCK: "it is in the town's stock and not handed over yet",
    State.HANDED_OVER: "its holder has it",
    State.SUSPENDED: "its use is stopped; the holder comes to the town hall with it and is identified",
    State.INVALID: "it is invalid, which is final; take an application for a new one",
    State.DESTROYED: "it was destroyed",
}


def next_state(verb: Verb, state: State, office: str, *, falls_on: date | None, today: date) -> State:
    """Return the state after `verb`. Raises NotThisOffice, CardFallen or CardRefused, and then nothing is to change."""
    step = STEPS[verb]
    if office not in step.who:
        raise NotThisOffice(f"{verb.value}: not by this office, but by {', '.join(sorted(step.who))}")
    if state not in step.frm:
        raise CardRefused(f"{verb.value}: the card cannot do this, {_ADVICE[state]}")
    if step.valid and falls_on is not None and falls_on <= today:
        raise CardFallen(f"{verb.value}: the card is invalid since {falls_on}; take an application for a new one")
    return state if step.to is None else step.to


class Why(StrEnum):
    """Reasons of cancellation as the ministry counts them (article, 廃止・失効), and `discarded` before handover."""

    DIED = "died"
    EXPIRED = "expired"
    LOST = "lost"
    RENEWED = "renewed"
    MOVED_ABROAD = "moved abroad"
    OTHER = "other"
    DISCARDED = "discarded"


_WHY = {Ground.DIED: Why.DIED, Ground.EXPIRED: Why.EXPIRED, Ground.LEFT_JAPAN: Why.MOVED_ABROAD}


def why_of(ground: Ground, *, held: bool) -> Why:
    """Return the statistics' reason of a ground that no one's wish decided."""
    return _WHY.get(ground, Why.OTHER) if held else Why.DISCARDED


class ReturnCause(StrEnum):
    """Why a card comes back, or will not: Order 14(9)."""

    LOST = "lost"
    BROKEN = "broken"
    WISH = "wish"
    RENEWED = "renewed"

    @property
    def why(self) -> Why:
        """The statistics' reason."""
        return {ReturnCause.LOST: Why.LOST, ReturnCause.RENEWED: Why.RENEWED}.get(self, Why.OTHER)


def touches(ground: Ground, state: State) -> bool:
    """Whether a ground touches a card in this state: a card not made yet will bear the new number and code."""
    renumbered = ground in {Ground.NUMBER_CHANGED, Ground.RESIDENT_CODE_CORRECTED}
    return state in ALIVE and not (renumbered and state is State.ORDERED)


FACT_OF = {
    Ground.LEFT_JAPAN: "left_japan",
    Ground.DIED: "died",
    Ground.OUTSIDE_THE_REGISTER: "outside_the_register",
    Ground.RECORD_ERASED: "record_erased",
    Ground.RESIDENT_CODE_CORRECTED: "resident_code_corrected",
    Ground.NUMBER_CHANGED: "number_changed",
    Ground.RETURNED: "returned",
    Ground.RETURN_ORDERED: "return_ordered",
}
"""Where rules.invalidity.CardFacts keeps the day of each ground that is one event."""


def moves_of(moves: Sequence[Move], carried_on: Sequence[date], held_since: date) -> tuple[Move, ...]:
    """Return a card's moves: those not notified before its holder got it, each with the day of carrying on.

    A card handed over after the move-in notice shows the new address from the start: that move is not one of its own.
    """
    own = [move for move in moves if move.notified is None or move.notified >= held_since]
    return tuple(_carried(move, carried_on) for move in own)


def _carried(move: Move, carried_on: Sequence[date]) -> Move:
    if move.notified is None:
        return move
    days = [day for day in carried_on if move.notified <= day and (move.moved_on is None or day < move.moved_on)]
    return Move(move.planned_departure, move.moved_in, move.notified, min(days, default=None), move.moved_on)


def rewrite_since(moves: Sequence[Move], changed_on: date | None) -> date | None:
    """Return since when the card does not show what the record says: by a move not carried on, or by another change."""
    open_moves = [move.notified for move in moves if move.notified and not move.carried_on and not move.moved_on]
    return min((day for day in (*open_moves, changed_on) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The days on which the calendar will touch a card; None where it will not."""

    falls_on: date | None = None
    falls_by: Ground | None = None
    notice_on: date | None = None
    warn_on: date | None = None
    rewrite_since: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the calendar did already: the expiry a notice was sent about, the day of the last warning letter."""

    noticed: date | None = None
    warned: date | None = None


def agenda_of_held(facts: CardFacts, told: Told, *, stay_ends: date | None, changed_on: date | None) -> Agenda:
    """Return the agenda of a card that its holder has."""
    fall = first_fall(facts)
    window = None if told.noticed == facts.expires else notice_window(facts.expires, stay_ends=stay_ends)
    not_carried_on = rewrite_since(facts.moves, None)
    warn_on = next_warning(not_carried_on, told.warned)
    return Agenda(fall.day, fall.ground, window[0] if window else None, warn_on, rewrite_since(facts.moves, changed_on))


def agenda_before_handover(facts: CardFacts | None, in_stock_since: date | None) -> Agenda:
    """Return the agenda of a card that is still with an office: it falls with its grounds, or when nobody fetches it.

    `facts` None: it is not made yet, and nothing runs.
    """
    if facts is None:
        return Agenda()
    fall = first_fall(facts)
    if in_stock_since is None:
        return Agenda(fall.day, fall.ground)
    lapse = Fall(in_stock_since + KEPT_IN_STOCK + timedelta(days=1), Ground.RETURNED)
    first = min(fall, lapse, key=lambda one: one.day)
    return Agenda(first.day, first.ground)


def next_warning(since: date | None, warned: date | None) -> date | None:
    """Return the next day of a warning letter about a move notified on `since`, after the one sent on `warned`."""
    if since is None:
        return None
    days = [since + CARRY_ON_CLOCK - before for before in WARN_BEFORE]
    return next((day for day in days if warned is None or warned < since or day > warned), None)


def new_card_reason(*, expires: date, note_lines: int, today: date) -> str | None:
    """Return why the holder should apply for a new card now, in an application's words; None: there is no need."""
    if may_renew(expires, today):
        return "renewal"
    return "note field full" if note_lines >= NOTE_LINES else None


def may_renew(expires: date, today: date) -> bool:
    """Whether a card or certificate may be renewed today: in its last three months."""
    return renewal_opens(expires) <= today <= expires
