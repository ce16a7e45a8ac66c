"""/v1/challenges, /v1/signatures, /v1/certificates: ask whether something is valid, and get a verdict or a problem."""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from tegata.parties.operator import challenges
from tegata.parties.operator.answers import verdict
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.route import TenantRoute, ThePlatform, TheTenant
from tegata.parties.operator.schemas import CertificateQuestion, ChallengeGiven, SignatureQuestion, Verdict
from tegata.parties.operator.status import NotAtHand
from tegata.parties.operator.verifying import Checked, Checker, Proved

router = APIRouter(prefix="/v1", tags=["verification"], route_class=TenantRoute)
QUICK = 65_536
"""Bytes of a CMS document that is checked without leaving the event loop: it takes less than handing it to a thread."""


@router.post("/challenges", status_code=201)
def give_challenge(platform: ThePlatform, tenant: TheTenant) -> ChallengeGiven:
    """Get bytes for a card to sign. They count once, for five minutes."""
    given = challenges.give(platform.store, tenant.id, secrets.token_bytes(challenges.LENGTH), platform.now())
    return ChallengeGiven(challenge=given.value, expires_at=given.expires)


@router.post("/signatures", response_model=Verdict)
async def check_signature(question: SignatureQuestion, platform: ThePlatform, tenant: TheTenant) -> Response:
    """Verify a signed document (CMS, PDF, XML), or a card's answer to a challenge."""
    now, document = platform.now(), question.document
    work: Callable[[Checker], Checked]
    if document is not None:
        work = partial(_document, question=question, now=now)
        checked = await check(platform, work, quick=document[:1] == b"\x30" and len(document) <= QUICK)
    else:
        challenge, signature = question.challenge or b"", question.signature or b""
        await run_in_threadpool(challenges.take, platform.store, tenant.id, challenge, now)
        certificate, origin = question.certificate or b"", question.origin
        checked = await check(
            platform, lambda it: it.answer(challenge, signature, certificate, now, None, origin), quick=True
        )
    return answered(verdict(checked))


@router.post("/certificates", response_model=Verdict)
async def check_certificate(question: CertificateQuestion, platform: ThePlatform) -> Response:
    """Verify a certificate, now or at a moment."""
    at = question.at or platform.now()

    def work(checker: Checker) -> Checked:
        return Checked("certificate", (Proved(checker.certificate(question.certificate, at, question.kind), at),))

    return answered(verdict(await check(platform, work, quick=True)))


async def check(platform: Platform, work: Callable[[Checker], Checked], *, quick: bool) -> Checked:
    """Run a check: at once where that is quick and its lists are at hand, else in a thread that may ask the country."""
    if quick and platform.status_at_hand is not None:
        try:
            return work(platform.checker(platform.status_at_hand))
        except NotAtHand:
            pass
    return await run_in_threadpool(work, platform.checker(platform.status))


def answered(message: Verdict) -> Response:
    """Written by pydantic directly, without the detour by way of Python values."""
    return Response(message.model_dump_json(), media_type="application/json")


def _document(checker: Checker, *, question: SignatureQuestion, now: datetime) -> Checked:
    return checker.document(question.document or b"", question.content, now, question.at)
