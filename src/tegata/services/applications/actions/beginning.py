"""Beginning an application: by its ID and the birth date on a public page, or by the office for the resident it shows.

Knowing an application ID gives no right: every try is kept and counted, and the resident is told when one is sent.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.offices import Office
from tegata.rules.residence import Residence
from tegata.services.applications import queries
from tegata.services.applications.actions.printing import new_form
from tegata.services.applications.actions.rows import check_form, locked_form, noted
from tegata.services.applications.models import Application, ApplicationForm, Try
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.applicants import (
    AppliedBy,
    Person,
    Standing,
    Wishes,
    WrongWay,
    check_application,
)
from tegata.services.applications.rules.channels import ONLINE, Channel, FirstStop
from tegata.services.applications.rules.reasons import check_reason
from tegata.services.applications.rules.states import State
from tegata.services.applications.rules.tracing import (
    CENTRE,
    MAIN_OFFICE,
    TRIES,
    FormNoLonger,
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
    """Begin for the resident that the clerk's page shows; at the issuing centre, for the one whose form came by post.

    Raises NotAllowed, UnknownResident, FormNoLonger, MayNotApply."""
    record = residents.record(resident_id)
    act.require(Permission.ENTER, record.town)
    if entry.channel in ONLINE:
        raise WrongWay("this way is the applicant's own")
    if act.office is Office.ISSUING_CENTRE and (entry.channel is not Channel.PAPER or not entry.form_id):
        raise WrongWay("the issuing centre enters forms that came by post, by the application ID on them")
    form = locked_form(entry.form_id or new_form(act, record).form_id)
    if form.resident_id != resident_id:
        raise FormNoLonger
    return _begin(act, form, entry)


def _begin(act: Act, form: ApplicationForm, entry: Entry) -> Begun:
    record = residents.record(form.resident_id)
    check_form(form, record)
    check_reason(entry.wishes.reason, queries.last_card(record.resident_id, act.today))
    wishes = check_application(entry.channel, _person(record, ward=entry.ward), entry.by, entry.wishes, act.today)
    at_office = entry.channel.way.first_stop is FirstStop.OFFICE and act.office is not Office.ISSUING_CENTRE
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


def _person(record: residents.ResidentRecord, *, ward: bool) -> Person:
    standing = _STANDING.get(record.state, Standing.NONE)
    return Person(record.birth, standing, record.residence is Residence.NATIONAL, record.stay_ends, ward)


def _columns(wishes: Wishes) -> dict[str, str | bool]:
    return {name: getattr(wishes, name) for name in Wishes.__slots__}
