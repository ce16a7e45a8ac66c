"""The outbox as staff see it: how much waits, for whom, what is stuck and by which kind of fault. Nothing of its contents."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from tegata.ground.models import Delivery
from tegata.ground.outbox import LOUD_AFTER


@dataclass(frozen=True, slots=True)
class Overview:
    """What is still to be told: how many deliveries, how many of them due, how many stuck, the oldest fact among them."""

    waiting: int
    due: int
    stuck: int
    oldest: datetime | None


def overview(now: datetime) -> Overview:
    """The queue in numbers, with one query."""
    counted = Delivery.objects.aggregate(
        waiting=Count("id"),
        due=Count("id", filter=Q(due__lte=now)),
        stuck=Count("id", filter=Q(attempts__gte=LOUD_AFTER)),
        oldest=Min("event__at"),
    )
    return Overview(**counted)


@dataclass(frozen=True, slots=True)
class HandlerQueue:
    """What waits for one handler: how many, the most attempts any had, when the next is tried."""

    handler: str
    waiting: int
    attempts: int
    due: datetime


def by_handler() -> list[HandlerQueue]:
    """The queue by handler, the longest first."""
    counted = Delivery.objects.values("handler").annotate(waiting=Count("id"), most=Max("attempts"), first=Min("due"))
    rows = [HandlerQueue(row["handler"], row["waiting"], row["most"], row["first"]) for row in counted]
    return sorted(rows, key=lambda row: (-row.waiting, row.handler))


@dataclass(frozen=True, slots=True)
class Stuck:
    """A delivery that failed several times: the kind of its event and of its fault, nothing of what they say."""

    handler: str
    kind: str
    attempts: int
    due: datetime
    fault: str


def stuck(limit: int = 50) -> list[Stuck]:
    """What failed several times, the most stubborn first."""
    rows = Delivery.objects.filter(attempts__gte=LOUD_AFTER).select_related("event").order_by("-attempts", "id")
    return [Stuck(row.handler, row.event.kind, row.attempts, row.due, row.fault) for row in rows[:limit]]
