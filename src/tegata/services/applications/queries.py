"""Reading applications: one, a town's, what is overdue, and how a photo compares with those on file."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tegata import faces
from tegata.ground.clock import day_in_japan
from tegata.services.applications.models import (
    Application,
    ApplicationForm,
    Photo,
    Question,
    Receipt,
    TransferItem,
    TransferList,
    Try,
)
from tegata.services.applications.rules.applicants import AppliedBy, Reason, Wishes
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.likeness import Alike, Finding, Seen, judge
from tegata.services.applications.rules.states import OPEN, State
from tegata.services.applications.rules.tracing import CENTRE, PASSED_ON_WITHIN, TRIES_WITHIN
from tegata.services.residents import api as residents


class UnknownApplication(LookupError):
    """There is no such application."""

    def __init__(self) -> None:
        super().__init__("there is no such application; check the number")


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application as a value. `received` is the day of receipt, which the card's age limit goes by."""

    resident_id: UUID
    application_id: UUID
    version: int
    state: State
    form_id: str
    receipt: str
    town: str
    channel: Channel
    applied_by: AppliedBy
    wishes: Wishes
    record_version: int
    begun_at: datetime
    received_at: datetime | None
    confirmed: bool
    in_person: bool
    identified: bool
    sealed_pins: bytes
    place: str
    placed_at: datetime
    cancel_asked: bool
    photo_fault: str
    reviewed_by: str

    @property
    def received(self) -> date | None:
        """The day of receipt in Japan."""
        return day_in_japan(self.received_at) if self.received_at else None


@dataclass(frozen=True, slots=True)
class OneFace:
    """A face on file: of whom, of which application, 128 half-precision numbers."""

    resident_id: UUID
    application_id: UUID
    descriptor: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Some applications, the oldest first. `after` asks for the next ones; None at the end."""

    applications: tuple[ApplicationView, ...]
    after: str | None


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


def application(resident_id: UUID, application_id: UUID) -> ApplicationView:
    """One application. Raises UnknownApplication."""
    return value_of(row(resident_id, application_id))


def row(resident_id: UUID, application_id: UUID) -> Application:
    """Its row. Raises UnknownApplication."""
    found = Application.objects.filter(resident_id=resident_id, id=application_id).first()
    if found is None:
        raise UnknownApplication
    return found


def by_receipt(number: str) -> ApplicationView:
    """The application of a receipt number, as parsed. Raises UnknownApplication."""
    entry = Receipt.objects.filter(number=number).first()
    if entry is None:
        raise UnknownApplication
    return application(entry.resident_id, entry.application_id)


def form(form_id: str) -> ApplicationForm:
    """The form of an application ID, as parsed. Raises UnknownApplication."""
    found = ApplicationForm.objects.filter(form_id=form_id).first()
    if found is None:
        raise UnknownApplication
    return found


def open_application(resident_id: UUID) -> ApplicationView | None:
    """The resident's open application, if any."""
    found = Application.objects.filter(resident_id=resident_id, state__in=OPEN).first()
    return value_of(found) if found else None


def applications_of(resident_id: UUID) -> tuple[ApplicationView, ...]:
    """All that a resident ever sent, the newest first."""
    rows = Application.objects.filter(resident_id=resident_id).exclude(state=State.BEGUN).order_by("-begun_at")
    return tuple(value_of(one) for one in rows)


def photo(resident_id: UUID, application_id: UUID) -> bytes:
    """The picture, JPEG or PNG; empty for a child's card without one."""
    found = photo_row(resident_id, application_id)
    return bytes(found.image) if found else b""


def photo_row(resident_id: UUID, application_id: UUID) -> Photo | None:
    """The row of an application's photo, if it has one."""
    return Photo.objects.filter(resident_id=resident_id, application_id=application_id).first()


def last_made_photo(resident_id: UUID) -> Photo | None:
    """The photo of the last card that was made for the resident."""
    return Photo.objects.filter(resident_id=resident_id, made=True).order_by("-taken_at").first()


def faces_of_town(town: str) -> tuple[OneFace, ...]:
    """Every face of the town's made cards: whom a new face is compared with before a handover."""
    rows = Photo.objects.filter(town=town, made=True).values_list("resident_id", "application_id", "descriptor")
    return tuple(OneFace(resident, one, bytes(descriptor)) for resident, one, descriptor in rows.iterator())


def of_town(town: str, states: Iterable[State], after: str | None = None, limit: int = 20) -> Page:
    """A town's applications in these states, the oldest first."""
    query = Application.objects.filter(town=town, state__in=list(states)).order_by("received_at", "id")
    return _page(query, after, limit)


def accepted(limit: int = 500) -> tuple[ApplicationView, ...]:
    """Accepted applications that wait for production, the oldest first."""
    rows = Application.objects.filter(state=State.ACCEPTED).order_by("placed_at", "id")[:limit]
    return tuple(value_of(one) for one in rows)


