"""Two-person acts: propose, approve, redeem. The second is another person of the same town with the same permission.

What is redeemed must be what was approved: verb, thing and content are compared.
"""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.models import Proposal

Content = Mapping[str, str | int | bool]


class TwoPersonRefused(PermissionError):
    """The act has no second person's approval that fits it. The text says what is missing."""


@transaction.atomic
def propose(act: Act, verb: str, thing: object, content: Content) -> UUID:
    """First step: leave a record of what is to be done. Returns its id for the second person."""
    proposal = Proposal(
        id=new_id(act.at),
        verb=verb,
        thing=str(thing),
        content=_digest(content),
        town=act.town or "",
        proposed_by=act.actor,
        proposed_at=act.at,
    )
    proposal.save(force_insert=True)
    audit.record(act, "two-person act proposed", thing=proposal.id, facts={"what": verb})
    return proposal.id


@transaction.atomic
def approve(act: Act, proposal_id: UUID) -> None:
    """Second step, by another. Raises TwoPersonRefused."""
    proposal = _open(proposal_id)
    if proposal.proposed_by == act.actor:
        raise TwoPersonRefused("you proposed this yourself; another member of staff has to approve it")
    if proposal.town != (act.town or ""):
        raise TwoPersonRefused("this belongs to another town")
    if proposal.approved_by:
        raise TwoPersonRefused("this is approved already")
    proposal.approved_by, proposal.approved_at = act.actor, act.at
    proposal.save(update_fields=["approved_by", "approved_at"])
    audit.record(act, "two-person act approved", thing=proposal.id, facts={"what": proposal.verb})


def redeem(act: Act, proposal_id: UUID, verb: str, thing: object, content: Content) -> None:
    """Use an approval once, in the caller's transaction, by one of the two. Raises TwoPersonRefused."""
    proposal = _open(proposal_id)
    if not proposal.approved_by:
        raise TwoPersonRefused("a second member of staff has to approve this first")
    if act.actor not in (proposal.proposed_by, proposal.approved_by):
        raise TwoPersonRefused("only one of the two who agreed on this can do it")
    if (proposal.verb, proposal.thing, bytes(proposal.content)) != (verb, str(thing), _digest(content)):
        raise TwoPersonRefused("what was approved is something else; propose it anew")
    proposal.done_at = act.at
    proposal.save(update_fields=["done_at"])


def _open(proposal_id: UUID) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(id=proposal_id).first()
    if proposal is None or proposal.done_at or proposal.withdrawn_at:
        raise TwoPersonRefused("there is no open proposal of this id")
    return proposal


def _digest(content: Content) -> bytes:
    return hashlib.sha256(json.dumps(dict(content), sort_keys=True).encode()).digest()
