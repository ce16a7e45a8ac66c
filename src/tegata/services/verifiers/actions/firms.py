"""Writes about firms: an application, keys, contracts, quotas, and what is decided by one or by two.

The status service learns of every decision in the same transaction, so that no firm is stopped here and answered there.
"""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tegata.ground import audit, two_person
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.validation import api as validation
from tegata.services.verifiers.models import Contract, Firm, Key
from tegata.services.verifiers.permissions import Permission
from tegata.services.verifiers.queries import UnknownFirm
from tegata.services.verifiers.rules import (
    QUOTA,
    Fault,
    FirmState,
    Role,
    Step,
    WrongFirm,
    after,
    may,
    require_id,
    require_key,
)

VERBS: Mapping[Step, str] = {
    Step.ACCREDIT: two_person.verb("verifiers accredit", _("Accredit a firm")),
    Step.REFUSE: two_person.verb("verifiers refuse", _("Refuse a firm's application")),
    Step.RESUME: two_person.verb("verifiers resume", _("End the suspension of a firm")),
    Step.END: two_person.verb("verifiers end", _("End the accreditation of a firm")),
}


@transaction.atomic
def apply(act: Act, firm_id: str, role: Role, name: str, purpose: str) -> str:
    """Enter a firm's application. Returns its id. Raises NotAllowed, WrongFirm."""
    act.require(Permission.ENTER)
    row = Firm(id=require_id(firm_id), role=role.value, name=name, purpose=purpose, state=FirmState.APPLIED.value)
    row.quota, row.applied_at, row.changed_at = QUOTA, act.at, act.at
    if Firm.objects.filter(id=firm_id).exists():
        raise WrongFirm(Fault.ID_TAKEN)
    row.save(force_insert=True)
    audit.record(act, "verifiers apply", thing=row.id, facts={"role": role.value})
    return row.id


@transaction.atomic
def add_key(act: Act, firm_id: str, public_key: bytes, certificate: bytes | None = None) -> UUID:
    """Take a public key (SubjectPublicKeyInfo, DER), or the key of a certificate. Raises NotAllowed, WrongFirm."""
    act.require(Permission.ENTER)
    row = _locked(firm_id)
    if not Role(row.role).asks:
        raise WrongFirm(Fault.PROVIDER_KEY)
    taken = require_key(public_key)
    digest = hashlib.sha256(taken).hexdigest()
    key = Key(id=new_id(act.at), firm=row, public_key=taken, digest=digest, certificate=certificate, since=act.at)
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError as error:
        raise WrongFirm(Fault.KEY_TAKEN) from error
    _tell_keys(act, row)
    audit.record(act, "verifiers add key", thing=row.id, facts={"key": digest})
    return key.id


@transaction.atomic
def retire_key(act: Act, firm_id: str, key_id: UUID) -> None:
    """Take a key no more. Raises NotAllowed, WrongFirm for the last one of a firm that is connected."""
    act.require(Permission.ENTER)
    row = _locked(firm_id)
    if Key.objects.filter(firm=row, id=key_id, until=None).update(until=act.at):
        if row.caller_id and not row.keys.filter(until=None).exists():
            raise WrongFirm(Fault.LAST_KEY)
        _tell_keys(act, row)
        audit.record(act, "verifiers retire key", thing=row.id, facts={"key": str(key_id)})


@transaction.atomic
def set_quota(act: Act, firm_id: str, quota: int) -> None:
    """How many requests a day the firm may make. Raises NotAllowed, WrongFirm."""
    act.require(Permission.ENTER)
    if quota < 0:
        raise WrongFirm(Fault.QUOTA)
    row = _locked(firm_id)
    row.quota = quota
    row.save(update_fields=["quota"])
    audit.record(act, "verifiers set quota", thing=row.id, facts={"quota": quota})


@transaction.atomic
def contract(act: Act, provider_id: str, operator_id: str) -> UUID:
    """Write down that a service provider has an operator ask for it. Raises NotAllowed, UnknownFirm, WrongFirm."""
    act.require(Permission.ENTER)
    provider, operator = _locked(provider_id), _locked(operator_id)
    if (provider.role, operator.role) != (Role.PROVIDER, Role.OPERATOR):
        raise WrongFirm(Fault.PARTIES)
    if FirmState.ENDED in (provider.state, operator.state) or FirmState.REFUSED in (provider.state, operator.state):
        raise WrongFirm(Fault.CLOSED)
    found, made = Contract.objects.get_or_create(
        provider=provider, operator=operator, until=None, defaults={"id": new_id(act.at), "since": act.at}
    )
    if made:
        audit.record(act, "verifiers contract", thing=provider.id, facts={"operator": operator.id})
    return found.id


