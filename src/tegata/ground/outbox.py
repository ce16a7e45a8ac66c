"""Facts from room to room: announced in the transaction that made them, handled at least once, in order for each resident.

A handler's effects and the end of its delivery are one transaction; a handler that asks another machine (an authority, a chip)
must be safe to run twice. A failure waits longer each time; it never blocks other residents and never gets lost.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tegata.ground.act import Act, system
from tegata.ground.copying import NULL, can_copy, copy_lines, next_ids
from tegata.ground.models import Delivery, Event

log = logging.getLogger(__name__)

E = TypeVar("E")
Handler = Callable[[Act, Any], None]
TogetherHandler = Callable[[Act, Sequence[Any]], None]

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)
MANY = 500
"""Facts from which on COPY is worth its round trips."""

TOGETHER = 20
"""Deliveries in one transaction: enough to share its cost, few enough that nobody waits long for what they lock."""
AT_ONCE = 200
"""Facts that a handler is given at once, where it takes many."""

LOUD_AFTER = 5
"""Attempts after which staff see a delivery as stuck. It is tried on all the same."""
_JSON = json.JSONEncoder()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler of one kind of event, under a name that outlives its code. `together` does the same for many residents."""

    name: str
    event: type
    handle: Handler
    together: TogetherHandler | None = None


_subscriptions: dict[str, Subscription] = {}


def handles(
    event: type[E], name: str, together: Callable[[Act, Sequence[E]], None] | None = None
) -> Callable[[Callable[[Act, E], None]], Callable[[Act, E], None]]:
    """Subscribe a function of a room's handlers.py: `name` is `<room>.<what it does>`.

    `together` comes to the same for facts about different residents, in fewer statements: when a register is taken over.
    """

    def subscribe(function: Callable[[Act, E], None]) -> Callable[[Act, E], None]:
        _subscriptions[name] = Subscription(name, event, function, together)
        return function

    return subscribe


def announce(at: datetime, event: Any) -> None:
    """Announce a fact, a frozen dataclass, in the caller's transaction. Its `resident_id`, if any, keeps the order."""
    announce_all(at, [event])


def announce_all(at: datetime, events: Sequence[Any]) -> None:
    """Announce many facts with two statements."""
    if len(events) >= MANY and can_copy():
        _copy_all(at, events)
        return
    rows = Event.objects.bulk_create(
        Event(kind=_kind(fact), resident_id=getattr(fact, "resident_id", None), at=at, payload=_encoded(fact))
        for fact in events
    )
    Delivery.objects.bulk_create(
        Delivery(event=row, handler=subscription.name, resident_id=row.resident_id, due=at)
        for row, fact in zip(rows, events, strict=True)
        for subscription in _subscriptions.values()
        if subscription.event is type(fact)
    )


def _copy_all(at: datetime, events: Sequence[Any]) -> None:
    heard: dict[type, list[str]] = {type(fact): [] for fact in events}
    for subscription in _subscriptions.values():
        if subscription.event in heard:
            heard[subscription.event].append(subscription.name)
    moment = at.isoformat()
    numbered = list(zip(next_ids("ground_event", len(events)), events, map(_resident, events), strict=True))
    rows = (f"{number}\t{_kind(fact)}\t{who}\t{moment}\t{_encoded(fact)}" for number, fact, who in numbered)
    copy_lines("ground_event", ("id", "kind", "resident_id", "at", "payload"), rows)
    deliveries = (
        f"{number}\t{name}\t{who}\t{moment}\t0\t" for number, fact, who in numbered for name in heard[type(fact)]
    )
    copy_lines("ground_delivery", ("event_id", "handler", "resident_id", "due", "attempts", "fault"), deliveries)


def _resident(fact: Any) -> str:
    return str(getattr(fact, "resident_id", None) or NULL)


def deliver(now: datetime, limit: int = 100) -> int:
    """Handle what is due, about `limit`. Returns how many deliveries were tried; 0 means nothing is due."""
    tried = 0
    while tried < limit and (count := _deliver_some(now, min(TOGETHER, limit - tried))):
        tried += count
    return tried


