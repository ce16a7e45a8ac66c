"""/v1/evidence: the records that were asked for. /tsa: time-stamps by RFC 3161."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from tegata.parties.operator import records, stamping
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.route import TenantRoute, ThePlatform, TheTenant
from tegata.pki.evidence.container import MEDIA_TYPE

router = APIRouter(tags=["evidence"], route_class=TenantRoute)


@router.get("/v1/evidence/{record_id}", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}})
def give(record_id: str, platform: ThePlatform, tenant: TheTenant) -> Response:
    """A record as a file: `tegata evidence check` checks it, and its README says how openssl does."""
    name = {"Content-Disposition": 'attachment; filename="evidence.asice"'}
    return Response(records.kept(platform, tenant, record_id), headers=name, media_type=MEDIA_TYPE)


@router.post("/tsa", response_class=Response, responses={200: {"content": {stamping.REPLY: {}}}})
async def stamp(request: Request, platform: ThePlatform) -> Response:
    """A time-stamp over a SHA-256 digest (TimeStampReq, DER)."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != stamping.QUERY:
        raise Problem("request-malformed", f"a request is {stamping.QUERY}")
    body = await request.body()
    answer = await run_in_threadpool(stamping.answer, body, platform.stamps, platform.now())
    return Response(answer, media_type=stamping.REPLY)
