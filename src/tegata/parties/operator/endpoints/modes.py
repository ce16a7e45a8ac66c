"""/v1/login, /v1/registration, /v1/replacement: a person at a tenant, by the card's answer to a challenge.

Registration and replacement take the signature certificate, login the authentication certificate. Where the certificate of the
registration has ended, login answers 410 and leads to replacement.
"""

from fastapi import APIRouter

from tegata.parties.operator import challenges, errors, records, users
from tegata.parties.operator.answers import signature, signed_bytes
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.route import TenantRoute, ThePlatform, TheTenant
from tegata.parties.operator.schemas import Answered, User
from tegata.parties.operator.status import Reference
from tegata.parties.operator.tenants import Tenant
from tegata.pki.checks import Checked, Question
from tegata.pki.names import Kind
from tegata.pki.path.errors import Expired, Revoked

router = APIRouter(prefix="/v1", tags=["users"], route_class=TenantRoute)


@router.post("/registration", status_code=201)
def register(asked: Answered, platform: ThePlatform, tenant: TheTenant) -> User:
    """Take in a person who is new to the tenant; answers who it is."""
    question, checked, user_id = _identified(platform, tenant, asked, Kind.SIGNATURE)
    users.register(platform, tenant, user_id, Reference.of(checked.proved[0].path))
    return _user(platform, tenant, question, checked, user_id, asked)


@router.post("/login")
def log_in(asked: Answered, platform: ThePlatform, tenant: TheTenant) -> User:
    """Recognise a person who comes back. 404: register first. 410: the registration's certificate has ended; replace it."""
    question, checked, user_id = _identified(platform, tenant, asked, Kind.AUTHENTICATION)
    certificate = users.registered(platform, tenant, user_id)
    if certificate is None:
        raise Problem("user-unknown", "nobody with this certificate is registered with you")
    _require_good(platform, certificate)
    return _user(platform, tenant, question, checked, user_id, asked)


@router.post("/replacement")
def replace(asked: Answered, platform: ThePlatform, tenant: TheTenant) -> User:
    """Take a registered person's new signature certificate; answers the attributes in it."""
    question, checked, user_id = _identified(platform, tenant, asked, Kind.SIGNATURE)
    users.replace(platform, tenant, user_id, Reference.of(checked.proved[0].path))
    return _user(platform, tenant, question, checked, user_id, asked)


@router.delete("/registrations/{user_id}", status_code=204)
def forget(user_id: str, platform: ThePlatform, tenant: TheTenant) -> None:
    """Delete a registration; the person's next id will be another one."""
    users.forget(platform, tenant, user_id)


def _identified(platform: Platform, tenant: Tenant, asked: Answered, kind: Kind) -> tuple[Question, Checked, str]:
    challenges.take(platform.store, tenant.id, asked.challenge, platform.now())
    signed = signed_bytes(asked.challenge, asked.certificate, asked.origin)
    question = Question(challenge=signed, signature=asked.signature, certificate=asked.certificate, kind=kind)
    try:
        checked = platform.check(question)
        return question, checked, users.user_id(platform, tenant, checked.proved[0])
    except Exception as error:
        if errors.leaves_open(error):
            challenges.give_back(platform.store, tenant.id, asked.challenge)
        raise


def _require_good(platform: Platform, certificate: Reference) -> None:
    now, address = platform.now(), f"{platform.settings.base_url}/v1/replacement"
    members: dict[str, object] = {"replacement": address}
    try:
        if now > certificate.not_after:
            raise Expired(certificate.not_after)
        users.require_good(platform, certificate, now)
    except Revoked as error:
        members |= {"since": error.since.isoformat(), "reason": error.reason.standard_name}
        raise Problem(
            "replacement-needed", "the signature certificate of the registration is revoked", **members
        ) from error
    except Expired as error:
        raise Problem(
            "replacement-needed", "the signature certificate of the registration has expired", **members
        ) from error


def _user(
    platform: Platform, tenant: Tenant, question: Question, checked: Checked, user_id: str, asked: Answered
) -> User:
    record = records.keep(platform, tenant, question, checked) if asked.evidence else None
    return User(user_id=user_id, signature=signature(checked.proved[0], user_id), evidence=record)