def to_accept(limit: int = 200) -> tuple[ApplicationView, ...]:
    """Reviewed applications that lie at the centre, no question open."""
    rows = Application.objects.filter(state=State.REVIEWED, place=CENTRE).order_by("placed_at", "id")[:limit]
    found = tuple(value_of(one) for one in rows)
    asked = set(
        Question.objects.filter(resident_id__in=[one.resident_id for one in found], answered_at=None).values_list(
            "application_id", flat=True
        )
    )
    return tuple(one for one in found if one.application_id not in asked)


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


def findings(resident_id: UUID, application_id: UUID, day: date) -> tuple[Finding, ...]:
    """Every doubt about an application's photo as things are now. Without a photo there is none."""
    mine = photo_row(resident_id, application_id)
    if mine is None:
        return ()
    checked = Compared(bytes(mine.descriptor), mine.picture_hash)
    channel = Channel(row(resident_id, application_id).channel)
    return findings_of(checked, resident_id, application_id, channel, day)


@dataclass(frozen=True, slots=True)
class Compared:
    """What of a photo is compared: the face's numbers, the picture's hash."""

    descriptor: bytes
    picture_hash: int


def findings_of(
    photo: Compared, resident_id: UUID, application_id: UUID, channel: Channel, day: date
) -> tuple[Finding, ...]:
    """Every doubt about a photo that is not kept yet."""
    record = residents.record(resident_id)
    threshold = faces.DRAWN if record.synthetic else faces.PHOTOGRAPHS
    members = [one.resident_id for one in residents.household(resident_id).members if one.resident_id != resident_id]
    last = _last_made([resident_id, *members], application_id)
    own = last.pop(resident_id, None)
    alike, own_copies = _alike(photo, resident_id, application_id, record.town, day, threshold)
    seen = Seen(
        resident_id,
        alike,
        faces.distance(photo.descriptor, own) if own else None,
        own_copies,
        tuple((member, faces.distance(photo.descriptor, face)) for member, face in last.items()),
        threshold,
    )
    return judge(seen, channel, day)


def _last_made(ids: list[UUID], application_id: UUID) -> dict[UUID, bytes]:
    rows = Photo.objects.filter(resident_id__in=ids, made=True).exclude(application_id=application_id)
    return {one.resident_id: bytes(one.descriptor) for one in rows.order_by("taken_at").defer("image")}


def _alike(
    photo: Compared, resident_id: UUID, application_id: UUID, town: str, day: date, threshold: float
) -> tuple[tuple[Alike, ...], tuple[date, ...]]:
    """Photos of the town ever and of the nation on this day: others' that are alike, and the days of own copies."""
    near = Photo.objects.filter(Q(town=town, sent=True) | Q(day=day)).exclude(
        resident_id=resident_id, application_id=application_id
    )
    rows = list(near.values_list("resident_id", "application_id", "descriptor", "picture_hash", "day"))
    found = faces.within(photo.descriptor, faces.matrix(bytes(one[2]) for one in rows), threshold) if rows else []
    alike = [
        (Alike(rows[at][0], rows[at][1], apart, faces.is_copy(photo.picture_hash, rows[at][3])), rows[at][4])
        for at, apart in found
    ]
    copies = tuple(taken for one, taken in alike if one.copy and one.resident_id == resident_id)
    return tuple(one for one, _ in alike), copies


def _page(query: QuerySet[Application], after: str | None, limit: int) -> Page:
    if after is not None:
        moment, _, last = after.partition("_")
        at = datetime.fromisoformat(moment)
        query = query.filter(Q(received_at__gt=at) | Q(received_at=at, id__gt=UUID(last)))
    rows = list(query[: limit + 1])
    last_row = rows[limit - 1] if len(rows) > limit else None
    more = f"{last_row.received_at.isoformat()}_{last_row.id}" if last_row and last_row.received_at else None
    return Page(tuple(value_of(one) for one in rows[:limit]), more)


def value_of(row: Application) -> ApplicationView:
    """A row as a value."""
    return ApplicationView(
        resident_id=row.resident_id,
        application_id=row.id,
        version=row.version,
        state=State(row.state),
        form_id=row.form_id,
        receipt=row.receipt,
        town=row.town,
        channel=Channel(row.channel),
        applied_by=AppliedBy(row.applied_by),
        wishes=Wishes(Reason(row.reason), Handover(row.handover), row.face_only, row.wants_auth, row.wants_sign),
        record_version=row.record_version,
        begun_at=row.begun_at,
        received_at=row.received_at,
        confirmed=row.confirmed_at is not None,
        in_person=row.in_person,
        identified=bool(row.identified_by),
        sealed_pins=bytes(row.sealed_pins),
        place=row.place,
        placed_at=row.placed_at,
        cancel_asked=row.cancel_asked_at is not None,
        photo_fault=row.photo_fault,
        reviewed_by=row.reviewed_by,
    )


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