def waiting() -> int:
    """Deliveries that are still open: what staff see as the queue."""
    return Delivery.objects.count()


def _deliver_some(now: datetime, most: int) -> int:
    """Some deliveries in one transaction, each of which may fail alone. Of one resident and handler there is one among them."""
    with transaction.atomic():
        due = list(_due(now, most))
        subscription = _subscriptions.get(due[0].handler) if due else None
        if subscription is not None and subscription.together is not None and not due[0].attempts:
            many = list(_due(now, AT_ONCE, subscription.name))
            if _handled_together(subscription, subscription.together, many, now):
                return len(many)
        done = [delivery.pk for delivery in due if _handled(delivery, now)]
        Delivery.objects.filter(pk__in=done).delete()
    return len(due)


def _handled_together(
    subscription: Subscription, together: TogetherHandler, many: list[Delivery], now: datetime
) -> bool:
    """All at once, or none: then they come again in smaller numbers, each alone, and the one at fault is found."""
    try:
        with transaction.atomic():
            facts: list[Any] = [_decoded(subscription.event, delivery.event.payload) for delivery in many]
            together(system(subscription.name, now), facts)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it comes again where each is tried alone
        log.warning("%s: %s together failed: %s", subscription.name, len(many), type(fault).__name__)
        return False
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in many]).delete()
    return True


def _handled(delivery: Delivery, now: datetime) -> bool:
    subscription = _subscriptions.get(delivery.handler)
    try:
        if subscription is None:
            raise LookupError(f"no handler {delivery.handler} in this version")
        with transaction.atomic():
            fact: Any = _decoded(subscription.event, delivery.event.payload)
            subscription.handle(system(delivery.handler, now), fact)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is written down and tried again
        _put_off(delivery, now, fault)
        return False
    return True


def _due(now: datetime, most: int, handler: str = "") -> QuerySet[Delivery]:
    """The first due deliveries, each with no earlier one of its handler and resident before it, locked.

    With `handler` those of one handler that were not tried yet.

    In the order of the index: sorting all that is due anew for each round would take the square of what waits.
    """
    earlier = Delivery.objects.filter(
        handler=OuterRef("handler"), resident_id=OuterRef("resident_id"), id__lt=OuterRef("id")
    )
    due = Delivery.objects.filter(~Exists(earlier), due__lte=now).select_related("event").order_by("due", "id")
    if handler:
        due = due.filter(handler=handler, attempts=0)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return due[:most]


def _put_off(delivery: Delivery, now: datetime, fault: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** min(delivery.attempts, 12), LONGEST_WAIT)
    delivery.attempts += 1
    delivery.due, delivery.fault = now + wait, type(fault).__name__
    delivery.save(update_fields=["attempts", "due", "fault"])
    level = logging.ERROR if delivery.attempts >= LOUD_AFTER else logging.WARNING
    log.log(level, "delivery %s to %s put off: %s", delivery.id, delivery.handler, type(fault).__name__)


def _kind(event: Any) -> str:
    """`<room>.<Event>`: the room is the package that has the events.py."""
    return f"{type(event).__module__.split('.')[-2]}.{type(event).__qualname__}"


def _encoded(event: Any) -> str:
    if not is_dataclass(event):
        raise TypeError("an event is a frozen dataclass of events.py")
    kind: Any = type(event)
    return _JSON.encode({name: _plain(getattr(event, name)) for name in _names(kind)})


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(sorted(field.name for field in fields(kind)))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


def _decoded(kind: type[E], payload: str) -> E:
    hashable: Any = kind
    hints, raw = _hints(hashable), json.loads(payload)
    return kind(**{name: _typed(hints[name], value) for name, value in raw.items() if name in hints})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(hint: Any, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    options = getattr(hint, "__args__", (hint,))
    for option, read in ((UUID, UUID), (datetime, datetime.fromisoformat), (date, date.fromisoformat)):
        if option in options:
            return read(value)
    enums = [option for option in options if isinstance(option, type) and option not in (str, type(None))]
    return enums[0](value) if enums else value
