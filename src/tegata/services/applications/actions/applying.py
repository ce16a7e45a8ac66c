"""Applying: begin, take the photo in, confirm, send. Until it is sent nobody has received anything.

The photo is bound to the application's id by the server, where the page shows the one resident it is for; no name, no list and
no position has a part in it. Knowing an application ID gives no right: the resident is told at once.
"""

import hashlib
import secrets as system_random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from tegata import faces
from tegata.ground import audit, outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.rules.ages import age_on
from tegata.rules.pins import PinKind
from tegata.rules.residence import Residence
from tegata.services.applications import queries
from tegata.services.applications.actions.printing import new_form
from tegata.services.applications.actions.rows import close, locked, locked_form, noted, step
from tegata.services.applications.events import ApplicationReceived
from tegata.services.applications.models import Application, ApplicationForm, Photo, Receipt, Try
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules import likeness, sealing
from tegata.services.applications.rules.applicants import (
    AppliedBy,
    Person,
    Standing,
    Wishes,
    WrongWay,
    check_application,
    check_secrets,
    photo_needed,
)
from tegata.services.applications.rules.channels import ONLINE, Channel, FirstStop, Handover
from tegata.services.applications.rules.form_ids import draw_receipt
from tegata.services.applications.rules.states import State, Step, after
from tegata.services.applications.rules.tracing import (
    CENTRE,
    MAIN_OFFICE,
    TRIES,
    AnotherPicture,
    FormNoLonger,
    NoPhoto,
    TooManyTries,
    WrongPair,
)
from tegata.services.residents import api as residents

