"""Reads: callers, and the log of what was asked. What comes out are values."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Max, QuerySet

from tegata.ground.act import Act
from tegata.pki.revocation import State
from tegata.services.validation.models import Caller, CallerKey, Change, QueryLog
from tegata.services.validation.permissions import Permission
from tegata.services.validation.rules import CallerKind, CallerView, Fact, FeedPage, May, NumberedChange


class UnknownCaller(LookupError):
    """No caller of this id was ever admitted."""

    def __init__(self) -> None:
        super().__init__("there is no caller of this id")


def caller(caller_id: UUID) -> CallerView:
    """One caller, suspended or not. Raises UnknownCaller."""
    row = Caller.objects.prefetch_related("keys").filter(id=caller_id).first()
    if row is None:
        raise UnknownCaller
    return view_of(row)


def callers() -> list[CallerView]:
    """All callers, by name. Two queries."""
    return [view_of(row) for row in Caller.objects.prefetch_related("keys").order_by("name", "id")]


def names_of(caller_ids: set[UUID]) -> dict[UUID, str]:
    """Names by id. One query."""
    return dict(Caller.objects.filter(id__in=caller_ids).values_list("id", "name"))


def log(act: Act, serial: str = "") -> QuerySet[QueryLog]:
    """What was asked, of one serial number where it is given. Raises NotAllowed."""
    act.require(Permission.READ)
    rows = QueryLog.objects.all()
    return rows.filter(serial=serial) if serial else rows


def view_of(row: Caller) -> CallerView:
    """A row as a value."""
    keys: list[CallerKey] = list(row.keys.all())
    return CallerView(
        row.id,
        row.name,
        CallerKind(row.kind),
        frozenset(map(May, row.may.split())),
        frozenset(row.purposes.split()),
        row.nonce_rate,
        tuple(bytes(key.public_key) for key in keys),
        row.suspended_at,
    )


def told(serials: set[int]) -> Iterator[Fact]:
    """What the feed has told about these serial numbers."""
    rows = Change.objects.filter(serial__in=serials)
    return (_change(row).fact for row in rows)


def feed(after: int, limit: int) -> FeedPage:
    """A page of the feed of changes. Two queries."""
    last = Change.objects.aggregate(last=Max("number"))["last"] or 0
    rows = Change.objects.filter(number__gt=after, number__lte=last).order_by("number")
    return FeedPage(after, tuple(_change(row) for row in rows[:limit]), last)


def _change(row: Change) -> NumberedChange:
    return NumberedChange(row.number, Fact(row.kind, row.serial, State(row.state), row.reason, row.at))