@transaction.atomic
def end_contract(act: Act, contract_id: UUID) -> None:
    """From now on the operator does not ask for the service provider. Raises NotAllowed."""
    act.require(Permission.ENTER)
    if Contract.objects.filter(id=contract_id, until=None).update(until=act.at):
        audit.record(act, "verifiers end contract", thing=contract_id)


@transaction.atomic
def propose(act: Act, firm_id: str, step: Step) -> None:
    """The first of two: what is to be decided about a firm. Raises NotAllowed, WrongFirm."""
    act.require(Permission.ACCREDIT)
    row = _locked(firm_id)
    _require_ready(row, step)
    if row.proposed:
        raise WrongFirm(Fault.PROPOSED)
    row.proposed, row.proposed_by = step.value, act.actor
    row.proposal_id = two_person.propose(act, VERBS[step], row.id, _content(row, step), permission=Permission.ACCREDIT)
    row.save()


@transaction.atomic
def decide(act: Act, firm_id: str) -> None:
    """The second of two: carry out what was proposed. Raises NotAllowed, TwoPersonRefused, WrongFirm."""
    act.require(Permission.ACCREDIT)
    row = _locked(firm_id)
    if row.proposal_id is None:
        raise WrongFirm(Fault.NOT_PROPOSED)
    step = Step(row.proposed)
    _require_ready(row, step)
    two_person.approve(act, row.proposal_id)
    two_person.redeem(act, row.proposal_id, VERBS[step], row.id, _content(row, step))
    _carry_out(act, row, step)


@transaction.atomic
def drop(act: Act, firm_id: str) -> None:
    """Take back what was proposed, or refuse it as the second. Raises NotAllowed, TwoPersonRefused."""
    act.require(Permission.ACCREDIT)
    row = _locked(firm_id)
    if row.proposal_id is not None:
        two_person.withdraw(act, row.proposal_id)
        row.proposed, row.proposed_by, row.proposal_id = "", "", None
        row.save()


@transaction.atomic
def suspend(act: Act, firm_id: str) -> None:
    """Stop a firm at once, by one person. Raises NotAllowed, WrongFirm."""
    act.require(Permission.SUSPEND)
    row = _locked(firm_id)
    if row.proposal_id is not None:  # it was about a firm in another state
        two_person.withdraw(act, row.proposal_id)
    _carry_out(act, row, Step.SUSPEND)


def _carry_out(act: Act, row: Firm, step: Step) -> None:
    row.state = after(FirmState(row.state), step).value
    row.changed_at, row.proposed, row.proposed_by, row.proposal_id = act.at, "", "", None
    if step is Step.ACCREDIT and Role(row.role).asks:
        row.caller_id = validation.admit_caller(
            act,
            name=row.name,
            kind=validation.CallerKind(row.role),
            keys=_keys(row),
            may=[validation.May(word) for word in sorted(may(Role(row.role)))],
        )
    elif row.caller_id is not None and step is Step.RESUME:
        validation.resume_caller(act, row.caller_id)
    elif row.caller_id is not None:
        validation.suspend_caller(act, row.caller_id)
    row.save()
    audit.record(act, f"verifiers {step}", thing=row.id)


def _require_ready(row: Firm, step: Step) -> None:
    after(FirmState(row.state), step)
    if step is Step.ACCREDIT and Role(row.role).asks and not row.keys.filter(until=None).exists():
        raise WrongFirm(Fault.NO_KEY)


def _tell_keys(act: Act, row: Firm) -> None:
    if row.caller_id is not None:
        validation.change_keys(act, row.caller_id, _keys(row))


def _keys(row: Firm) -> list[bytes]:
    return [bytes(key.public_key) for key in row.keys.filter(until=None).order_by("since", "id")]


def _content(row: Firm, step: Step) -> dict[str, str | int | bool]:
    """What the second person agrees to: this step for this firm as it stands, with these keys."""
    keys = hashlib.sha256(b"".join(_keys(row))).hexdigest()
    return {"firm": row.id, "step": step.value, "state": row.state, "name": row.name, "keys": keys}


def _locked(firm_id: str) -> Firm:
    row = Firm.objects.select_for_update().filter(id=firm_id).first()
    if row is None:
        raise UnknownFirm
    return row
