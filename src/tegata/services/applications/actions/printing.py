"""Forms with their application ID: printed for one version of one resident's record, void after any change of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.services.applications.models import ApplicationForm
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.form_ids import draw_form_id
from tegata.services.residents import api as residents


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A form, for the paper."""

    form_id: str
    resident_id: UUID
    record_version: int


@transaction.atomic
def print_form(act: Act, resident_id: UUID) -> PrintedForm:
    """A new form. Earlier ones stay good until one is used. Raises NotAllowed, UnknownResident."""
    record = residents.record(resident_id)
    act.require(Permission.PRINT_FORM, record.town)
    return new_form(act, record)


@transaction.atomic
def form_for_notice(act: Act, resident_id: UUID) -> PrintedForm:
    """The form that goes with the notice of the number (個人番号通知書). For a handler: asks for no permission."""
    return new_form(act, residents.record(resident_id))


@transaction.atomic
def forms_for_notices(act: Act, resident_ids: Sequence[UUID]) -> None:
    """The same for many, with one entry in the log. For a handler."""
    records = residents.records(resident_ids)
    forms = [_form(act, record) for record in records.values()]
    ApplicationForm.objects.bulk_create(forms)
    audit.record(act, "applications print forms", facts={"forms": len(forms)})


def new_form(act: Act, record: residents.ResidentRecord) -> PrintedForm:
    """In the caller's transaction and with its permission."""
    form = _form(act, record)
    form.save(force_insert=True)
    audit.record(act, "applications print form", subject=record.resident_id, facts={"record": record.version})
    return PrintedForm(form.form_id, record.resident_id, record.version)


def _form(act: Act, record: residents.ResidentRecord) -> ApplicationForm:
    return ApplicationForm(
        form_id=draw_form_id(secrets.randbelow),
        resident_id=record.resident_id,
        record_version=record.version,
        made_at=act.at,
        printed_by=act.actor,
    )


@transaction.atomic
def void_forms(act: Act, resident_id: UUID, version: int) -> int:
    """The record has another version now: forms of earlier ones end. For a handler. Returns how many."""
    old = ApplicationForm.objects.filter(resident_id=resident_id, void_at=None, record_version__lt=version)
    return old.update(void_at=act.at)