_STANDING = {
    residents.RecordState.RESIDENT: Standing.RESIDENT,
    residents.RecordState.LEAVING: Standing.LEAVING,
    residents.RecordState.ABROAD: Standing.ABROAD,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What an application says. `form_id`: of the form that came on paper; other ways of the office print one themselves."""

    channel: Channel
    by: AppliedBy = AppliedBy.SELF
    wishes: Wishes = field(default_factory=Wishes)
    ward: bool = False
    branch: str = MAIN_OFFICE
    form_id: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """An application that is not sent yet."""

    resident_id: UUID
    application_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What the receipt says. `state` is `cancelled` where the cancellation had come before the application."""

    resident_id: UUID
    application_id: UUID
    receipt: str
    state: State


def knock(act: Act, form_id: str, birth: date) -> UUID:
    """Whose form this is, for somebody who knows its ID and the birth date. For public pages: asks for no permission.

    Each try is kept before it is looked at. Raises TooManyTries, WrongPair.
    """
    Try(digest=queries.try_digest(form_id), at=act.at).save(force_insert=True)
    if queries.tries(form_id, act.at) > TRIES:
        raise TooManyTries
    form = ApplicationForm.objects.filter(form_id=form_id).first()
    if form is None or residents.record(form.resident_id).birth != birth:
        audit.refused(act, "applications knock", subject=form.resident_id if form else None, why="birth date")
        raise WrongPair
    return form.resident_id


def begin_online(act: Act, form_id: str, birth: date, entry: Entry) -> Begun:
    """Begin by an application ID, on a public page. Raises TooManyTries, WrongPair, FormNoLonger, MayNotApply."""
    knock(act, form_id, birth)
    if entry.channel not in ONLINE:
        raise WrongWay("this way is the office's")
    with transaction.atomic():
        return _begin(act, locked_form(form_id), entry)


@transaction.atomic
def begin_at_office(act: Act, resident_id: UUID, entry: Entry) -> Begun:
    """Begin for the resident that the clerk's page shows. Raises NotAllowed, UnknownResident, FormNoLonger, MayNotApply."""
    record = residents.record(resident_id)
    act.require(Permission.ENTER, record.town)
    if entry.channel in ONLINE:
        raise WrongWay("this way is the applicant's own")
    form = locked_form(entry.form_id or new_form(act, record).form_id)
    if form.resident_id != resident_id:
        raise FormNoLonger
    return _begin(act, form, entry)


def _begin(act: Act, form: ApplicationForm, entry: Entry) -> Begun:
    record = residents.record(form.resident_id)
    _check_form(form, record)
    wishes = check_application(entry.channel, _person(record, ward=entry.ward), entry.by, entry.wishes, act.today)
    at_office = entry.channel.way.first_stop is FirstStop.OFFICE
    row = Application(
        resident_id=record.resident_id,
        id=new_id(act.at),
        state=State.BEGUN,
        form_id=form.form_id,
        town=record.town,
        channel=entry.channel,
        applied_by=entry.by,
        **_columns(wishes),
        record_version=form.record_version,
        begun_at=act.at,
        begun_by=act.actor,
        place=entry.branch if at_office else CENTRE,
        placed_at=act.at,
    )
    row.save(force_insert=True)
    noted(act, row, "begin", channel=row.channel)
    return Begun(row.resident_id, row.id, row.version)


def take_photo(act: Act, resident_id: UUID, application_id: UUID, image: bytes, shown: int | None = None) -> Begun:
    """Take a picture in as this application's, in place of an earlier one. Looking at it is outside of the transaction.

    Raises NotAllowed, PhotoError (the rules), PhotoRefused (somebody else's picture), NotNow, ChangedMeanwhile.
    """
    before = queries.row(resident_id, application_id)
    _require_hand(act, before)
    record = residents.record(resident_id)
    if not photo_needed(record.birth, act.today):
        raise WrongWay("the card of a child under one has no photo; send the application without one")
    checked = faces.check_photo(image, age_on(record.birth, act.today))
    compared = queries.Compared(checked.descriptor, checked.picture_hash)
    found = queries.findings_of(compared, resident_id, application_id, Channel(before.channel), act.today)
    likeness.refuse(found)
    with transaction.atomic():
        return _kept(act, locked(resident_id, application_id, shown), image, checked)


def _kept(act: Act, row: Application, image: bytes, checked: faces.CheckedPhoto) -> Begun:
    if row.state != State.BEGUN:
        after(State(row.state), Step.NEW_PHOTO)
    Photo.objects.filter(resident_id=row.resident_id, application_id=row.id).delete()
    Photo(
        resident_id=row.resident_id,
        id=new_id(act.at),
        application_id=row.id,
        town=row.town,
        day=act.today,
        taken_at=act.at,
        taken_by=act.actor,
        image=image,
        digest=hashlib.sha256(image).hexdigest(),
        descriptor=checked.descriptor,
        picture_hash=checked.picture_hash,
        sent=row.state != State.BEGUN,
    ).save(force_insert=True)
    row.confirmed_at, row.confirmed_how = None, ""
    if row.state == State.BEGUN:
        row.version += 1
        row.save(update_fields=["version", "confirmed_at", "confirmed_how"])
        noted(act, row, "take photo")
    else:
        row.photo_fault = ""
        step(act, row, Step.NEW_PHOTO, ["photo_fault", "confirmed_at", "confirmed_how"])
    return Begun(row.resident_id, row.id, row.version)


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
    Raises NotAllowed, NoPhoto, AnotherPicture, PhotoRefused, PinFormatError, FormNoLonger, OneOpenAlready, ChangedMeanwhile.
    """
    _require_own(act, resident_id)
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
    _require_own(act, resident_id)
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
    _check_form(form, record)
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


def _check_form(form: ApplicationForm, record: residents.ResidentRecord) -> None:
    if form.void_at is not None or form.used_by is not None or form.record_version != record.version:
        raise FormNoLonger


def _check_picture(row: Application, digest: str) -> None:
    kept = Photo.objects.filter(resident_id=row.resident_id, application_id=row.id).values_list("digest", flat=True)
    if (kept.first() or "") != digest:
        raise AnotherPicture


def _require_own(act: Act, resident_id: UUID) -> None:
    """The applicant's own hand: a session that an application ID opened, or the holder's screen at the office."""
    if act.actor != f"resident:{resident_id}":
        raise NotAllowed("the applicant's own screen")


def _require_hand(act: Act, row: Application) -> None:
    """Who brings the photo in: the applicant where they apply themselves, else the office."""
    if Channel(row.channel) in ONLINE:
        _require_own(act, row.resident_id)
    else:
        act.require(Permission.ENTER, row.town)


def _sealed(chosen: Mapping[PinKind, str], resident_id: UUID, application_id: UUID) -> bytes:
    centre: sealing.CentreSeal = plugged("centre-seal")
    draw = system_random.token_bytes(sealing.KEY + sealing.NONCE)
    return sealing.seal(centre.public_key(), chosen, resident_id, application_id, draw)


def _person(record: residents.ResidentRecord, *, ward: bool) -> Person:
    standing = _STANDING.get(record.state, Standing.NONE)
    return Person(record.birth, standing, record.residence is Residence.NATIONAL, record.stay_ends, ward)


def _columns(wishes: Wishes) -> dict[str, str | bool]:
    return {name: getattr(wishes, name) for name in Wishes.__slots__}
