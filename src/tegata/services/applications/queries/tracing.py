"""Reading what is on its way: transfer lists, questions, what is overdue, and how often an application ID was tried."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tegata.services.applications.models import Application, Question, TransferItem, TransferList, Try
from tegata.services.applications.queries.applications import ApplicationView, UnknownApplication, value_of
from tegata.services.applications.rules.states import OPEN
from tegata.services.applications.rules.tracing import CENTRE, PASSED_ON_WITHIN, TRIES_WITHIN


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer list: receipt numbers, whether each was acknowledged. No names."""

    list_id: UUID
    town: str
    branch: str
    sent_at: datetime
    items: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of the issuing centre about an application."""

    question_id: UUID
    resident_id: UUID
    application_id: UUID
    town: str
    text: str
    asked_at: datetime
    due: date
    answer: str
    answered_at: datetime | None


def to_pass_on(town: str, branch: str, limit: int = 100) -> tuple[ApplicationView, ...]:
    """What lies in a branch and has to be passed on, the oldest first."""
    rows = Application.objects.filter(town=town, place=branch, state__in=OPEN).order_by("placed_at", "id")[:limit]
    return tuple(value_of(one) for one in rows)


def branches(town: str) -> tuple[str, ...]:
    """Where open applications of the town lie, other than at the centre."""
    rows = Application.objects.filter(town=town, state__in=OPEN).exclude(place=CENTRE)
    return tuple(sorted(set(rows.values_list("place", flat=True))))


def overdue(at: datetime, town: str | None = None, limit: int = 100) -> tuple[ApplicationView, ...]:
    """Open applications that no centre has acknowledged within a day, in a drawer or on the way, the oldest first."""
    query = Application.objects.filter(state__in=OPEN, placed_at__lt=at - PASSED_ON_WITHIN).exclude(place=CENTRE)
    within = query.filter(town=town) if town else query
    return tuple(value_of(one) for one in within.order_by("placed_at", "id")[:limit])


def transfer_list(list_id: UUID) -> TransferView:
    """A transfer list. Raises UnknownApplication."""
    found = TransferList.objects.filter(id=list_id).first()
    if found is None:
        raise UnknownApplication
    return _transfers([found])[0]


def transfers(town: str | None, limit: int = 50) -> tuple[TransferView, ...]:
    """The latest transfer lists, of a town or of all."""
    query = TransferList.objects.filter(town=town) if town else TransferList.objects.all()
    return _transfers(list(query.order_by("-sent_at")[:limit]))


def _transfers(lists: list[TransferList]) -> tuple[TransferView, ...]:
    items = TransferItem.objects.filter(list_id__in=[one.id for one in lists]).order_by("receipt")
    of_list: dict[UUID, list[tuple[str, bool]]] = {}
    for item in items:
        of_list.setdefault(item.list_id, []).append((item.receipt, item.acknowledged_at is not None))
    return tuple(
        TransferView(one.id, one.town, one.branch, one.sent_at, tuple(of_list.get(one.id, []))) for one in lists
    )


def open_questions(town: str | None, limit: int = 100) -> tuple[QuestionView, ...]:
    """Questions without an answer, the one due first first."""
    query = Question.objects.filter(answered_at=None)
    within = query.filter(town=town) if town else query
    return tuple(_question(one) for one in within.order_by("due", "id")[:limit])


def questions_of(resident_id: UUID, application_id: UUID) -> tuple[QuestionView, ...]:
    """All questions about one application, the newest first."""
    rows = Question.objects.filter(resident_id=resident_id, application_id=application_id).order_by("-asked_at")
    return tuple(_question(one) for one in rows)


def question(resident_id: UUID, question_id: UUID) -> QuestionView:
    """One question. Raises UnknownApplication."""
    found = Question.objects.filter(resident_id=resident_id, id=question_id).first()
    if found is None:
        raise UnknownApplication
    return _question(found)


def tries(typed: str, at: datetime) -> int:
    """How often this application ID was tried within the hour."""
    return Try.objects.filter(digest=try_digest(typed), at__gt=at - TRIES_WITHIN).count()


def try_digest(typed: str) -> str:
    """What is kept of a try."""
    return hashlib.sha256(typed.encode()).hexdigest()


def _question(row: Question) -> QuestionView:
    return QuestionView(
        row.id,
        row.resident_id,
        row.application_id,
        row.town,
        row.text,
        row.asked_at,
        row.due,
        row.answer,
        row.answered_at,
    )
