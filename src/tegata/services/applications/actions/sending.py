"""Sending: the applicant looks at name and photo side by side, says that they are theirs, and only then it is received."""

import secrets as system_random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.ground import outbox
from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.rules.pins import PinKind
from tegata.services.applications import queries
from tegata.services.applications.actions.rows import check_form, close, locked, locked_form, noted, require_own, step
from tegata.services.applications.events import ApplicationReceived
from tegata.services.applications.models import Application, ApplicationForm, Photo, Receipt
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules import likeness, sealing
from tegata.services.applications.rules.applicants import Reason, WrongWay, check_secrets, photo_needed
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.form_ids import draw_receipt
from tegata.services.applications.rules.reasons import check_reason
from tegata.services.applications.rules.states import State, Step
from tegata.services.applications.rules.tracing import AnotherPicture, NoPhoto
from tegata.services.residents import api as residents


@dataclass(frozen=True, slots=True)
class Sent:
    """What the receipt says. `state` is `cancelled` where the cancellation had come before the application."""

    resident_id: UUID
    application_id: UUID
    receipt: str
    state: State


def confirm_and_send(
    act: Act,
    resident_id: UUID,
    application_id: UUID,
    digest: str,
    secrets: Mapping[PinKind, str] | None = None,
    shown: int | None = None,
) -> Sent:
    """The applicant says of name and photo side by side that they are theirs, chooses PINs if the card is posted, and sends.

    `digest`: SHA-256 of the photo that was shown, empty without one. By the applicant's own hand, never a clerk's.
    Raises NotAllowed, NoPhoto, AnotherPicture, PhotoRefused, PinFormatError, WrongReason, FormNoLonger,
    OneOpenAlready, ChangedMeanwhile.
    """
    require_own(act, resident_id)
    wishes = queries.application(resident_id, application_id).wishes
    chosen = check_secrets(wishes, dict(secrets or {}))
    sealed = _sealed(chosen, resident_id, application_id) if chosen else b""
    with transaction.atomic():
        row = _with_form(resident_id, application_id, shown)
        _check_picture(row, digest)
        row.confirmed_at, row.confirmed_how, row.sealed_pins = act.at, "screen", sealed
        return _send(act, row)


@transaction.atomic
def send_entered(act: Act, resident_id: UUID, application_id: UUID, shown: int | None = None) -> Sent:
    """Send what came on paper or through an agent. Whoever signed the form confirmed its photo; an agent confirms nothing.

    Raises NotAllowed, WrongWay, NoPhoto, PhotoRefused, FormNoLonger, OneOpenAlready, ChangedMeanwhile.
    """
    row = _with_form(resident_id, application_id, shown)
    act.require(Permission.ENTER, row.town)
    if row.channel not in (Channel.PAPER, Channel.PROXY):
        raise WrongWay("the applicant is here: let them look at name and photo on their own screen, and send it there")
    if row.channel == Channel.PAPER:
        row.confirmed_at, row.confirmed_how = act.at, "signature"
    return _send(act, row)


@transaction.atomic
def confirm_later(act: Act, resident_id: UUID, application_id: UUID, digest: str) -> None:
    """The applicant confirms the photo of what was sent already: a new photo, or one that an agent sent.

    Raises NotAllowed, AnotherPicture.
    """
    require_own(act, resident_id)
    row = locked(resident_id, application_id)
    _check_picture(row, digest)
    _confirmed(act, row, "screen")


@transaction.atomic
def confirm_by_letter(act: Act, resident_id: UUID, application_id: UUID, digest: str) -> None:
    """The applicant's signed answer to the inquiry (照会書兼回答書), with the photo on it, came back. Raises NotAllowed."""
    row = locked(resident_id, application_id)
    act.require(Permission.ENTER, row.town)
    _check_picture(row, digest)
    _confirmed(act, row, "letter")


def _confirmed(act: Act, row: Application, how: str) -> None:
    row.confirmed_at, row.confirmed_how = act.at, how
    row.version += 1
    row.save(update_fields=["confirmed_at", "confirmed_how", "version"])
    noted(act, row, "confirm", how=how)


def _send(act: Act, row: Application) -> Sent:
    """The form is locked, the row is. What the resident wished for may become less: never by post what is doubtful."""
    record = residents.record(row.resident_id)
    form = ApplicationForm.objects.get(form_id=row.form_id)
    check_form(form, record)
    check_reason(Reason(row.reason), queries.last_card(row.resident_id, act.today))
    found = _judged(row, record.birth, act.today)
    row.in_person = likeness.in_person(found)
    if row.in_person and row.handover == Handover.POST:
        row.handover, row.sealed_pins = Handover.COLLECTION, b""
    row.receipt, row.received_at, row.placed_at = _receipt(act, row), act.at, act.at
    sent = ["receipt", "received_at", "placed_at", "in_person", "handover", "sealed_pins", "confirmed_at"]
    step(act, row, Step.SEND, [*sent, "confirmed_how"])
    _used(act, form, row)
    outbox.announce(act.at, ApplicationReceived(row.resident_id, row.id, row.town, row.channel, act.today))
    facts = {"application": str(row.id), "receipt": row.receipt, "channel": row.channel}
    residents.tell(act, row.resident_id, "application received", facts)
    if form.cancel_asked_at is not None:
        close(act, row, Step.CANCEL)
    return Sent(row.resident_id, row.id, row.receipt, State(row.state))


def _judged(row: Application, birth: date, day: date) -> tuple[likeness.Finding, ...]:
    if not photo_needed(birth, day):
        return ()
    if queries.photo_row(row.resident_id, row.id) is None:
        raise NoPhoto
    found = queries.findings(row.resident_id, row.id, day)
    likeness.refuse(found)
    return found


def _used(act: Act, form: ApplicationForm, row: Application) -> None:
    form.used_by = row.id
    form.save(update_fields=["used_by"])
    others = ApplicationForm.objects.filter(resident_id=row.resident_id, used_by=None, void_at=None)
    others.update(void_at=act.at)
    Photo.objects.filter(resident_id=row.resident_id, application_id=row.id).update(sent=True)


def _receipt(act: Act, row: Application) -> str:
    number = draw_receipt(act.today, system_random.randbelow)
    while Receipt.objects.filter(number=number).exists():
        number = draw_receipt(act.today, system_random.randbelow)
    Receipt(number=number, resident_id=row.resident_id, application_id=row.id).save(force_insert=True)
    return number


def _with_form(resident_id: UUID, application_id: UUID, shown: int | None) -> Application:
    locked_form(queries.row(resident_id, application_id).form_id)
    return locked(resident_id, application_id, shown)


def _check_picture(row: Application, digest: str) -> None:
    kept = Photo.objects.filter(resident_id=row.resident_id, application_id=row.id).values_list("digest", flat=True)
    if (kept.first() or "") != digest:
        raise AnotherPicture


def _sealed(chosen: Mapping[PinKind, str], resident_id: UUID, application_id: UUID) -> bytes:
    centre: sealing.CentreSeal = plugged("centre-seal")
    draw = system_random.token_bytes(sealing.KEY + sealing.NONCE)
    return sealing.seal(centre.public_key(), chosen, resident_id, application_id, draw)
