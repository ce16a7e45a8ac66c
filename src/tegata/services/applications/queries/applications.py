"""Reading applications: one, a resident's, a town's, those that wait for the next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tegata.ground.clock import day_in_japan
from tegata.ground.models import Proposal
from tegata.ground.ports import plugged
from tegata.services.applications.models import Application, ApplicationForm, Question, Receipt
from tegata.services.applications.rules.applicants import AppliedBy, Reason, Wishes
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.likeness import DOUBTFUL_PHOTO
from tegata.services.applications.rules.reasons import LastCard, LastCards
from tegata.services.applications.rules.states import OPEN, State
from tegata.services.applications.rules.tracing import CENTRE


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
class Page:
    """Some applications, the oldest first. `after` asks for the next ones; None at the end."""

    applications: tuple[ApplicationView, ...]
    after: str | None


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


def last_card(resident_id: UUID, day: date) -> LastCard | None:
    """What became of the resident's last card."""
    cards: LastCards = plugged("last-card")
    return cards.of(resident_id, day)


@dataclass(frozen=True, slots=True)
class Looking:
    """Two look at a doubtful photo: who proposed to pass it, who approved, empty as long as nobody did."""

    proposal: UUID
    first: str
    second: str


def looking(application_id: UUID) -> Looking | None:
    """The open proposal to pass an application's doubtful photo."""
    rows = Proposal.objects.filter(thing=str(application_id), verb=DOUBTFUL_PHOTO, done_at=None, withdrawn_at=None)
    found = rows.order_by("-proposed_at").first()
    return Looking(found.id, found.proposed_by, found.approved_by) if found else None


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
