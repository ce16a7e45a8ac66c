"""Two-person acts: propose, approve, redeem. The second is another of the same town with the permission it names.

What is redeemed must be what was approved: verb, thing and content are compared.
"""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.models import Proposal

Content = Mapping[str, str | int | bool]


class TwoPersonRefused(PermissionError):
    """The act has no second person's approval that fits it. The text says what is missing."""


_words: dict[str, str | Promise] = {}


def verb(name: str, text: str | Promise) -> str:
    """Name a two-person act of a room, `<room> <verb>`, and say in words what is done. Returns the name."""
    _words[name] = text
    return name


def in_words(name: str) -> str | Promise:
    """What is done; the bare name where nobody said it in words."""
    return _words.get(name, name)


@transaction.atomic
def propose(act: Act, verb: str, thing: object, content: Content, *, permission: str) -> UUID:
    """First step: leave a record of what is to be done. Returns its id for the second person.

    `permission` is what the second needs; whether the first may, the room has asked.
    """
    proposal = Proposal(
        id=new_id(act.at),
        verb=verb,
        thing=str(thing),
        content=_digest(content),
        permission=permission,
        town=act.town or "",
        proposed_by=act.actor,
        proposed_at=act.at,
    )
    proposal.save(force_insert=True)
    audit.record(act, "two-person act proposed", thing=proposal.id, facts={"what": verb})
    return proposal.id


@transaction.atomic
def approve(act: Act, proposal_id: UUID) -> None:
    """Second step, by another; again by the same changes nothing. Raises NotAllowed, TwoPersonRefused."""
    proposal = _open(proposal_id)
    if proposal.proposed_by == act.actor:
        raise TwoPersonRefused("you proposed this yourself; another member of staff has to approve it")
    if proposal.town != (act.town or ""):
        raise TwoPersonRefused("this belongs to another town")
    act.require(proposal.permission)
    if proposal.approved_by == act.actor:
        return
    if proposal.approved_by:
        raise TwoPersonRefused("this is approved already")
    proposal.approved_by, proposal.approved_at = act.actor, act.at
    proposal.save(update_fields=["approved_by", "approved_at"])
    audit.record(act, "two-person act approved", thing=proposal.id, facts={"what": proposal.verb})


@transaction.atomic
def withdraw(act: Act, proposal_id: UUID) -> None:
    """Take a proposal back, by whoever made it or by a second who refuses. Raises NotAllowed, TwoPersonRefused."""
    proposal = _open(proposal_id)
    if proposal.town != (act.town or ""):
        raise TwoPersonRefused("this belongs to another town")
    if proposal.proposed_by != act.actor:
        act.require(proposal.permission)
    proposal.withdrawn_at = act.at
    proposal.save(update_fields=["withdrawn_at"])
    audit.record(act, "two-person act withdrawn", thing=proposal.id, facts={"what": proposal.verb})


def waiting(act: Act) -> QuerySet[Proposal]:
    """Open proposals of the actor's town that the actor made or may approve."""
    concerned = Q(permission__in=act.permissions) | Q(proposed_by=act.actor)
    return Proposal.objects.filter(concerned, town=act.town or "", done_at=None, withdrawn_at=None)


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
