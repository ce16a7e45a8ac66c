"""What production tells of an application. Through the door only: the permission was asked for there."""

from uuid import UUID

from django.db import transaction

from tegata.ground.act import Act
from tegata.services.applications.actions.rows import locked, step
from tegata.services.applications.models import Photo
from tegata.services.applications.rules.states import State, Step
from tegata.services.applications.rules.tracing import RecordChanged
from tegata.services.residents import api as residents


@transaction.atomic
def mark_making(act: Act, resident_id: UUID, application_id: UUID) -> None:
    """The point of no return, left on record before a chip is touched; asking again changes nothing.

    Raises NotNow (cancelled, lapsed) or RecordChanged: then nothing is made.
    """
    row = locked(resident_id, application_id)
    if row.state == State.MAKING:
        return
    if residents.version(resident_id) != row.record_version:
        raise RecordChanged
    step(act, row, Step.MAKE)


@transaction.atomic
def mark_made(act: Act, resident_id: UUID, application_id: UUID) -> None:
    """The card exists: its photo is the one that later ones are compared with, the sealed PINs go. Raises NotNow."""
    row = locked(resident_id, application_id)
    if row.state == State.MADE:
        return
    row.sealed_pins, row.closed_at = b"", act.at
    step(act, row, Step.FINISH, ["sealed_pins", "closed_at"])
    Photo.objects.filter(resident_id=resident_id, application_id=application_id).update(made=True)
