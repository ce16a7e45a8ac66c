"""Ends without a card: cancelled at any time before the making, rejected, lapsed, forgotten. A cancellation is never lost."""

from enum import StrEnum
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.services.applications.actions.rows import close, locked, locked_form, noted
from tegata.services.applications.models import Application, Photo, Try
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.states import CANCELLABLE, CLOSED, State, Step
from tegata.services.applications.rules.tracing import DRAFTS_KEPT, TRIES_WITHIN
from tegata.services.residents import api as residents


class Cancellation(StrEnum):
    """What became of a wish to cancel."""

    DONE = "done"
    KEPT = "kept"
    """It is written down: the application has not come yet and ends when it comes, or its card is being made and is not
    handed over."""
    TOO_LATE = "too late"
    """There is a card, or the application had ended already."""


@transaction.atomic
def cancel(act: Act, resident_id: UUID, application_id: UUID) -> Cancellation:
    """Cancel, wherever the application lies: sent, on the way, not yet formally accepted. Raises NotAllowed.

    No version is asked: whatever changed meanwhile, the wish stands.
    """
    row = locked(resident_id, application_id)
    _require(act, row.resident_id, row.town)
    return _cancelled(act, row)


@transaction.atomic
def cancel_form(act: Act, form_id: str) -> Cancellation:
    """Cancel what was or will be sent with a form, by its application ID: also before anything of it has arrived."""
    form = locked_form(form_id)
    _require(act, form.resident_id, residents.record(form.resident_id).town)
    if form.used_by is not None:
        return _cancelled(act, locked(form.resident_id, form.used_by))
    form.cancel_asked_at = act.at
    form.save(update_fields=["cancel_asked_at"])
    audit.record(act, "applications cancel form", subject=form.resident_id)
    return Cancellation.KEPT


def _cancelled(act: Act, row: Application) -> Cancellation:
    if row.state in CLOSED:
        return Cancellation.DONE if row.state == State.CANCELLED else Cancellation.TOO_LATE
    if row.state == State.BEGUN:
        _forget(row)
        return Cancellation.DONE
    row.cancel_asked_at = act.at
    row.save(update_fields=["cancel_asked_at"])
    if row.state in CANCELLABLE:
        close(act, row, Step.CANCEL)
        return Cancellation.DONE
    noted(act, row, "cancel asked")
    return Cancellation.KEPT


@transaction.atomic
def reject(act: Act, resident_id: UUID, application_id: UUID, shown: int | None = None) -> None:
    """The town refuses it. Raises NotAllowed, NotNow, ChangedMeanwhile."""
    row = locked(resident_id, application_id, shown)
    act.require(Permission.REVIEW, row.town)
    close(act, row, Step.REJECT)


@transaction.atomic
def lapse_older(act: Act, resident_id: UUID, version: int) -> int:
    """The record has another version: what was applied for before ends, but for what is being made. For a handler."""
    rows = Application.objects.select_for_update().filter(
        resident_id=resident_id, state__in=[State.BEGUN, *CANCELLABLE], record_version__lt=version
    )
    ended = list(rows.order_by("id"))
    for row in ended:
        if row.state == State.BEGUN:
            _forget(row)
        else:
            close(act, row, Step.LAPSE)
    return len(ended)


@transaction.atomic
def forget_drafts(act: Act) -> int:
    """Drafts that nobody sent, and tries of application IDs, are forgotten. For a task. Returns how many drafts."""
    old = Application.objects.filter(state=State.BEGUN, begun_at__lt=act.at - DRAFTS_KEPT)
    drafts = list(old.select_for_update())
    for row in drafts:
        _forget(row)
    Try.objects.filter(at__lt=act.at - TRIES_WITHIN).delete()
    return len(drafts)


def _require(act: Act, resident_id: UUID, town: str) -> None:
    """The resident themself, or an office that may."""
    if act.actor != f"resident:{resident_id}":
        act.require(Permission.CANCEL, town)


def _forget(row: Application) -> None:
    Photo.objects.filter(resident_id=row.resident_id, application_id=row.id).delete()
    row.delete()
