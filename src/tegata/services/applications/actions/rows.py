"""What every action on an application does: lock its row, take a step, write audit and event. No action of its own."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError

from tegata.ground import audit, outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.concurrency import require_version
from tegata.services.applications.events import ApplicationClosed
from tegata.services.applications.models import Application, ApplicationForm
from tegata.services.applications.queries import UnknownApplication
from tegata.services.applications.rules.states import State, Step, after
from tegata.services.applications.rules.tracing import FormNoLonger, OneOpenAlready
from tegata.services.residents import api as residents


def locked(resident_id: UUID, application_id: UUID, shown: int | None = None) -> Application:
    """The row, locked until the transaction ends. Raises UnknownApplication or ChangedMeanwhile."""
    row = Application.objects.select_for_update().filter(resident_id=resident_id, id=application_id).first()
    if row is None:
        raise UnknownApplication
    require_version(shown, row.version)
    return row


def locked_form(form_id: str) -> ApplicationForm:
    """The form's row, locked: always before its application's. Raises UnknownApplication."""
    form = ApplicationForm.objects.select_for_update().filter(form_id=form_id).first()
    if form is None:
        raise UnknownApplication
    return form


def step(act: Act, row: Application, what: Step, also: Iterable[str] = ()) -> None:
    """Take a step and keep it, with the fields in `also`. Raises NotNow; OneOpenAlready, which ends the transaction."""
    row.state = after(State(row.state), what)
    row.version += 1
    try:
        row.save(update_fields=["state", "version", *also])
    except IntegrityError:
        raise OneOpenAlready from None
    noted(act, row, what.value)


def noted(act: Act, row: Application, verb: str, **facts: str | int | bool) -> None:
    """The audit entry of something done with an application."""
    audit.record(
        act, f"applications {verb}", subject=row.resident_id, thing=row.id, facts={"state": row.state, **facts}
    )


def close(act: Act, row: Application, what: Step) -> None:
    """Cancel, reject or let lapse: the event, and the letter that says so."""
    row.closed_at, row.sealed_pins = act.at, b""
    step(act, row, what, ["closed_at", "sealed_pins"])
    outbox.announce(act.at, ApplicationClosed(row.resident_id, row.id, row.town, row.state, act.today))
    residents.tell(
        act,
        row.resident_id,
        "application closed",
        {"application": str(row.id), "receipt": row.receipt, "outcome": row.state},
    )


def check_form(form: ApplicationForm, record: residents.ResidentRecord) -> None:
    """Raises FormNoLonger for a form that was used, or whose record changed."""
    if form.void_at is not None or form.used_by is not None or form.record_version != record.version:
        raise FormNoLonger


def require_own(act: Act, resident_id: UUID) -> None:
    """The applicant's own hand: a session that an application ID opened, or the holder's screen at the office."""
    if act.actor != f"resident:{resident_id}":
        raise NotAllowed("the applicant's own screen")
