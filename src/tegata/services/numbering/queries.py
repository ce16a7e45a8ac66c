"""What may be asked about numbers without seeing one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models

from tegata.services.numbering.models import Assignment, Notice


@dataclass(frozen=True, slots=True)
class NumberLife:
    """That there is, or was, a number: since when, until when, why it ended. Never which."""

    assigned_at: datetime
    retired_at: datetime | None
    why_retired: str


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice that waits to be printed."""

    resident_id: UUID
    notice_id: UUID
    due: date


@dataclass(frozen=True, slots=True)
class Run:
    """A printing of notices."""

    run_id: UUID
    printed_at: datetime
    notices: int


def has_number(resident_id: UUID) -> bool:
    """Whether the resident has an Individual Number now."""
    return Assignment.objects.filter(resident_id=resident_id, retired_at=None).exists()


def with_numbers(ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of `ids` who have a number now."""
    rows = Assignment.objects.filter(resident_id__in=list(ids), retired_at=None)
    return frozenset(rows.values_list("resident_id", flat=True))


def lives(resident_id: UUID) -> tuple[NumberLife, ...]:
    """The resident's numbers without the numbers, the newest first."""
    rows = Assignment.objects.filter(resident_id=resident_id).order_by(models.F("retired_at").desc(nulls_first=True))
    return tuple(NumberLife(row.assigned_at, row.retired_at, row.why_retired) for row in rows)


def due_notices(today: date, limit: int) -> tuple[DueNotice, ...]:
    """Notices whose day has come, the oldest first."""
    rows = Notice.objects.filter(run=None, dropped=False, due__lte=today).order_by("due", "id")[:limit]
    return tuple(DueNotice(row.resident_id, row.id, row.due) for row in rows)


def notices_waiting(today: date) -> tuple[int, int]:
    """How many notices are due, and how many wait for their day."""
    waiting = Notice.objects.filter(run=None, dropped=False)
    due = waiting.filter(due__lte=today).count()
    return due, waiting.count() - due


def runs(limit: int = 20) -> tuple[Run, ...]:
    """The latest printings."""
    rows = (
        Notice.objects.exclude(printed_at=None)
        .values_list("run", "printed_at")
        .annotate(notices=models.Count("id"))
        .order_by("-printed_at")[:limit]
    )
    return tuple(Run(run, at, notices) for run, at, notices in rows if run and at)


def residents_of(run_id: UUID) -> tuple[UUID, ...]:
    """Whose notices are in a printing, in its order."""
    return tuple(Notice.objects.filter(run=run_id).order_by("due", "id").values_list("resident_id", flat=True))
