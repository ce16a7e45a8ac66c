"""/v1/challenges, /v1/signatures, /v1/certificates: ask whether something is valid, and get a verdict or a problem."""

import secrets

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from tegata.parties.operator import challenges, errors, records, users
from tegata.parties.operator.answers import signed_bytes, verdict
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.route import TenantRoute, ThePlatform, TheTenant
from tegata.parties.operator.schemas import CertificateQuestion, ChallengeGiven, SignatureQuestion, Verdict
from tegata.parties.operator.status import NotAtHand
from tegata.parties.operator.tenants import Tenant
from tegata.pki.checks import Checked, Question

router = APIRouter(prefix="/v1", tags=["verification"], route_class=TenantRoute)
QUICK = 65_536
"""Bytes of a CMS document that is checked without leaving the event loop: it takes less than handing it to a thread."""


@router.post("/challenges", status_code=201)
def give_challenge(platform: ThePlatform, tenant: TheTenant) -> ChallengeGiven:
    """Get bytes for a card to sign. They count once, for five minutes."""
    given = challenges.give(platform.store, tenant.id, secrets.token_bytes(challenges.LENGTH), platform.now())
    return ChallengeGiven(challenge=given.value, expires_at=given.expires)


@router.post("/signatures", response_model=Verdict)
async def check_signature(asked: SignatureQuestion, platform: ThePlatform, tenant: TheTenant) -> Response:
    """Verify a signed document (CMS, PDF, XML), or a card's answer to a challenge."""
    return await on_signature(asked, platform, tenant)


async def on_signature(asked: SignatureQuestion, platform: Platform, tenant: Tenant) -> Response:
    """The verdict on a signature. Raises what the check raises."""
    challenge, certificate = asked.challenge, asked.certificate
    if challenge is not None:
        await run_in_threadpool(challenges.take, platform.store, tenant.id, challenge, platform.now())
        challenge = signed_bytes(challenge, certificate or b"", asked.origin)
    question = Question(asked.document, asked.content, challenge, asked.signature, certificate, asked.at)
    try:
        return await _verdict(platform, tenant, question, asked)
    except Exception as error:
        if asked.challenge is not None and errors.leaves_open(error):
            await run_in_threadpool(challenges.give_back, platform.store, tenant.id, asked.challenge)
        raise


@router.post("/certificates", response_model=Verdict)
async def check_certificate(asked: CertificateQuestion, platform: ThePlatform, tenant: TheTenant) -> Response:
    """Verify a certificate, now or at a moment."""
    question = Question(certificate=asked.certificate, at=asked.at, kind=asked.kind)
    return await _verdict(platform, tenant, question, asked)


async def _verdict(
    platform: Platform, tenant: Tenant, question: Question, asked: SignatureQuestion | CertificateQuestion
) -> Response:
    checked = await _checked(platform, question)
    user_id = record = None
    if asked.identify:
        user_id = await run_in_threadpool(users.user_id, platform, tenant, checked.proved[0])
    if asked.evidence:
        record = await run_in_threadpool(records.keep, platform, tenant, question, checked)
    body = verdict(
        checked, record, user_id
    ).model_dump_json()  # by pydantic directly, without a detour by Python values
    return Response(body, media_type="application/json")


async def _checked(platform: Platform, question: Question) -> Checked:
    """At once where that is quick and the lists are at hand, else in a thread that may ask the country."""
    quick = platform.quick_checker
    if quick is not None and _is_quick(question.document):
        try:
            return quick.check(question, platform.now())
        except NotAtHand:
            pass
    return await run_in_threadpool(platform.check, question)


def _is_quick(document: bytes | None) -> bool:
    return document is None or (document[:1] == b"\x30" and len(document) <= QUICK)
