"""Identity proofing: the checklist's outcome is written down, with its version; a face like another holder's needs two officers."""

import json
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tegata import faces
from tegata.ground import audit, two_person
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.two_person import TwoPersonRefused
from tegata.rules.ages import age_on
from tegata.services.applications import api as applications
from tegata.services.counter.models import Identification
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.proofing import Proof, Proved, Shown, prove
from tegata.services.residents import api as residents

SECOND = two_person.verb("counter identify", _("Identify a person: look at documents and face too"))
"""The verb that a second officer approves where the checklist asks for two."""


def identify(act: Act, resident_id: UUID, errand: Errand, proof: Proof, second: UUID | None = None) -> UUID:
    """Write down that somebody at the desk was identified. Returns the identification's id.

    `second`: the proposal that another officer approved. Raises NotAllowed, NotProved, TwoPersonRefused.
    """
    act.require(Permission.IDENTIFY)
    record = residents.record(resident_id)
    proved = prove(proof, age=age_on(record.birth, act.today), today=act.today)
    return _write(act, record, errand, proof, proved, second)


@transaction.atomic
def _write(
    act: Act, record: residents.ResidentRecord, errand: Errand, proof: Proof, proved: Proved, second: UUID | None
) -> UUID:
    if proved.needs_second:
        if second is None:
            raise TwoPersonRefused(f"a second officer has to agree, because {' and '.join(proved.because)}")
        two_person.redeem(act, second, SECOND, record.resident_id, {"errand": errand.value})
    row = Identification(
        resident_id=record.resident_id,
        id=new_id(act.at),
        town=act.town or record.town,
        errand=errand.value,
        at=act.at,
        actor=act.actor,
        method=proved.method.value,
        version=proved.version,
        level=int(proved.level),
        documents=_kinds(proof),
        alike=proof.alike,
        proposal=second if proved.needs_second else None,
    )
    row.save(force_insert=True)
    facts = {"errand": errand.value, "method": proved.method.value, "checklist": proved.version}
    audit.record(act, "counter identify", subject=record.resident_id, thing=row.id, facts=facts)
    return row.id


def propose_second(act: Act, resident_id: UUID, errand: Errand) -> UUID:
    """Ask a second officer to look at documents and face. Returns the proposal's id."""
    act.require(Permission.IDENTIFY)
    return two_person.propose(act, SECOND, resident_id, {"errand": errand.value}, permission=Permission.IDENTIFY)


def alike_in_town(resident_id: UUID, application_id: UUID) -> tuple[UUID, ...]:
    """Residents of the town, other than this one, whose card's photo has a face like this one's, nearest first."""
    record = residents.record(resident_id)
    of_town = applications.faces_of_town(record.town)
    mine = next((one for one in of_town if one.application_id == application_id), None)
    others = [one for one in of_town if one.resident_id != resident_id]
    if mine is None or not others:
        return ()
    near = faces.within(mine.descriptor, faces.matrix(one.descriptor for one in others), threshold_for(record))
    return tuple(dict.fromkeys(others[at].resident_id for at, _ in near))


def threshold_for(record: residents.ResidentRecord) -> float:
    """Drawn faces look more alike than people do."""
    return faces.DRAWN if record.synthetic else faces.PHOTOGRAPHS


def require_identification(resident_id: UUID, identification: UUID, act: Act) -> Identification:
    """An identification of this person that still serves. Raises NotIdentified."""
    row = Identification.objects.filter(resident_id=resident_id, id=identification).first()
    if row is None or (act.at - row.at).total_seconds() > LASTS:
        raise NotIdentified("the person was not identified for this within the last hour; do it now")
    return row


LASTS = 3600.0
"""Seconds for which an identification at the desk serves [guess]."""


class NotIdentified(LookupError):
    """There is no identification that this act may rest on."""


def _kinds(proof: Proof) -> str:
    def plain(shown: Shown) -> dict[str, str]:
        return {"kind": shown.kind.value, "expires": shown.expires.isoformat() if shown.expires else ""}

    both = {
        "holder": [plain(one) for one in proof.documents],
        "representative": [plain(one) for one in proof.representative],
    }
    return json.dumps({key: value for key, value in both.items() if value}, sort_keys=True)
