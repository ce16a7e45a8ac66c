"""From a branch to the issuing centre, and questions back: what nobody acknowledges or answers is seen the next day."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.applications import queries
from tegata.services.applications.actions.rows import locked, noted
from tegata.services.applications.models import Application, Question, TransferItem, TransferList
from tegata.services.applications.permissions import Permission
from tegata.services.applications.queries import UnknownApplication
from tegata.services.applications.rules.states import OPEN, State
from tegata.services.applications.rules.tracing import ANSWERED_WITHIN, CENTRE, ON_THE_WAY


class NotHere(ValueError):
    """An application does not lie where it is passed on from, or is not on the list that arrived."""

    def __init__(self, receipts: Collection[str]) -> None:
        super().__init__(
            f"not on this list, or not here: {', '.join(sorted(receipts))}; take them off and look for them"
        )


@transaction.atomic
def pass_on(act: Act, town: str, branch: str, receipts: Collection[str]) -> UUID:
    """Send applications of a branch on with a transfer list. Returns the list's id. Raises NotAllowed, NotHere."""
    act.require(Permission.SEND_ON, town)
    rows = list(
        Application.objects.select_for_update()
        .filter(town=town, place=branch, receipt__in=set(receipts), state__in=OPEN)
        .order_by("resident_id", "id")
    )
    missing = set(receipts) - {row.receipt for row in rows}
    if missing or not rows:
        raise NotHere(missing)
    made = TransferList(id=new_id(act.at), town=town, branch=branch, sent_at=act.at, sent_by=act.actor, count=len(rows))
    made.save(force_insert=True)
    for row in rows:
        _placed(act, row, ON_THE_WAY)
    TransferItem.objects.bulk_create(
        TransferItem(
            resident_id=row.resident_id, id=new_id(act.at), list_id=made.id, application_id=row.id, receipt=row.receipt
        )
        for row in rows
    )
    audit.record(act, "applications pass on", thing=made.id, facts={"count": len(rows)})
    return made.id


@transaction.atomic
def acknowledge(act: Act, list_id: UUID, receipts: Collection[str]) -> int:
    """What arrived of a list, by the receipt numbers on the papers. The rest stays open. Returns how many are missing.

    Raises NotAllowed, UnknownApplication, NotHere.
    """
    act.require(Permission.ACKNOWLEDGE, queries.transfer_list(list_id).town)
    waiting = {item.receipt: item for item in TransferItem.objects.filter(list_id=list_id, acknowledged_at=None)}
    strange = set(receipts) - set(waiting)
    if strange:
        raise NotHere(strange)
    for receipt in sorted(set(receipts)):
        item = waiting[receipt]
        item.acknowledged_at, item.acknowledged_by = act.at, act.actor
        item.save(update_fields=["acknowledged_at", "acknowledged_by"])
        _placed(act, locked(item.resident_id, item.application_id), CENTRE)
    audit.record(act, "applications acknowledge", thing=list_id, facts={"count": len(set(receipts))})
    return len(waiting) - len(set(receipts))


@transaction.atomic
def found_again(act: Act, resident_id: UUID, application_id: UUID, branch: str) -> None:
    """What was on the way and did not arrive lies in this branch, as the paper or its copy: it goes on the next list."""
    row = locked(resident_id, application_id)
    act.require(Permission.SEND_ON, row.town)
    if row.place == CENTRE:
        raise NotHere([row.receipt])
    TransferItem.objects.filter(resident_id=resident_id, application_id=application_id, acknowledged_at=None).update(
        acknowledged_at=act.at, acknowledged_by=f"back: {act.actor}"[:60]
    )
    _placed(act, row, branch)


@transaction.atomic
def ask(act: Act, resident_id: UUID, application_id: UUID, text: str, within: timedelta = ANSWERED_WITHIN) -> UUID:
    """The centre asks the town; the application waits for the answer. Raises NotAllowed, UnknownApplication."""
    row = locked(resident_id, application_id)
    act.require(Permission.ASK, row.town)
    if State(row.state) not in OPEN:
        raise UnknownApplication
    question = Question(
        resident_id=resident_id,
        id=new_id(act.at),
        application_id=application_id,
        town=row.town,
        text=text,
        asked_at=act.at,
        due=act.today + within,
    )
    question.save(force_insert=True)
    noted(act, row, "ask")
    return question.id


@transaction.atomic
def answer(act: Act, resident_id: UUID, question_id: UUID, text: str) -> None:
    """The town answers, once. Raises NotAllowed, UnknownApplication."""
    question = Question.objects.select_for_update().filter(resident_id=resident_id, id=question_id).first()
    if question is None or question.answered_at is not None:
        raise UnknownApplication
    act.require(Permission.ANSWER, question.town)
    question.answer, question.answered_at, question.answered_by = text, act.at, act.actor
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    noted(act, locked(resident_id, question.application_id), "answer")


@transaction.atomic
def remind(act: Act) -> int:
    """Write down once a day what is overdue. For a task. Returns how many."""
    applications = queries.overdue(act.at, limit=10_000)
    for one in applications:
        row = locked(one.resident_id, one.application_id)
        if row.reminded_on != act.today:
            row.reminded_on = act.today
            row.save(update_fields=["reminded_on"])
            noted(act, row, "overdue", place=row.place)
    questions = Question.objects.filter(answered_at=None, due__lt=act.today).exclude(reminded_on=act.today)
    for question in questions:
        question.reminded_on = act.today
        question.save(update_fields=["reminded_on"])
        audit.record(act, "applications question overdue", subject=question.resident_id, thing=question.id)
    return len(applications) + len(questions)


def _placed(act: Act, row: Application, place: str) -> None:
    row.place, row.placed_at = place, act.at
    row.version += 1
    row.save(update_fields=["place", "placed_at", "version"])
    noted(act, row, "place", place=place)
