"""Letters to residents, and the note that somebody of the staff read a record."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.residents import queries
from tegata.services.residents.models import Letter
from tegata.services.residents.permissions import Permission
from tegata.services.residents.rules.events import AWAY
from tegata.services.residents.rules.record import ResidentRecord


@transaction.atomic
def tell(act: Act, resident_id: UUID, kind: str, facts: Mapping[str, str | int | bool]) -> UUID:
    """A letter to the resident: `facts` are ids, days and codes, no personal data. For other rooms, through the door:
    who may is decided there. Returns its id."""
    letter = Letter(
        resident_id=resident_id,
        id=new_id(act.at),
        kind=kind,
        facts=json.dumps(dict(facts), sort_keys=True),
        made_at=act.at,
    )
    letter.save(force_insert=True)
    audit.record(act, "residents letter", subject=resident_id, thing=letter.id, facts={"kind": kind})
    return letter.id


@transaction.atomic
def letter_printed(act: Act, resident_id: UUID, letter_id: UUID) -> None:
    """The letter was printed and put in the post. For tasks and other rooms, through the door."""
    Letter.objects.filter(resident_id=resident_id, id=letter_id, printed_at=None).update(printed_at=act.at)


@transaction.atomic
def letters_read(act: Act, resident_id: UUID) -> None:
    """The resident saw the letters on a page. The page's room knows who signed in."""
    Letter.objects.filter(resident_id=resident_id, read_at=None).update(read_at=act.at)


def look_at(act: Act, resident_id: UUID, *, arriving: bool = False) -> ResidentRecord:
    """Read a record as staff: of one's own town, and it is written down. Raises NotAllowed, UnknownResident.

    `arriving`: to enter a move-in, the new town looks at the record of whoever has left the old one (art. 30-13).
    """
    found = queries.record(resident_id)
    if arriving and found.state in AWAY:
        act.require(Permission.RECORD)
    elif Permission.SEARCH_NATIONWIDE not in act.permissions:
        act.require(Permission.READ, found.town)
    audit.record(act, "residents record read", subject=resident_id)
    return found
