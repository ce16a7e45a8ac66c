"""The town looks at an application: identify, pass (two where a face is doubtful), ask for another photo; the centre accepts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tegata.ground import outbox, two_person
from tegata.ground.act import Act
from tegata.services.applications import queries
from tegata.services.applications.actions.rows import close, locked, noted, step
from tegata.services.applications.events import ApplicationAccepted
from tegata.services.applications.models import Application, Photo, Question
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules import likeness
from tegata.services.applications.rules.applicants import photo_needed
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.documents import Document, check_documents
from tegata.services.applications.rules.likeness import DOUBTFUL_PHOTO
from tegata.services.applications.rules.states import State, Step, after
from tegata.services.applications.rules.tracing import CENTRE, NoPhoto, NotConfirmed, NotIdentified, RecordChanged
from tegata.services.residents import api as residents

two_person.verb(DOUBTFUL_PHOTO, _("Pass an application whose photo is doubtful"))


class TwoHaveToLook(PermissionError):
    """A face is doubtful: a second member of staff has to look."""

    def __init__(self) -> None:
        super().__init__("a face is doubtful: propose to pass it, and have another member of staff look and approve")


@transaction.atomic
def identify(
    act: Act, resident_id: UUID, application_id: UUID, documents: Sequence[Document], shown: int | None = None
) -> None:
    """The applicant stands here and was identified by these documents. Raises NotAllowed, NotEnough, NotNow."""
    row = locked(resident_id, application_id, shown)
    act.require(Permission.IDENTIFY, row.town)
    check_documents(documents, present=Channel(row.channel).way.present)
    row.identified_by, row.documents = act.actor, " ".join(documents)
    row.version += 1
    row.save(update_fields=["identified_by", "documents", "version"])
    noted(act, row, "identify")


@transaction.atomic
def propose_pass(act: Act, resident_id: UUID, application_id: UUID, shown: int | None = None) -> UUID:
    """First of two: I looked, and it is the applicant's face. Returns the proposal for the second."""
    row = locked(resident_id, application_id, shown)
    act.require(Permission.REVIEW, row.town)
    after(State(row.state), Step.REVIEW)
    return two_person.propose(act, DOUBTFUL_PHOTO, row.id, _looked_at(row), permission=Permission.REVIEW)


@transaction.atomic
def approve_and_pass(
    act: Act, resident_id: UUID, application_id: UUID, proposal: UUID, shown: int | None = None
) -> None:
    """Second of two. Raises TwoPersonRefused and what pass_review raises."""
    act.require(Permission.REVIEW, queries.row(resident_id, application_id).town)
    two_person.approve(act, proposal)
    pass_review(act, resident_id, application_id, proposal=proposal, shown=shown)


@transaction.atomic
def pass_review(
    act: Act, resident_id: UUID, application_id: UUID, *, proposal: UUID | None = None, shown: int | None = None
) -> None:
    """The town passes it: record, photo and applicant agree. The photo is compared anew with what came meanwhile.

    Raises NotAllowed, TwoHaveToLook, PhotoRefused, NoPhoto, NotConfirmed, NotIdentified, RecordChanged, NotNow.
    """
    row = locked(resident_id, application_id, shown)
    act.require(Permission.REVIEW, row.town)
    after(State(row.state), Step.REVIEW)
    record = residents.record(resident_id)
    if record.version != row.record_version:
        raise RecordChanged
    _check_complete(row, photo=photo_needed(record.birth, _day_of_receipt(row, act)))
    found = queries.findings(resident_id, application_id, act.today)
    likeness.refuse(found)
    if likeness.two_look(found):
        if proposal is None:
            raise TwoHaveToLook
        two_person.redeem(act, proposal, DOUBTFUL_PHOTO, row.id, _looked_at(row))
    row.in_person = likeness.in_person(found)
    row.reviewed_by = act.actor
    if row.in_person and row.handover == Handover.POST:
        row.handover, row.sealed_pins = Handover.COLLECTION, b""
    step(act, row, Step.REVIEW, ["in_person", "reviewed_by", "handover", "sealed_pins"])


@transaction.atomic
def ask_photo(act: Act, resident_id: UUID, application_id: UUID, fault: str, shown: int | None = None) -> None:
    """The photo does not do; the resident is told why (`fault`, the name of a fault) and sends another one."""
    row = locked(resident_id, application_id, shown)
    act.require(Permission.REVIEW, row.town)
    row.photo_fault = fault
    step(act, row, Step.ASK_PHOTO, ["photo_fault"])
    facts = {"application": str(row.id), "receipt": row.receipt, "fault": fault}
    residents.tell(act, resident_id, "photo needed", facts)


@transaction.atomic
def accept(act: Act, resident_id: UUID, application_id: UUID) -> State:
    """正式受理 at the centre: a card is ordered. For a task: asks for no permission.

    What is not so any more lapses instead; what has an open question or lies elsewhere waits. Returns the state.
    """
    row = locked(resident_id, application_id)
    if residents.record(resident_id).version != row.record_version:
        close(act, row, Step.LAPSE)
        return State(row.state)
    asked = Question.objects.filter(resident_id=resident_id, application_id=application_id, answered_at=None)
    if row.place != CENTRE or asked.exists() or row.received_at is None:
        return State(row.state)
    step(act, row, Step.ACCEPT)
    value = queries.value_of(row)
    outbox.announce(
        act.at,
        ApplicationAccepted(
            resident_id,
            row.id,
            row.town,
            value.received or act.today,
            row.reason,
            row.handover,
            row.face_only,
        ),
    )
    return State(row.state)


def _check_complete(row: Application, *, photo: bool) -> None:
    if photo and not Photo.objects.filter(resident_id=row.resident_id, application_id=row.id).exists():
        raise NoPhoto
    if row.confirmed_at is None:
        raise NotConfirmed
    if row.handover == Handover.POST and not row.identified_by:
        raise NotIdentified


def _looked_at(row: Application) -> dict[str, str | int | bool]:
    photo = queries.photo_row(row.resident_id, row.id)
    return {"photo": photo.digest if photo else "", "record": row.record_version}


def _day_of_receipt(row: Application, act: Act) -> date:
    return queries.value_of(row).received or act.today
