"""Taking a photo in. It is bound to the application's id by the server, where the page shows the one resident it is for.

No name, no list and no position has a part in it: that is how photos were swapped (seed 顔写真取り違え).
"""

import hashlib
from uuid import UUID

from django.db import transaction

from tegata import faces
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.rules.ages import age_on
from tegata.services.applications import queries
from tegata.services.applications.actions.beginning import Begun
from tegata.services.applications.actions.rows import locked, noted, require_own, step
from tegata.services.applications.models import Application, Photo
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules import likeness
from tegata.services.applications.rules.applicants import WrongWay, photo_needed
from tegata.services.applications.rules.channels import ONLINE, Channel
from tegata.services.applications.rules.states import State, Step, after
from tegata.services.residents import api as residents


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


def _require_hand(act: Act, row: Application) -> None:
    """Who brings the photo in: the applicant where they apply themselves, else the office."""
    if Channel(row.channel) in ONLINE:
        require_own(act, row.resident_id)
    else:
        act.require(Permission.ENTER, row.town)
