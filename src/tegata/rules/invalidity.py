"""When an Individual Number Card falls invalid (失効): Number Use Act art. 17(6) and Cabinet Order art. 14.

Facts in, the day out. A clock that runs gives the day it will run out, unless what it waits for is done first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

KEPT_ABROAD_FROM = date(2024, 5, 27)
"""From this day a national who leaves Japan may keep the card, by a procedure before leaving (Act 16 of 2019)."""

MOVE_IN_CLOCK = timedelta(days=14)
PLANNED_DEPARTURE_CLOCK = timedelta(days=30)
"""The second clock of Order 14(2): from the day of departure the notice named. Not in the article; towns publish it."""
CARRY_ON_CLOCK = timedelta(days=90)


class Ground(Enum):
    """Act art. 17(6), then Order art. 14 items 1 to 10, in their order: law, Japanese heading, clock.

    Clocks run from the day after the event (Civil Code art. 140) and are over when their last day ends (経過).
    """

    EXPIRED = ("Act 17(6)", "有効期間の満了", None)
    LEFT_JAPAN = ("Order 14(1)", "国外転出", None)
    MOVE_IN_NOT_NOTIFIED = ("Order 14(2)", "転入届の未提出", MOVE_IN_CLOCK)
    NOT_CARRIED_ON = ("Order 14(3)", "継続利用手続きの未実施", CARRY_ON_CLOCK)
    DIED = ("Order 14(4)", "死亡", None)
    OUTSIDE_THE_REGISTER = ("Order 14(5)", "住民基本台帳法の適用除外", None)
    RECORD_ERASED = ("Order 14(6)", "住民票の消除", None)
    RESIDENT_CODE_CORRECTED = ("Order 14(7)", "住民票コードの修正", None)
    NUMBER_CHANGED = ("Order 14(8)", "個人番号の変更", None)
    RETURNED = ("Order 14(9)", "返納", None)
    RETURN_ORDERED = ("Order 14(10)", "返納命令", None)

    def __init__(self, law: str, ja: str, clock: timedelta | None) -> None:
        self.law = law
        self.ja = ja
        self.clock = clock


@dataclass(frozen=True, slots=True)
class Move:
    """A move to another municipality, from the move-out notice (転出届) on. What has not happened is None."""

    planned_departure: date
    moved_in: date | None = None
    notified: date | None = None
    """Day of the move-in notice (転入届)."""
    carried_on: date | None = None
    """Day the card was entered at the new municipality (継続利用手続き)."""
    moved_on: date | None = None
    """Day of leaving the new municipality again."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What is known of a card and its holder. `expires` is the last day; the others are the days of events."""

    expires: date
    left_japan: date | None = None
    kept_abroad: bool = False
    moves: tuple[Move, ...] = ()
    died: date | None = None
    outside_the_register: date | None = None
    record_erased: date | None = None
    resident_code_corrected: date | None = None
    number_changed: date | None = None
    returned: date | None = None
    """Given back of one's own will, or reported lost or broken."""
    return_ordered: date | None = None


@dataclass(frozen=True, slots=True)
class Fall:
    """The first day on which a card is invalid, and why."""

    day: date
    ground: Ground


class CardInvalid(ValueError):
    """The card had fallen invalid by the day asked for. `fall` says since when and why."""

    def __init__(self, fall: Fall) -> None:
        super().__init__(f"invalid since {fall.day}: {fall.ground.law} {fall.ground.ja}")
        self.fall = fall


def first_fall(facts: CardFacts) -> Fall:
    """Return when and why the card falls invalid as things stand. Of two grounds on one day, the first in the law."""
    order = list(Ground)
    return min(_falls(facts), key=lambda fall: (fall.day, order.index(fall.ground)))


def require_valid(facts: CardFacts, day: date) -> None:
    """Refuse a card that is invalid on `day`. Raises CardInvalid."""
    fall = first_fall(facts)
    if fall.day <= day:
        raise CardInvalid(fall)


def fall_by_expiry(expires: date) -> date:
    """Act 17(6): the day after the last day."""
    return expires + timedelta(days=1)


def fall_by_leaving_japan(left: date, *, kept_abroad: bool) -> date | None:
    """Order 14(1): the day of leaving, unless the card was kept by the procedure there is since KEPT_ABROAD_FROM."""
    return None if kept_abroad and left >= KEPT_ABROAD_FROM else left


def fall_by_late_move_in(move: Move) -> date | None:
    """Order 14(2): no move-in notice within 14 days of moving in, or 30 days of the planned departure."""
    ends = [_runs_out(move.planned_departure, PLANNED_DEPARTURE_CLOCK)]
    if move.moved_in is not None:
        ends.append(_runs_out(move.moved_in, MOVE_IN_CLOCK))
    return _unless_done(min(ends), move.notified)


def fall_by_not_carrying_on(move: Move) -> date | None:
    """Order 14(3): the card not entered within 90 days of the move-in notice, or before moving on."""
    if move.notified is None:
        return None
    end = _runs_out(move.notified, CARRY_ON_CLOCK)
    return _unless_done(end if move.moved_on is None else min(end, move.moved_on), move.carried_on)


def _falls(facts: CardFacts) -> Iterator[Fall]:
    yield Fall(fall_by_expiry(facts.expires), Ground.EXPIRED)
    for ground, day in _events(facts):
        if day is not None:
            yield Fall(day, ground)


def _events(facts: CardFacts) -> Iterator[tuple[Ground, date | None]]:
    if facts.left_japan is not None:
        yield Ground.LEFT_JAPAN, fall_by_leaving_japan(facts.left_japan, kept_abroad=facts.kept_abroad)
    for move in facts.moves:
        yield Ground.MOVE_IN_NOT_NOTIFIED, fall_by_late_move_in(move)
        yield Ground.NOT_CARRIED_ON, fall_by_not_carrying_on(move)
    yield Ground.DIED, facts.died
    yield Ground.OUTSIDE_THE_REGISTER, facts.outside_the_register
    yield Ground.RECORD_ERASED, facts.record_erased
    yield Ground.RESIDENT_CODE_CORRECTED, facts.resident_code_corrected
    yield Ground.NUMBER_CHANGED, facts.number_changed
    yield Ground.RETURNED, facts.returned
    yield Ground.RETURN_ORDERED, facts.return_ordered


def _runs_out(event: date, clock: timedelta) -> date:
    """Return the first day after the clock: the event's own day is not counted."""
    return event + clock + timedelta(days=1)


def _unless_done(end: date, done: date | None) -> date | None:
    return None if done is not None and done < end else end
