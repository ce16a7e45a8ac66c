"""A route for tenants: authenticated by API key, and answered once for an Idempotency-Key."""

import secrets
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from tegata.parties.operator import errors, once, tenants
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.tenants import Tenant

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
KEY = "idempotency-key"


class TenantRoute(APIRoute):
    """Nothing behind it runs for a caller that is not a tenant."""

    def get_route_handler(self) -> Handler:
        """The handler with both checks before it."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            platform: Platform = request.app.state.platform
            request.state.tenant = tenants.authenticate(platform.store, request.headers.get("authorization"))
            if request.method == "POST" and KEY in request.headers:
                return await _once(platform, request, handle)
            return await handle(request)

        return handler


async def _once(platform: Platform, request: Request, handle: Handler) -> Response:
    _, _, api_key = request.headers["authorization"].partition(" ")
    address, body = str(request.url.path), await request.body()
    ticket = once.ticket(request.state.tenant.id, api_key.strip(), request.headers[KEY], address, body)
    given = await run_in_threadpool(once.begin, platform.store, ticket, platform.now())
    if given is not None:
        media_type = "application/json" if given.status < 400 else errors.MEDIA_TYPE
        return Response(given.body, given.status, {"Idempotent-Replayed": "true"}, media_type)
    try:
        response = await _answered(handle, request, platform.settings.base_url)
    except BaseException:
        await run_in_threadpool(once.forget, platform.store, ticket)
        raise
    if response.status_code >= 500:  # ours or the country's fault: it may be tried again under the same key
        await run_in_threadpool(once.forget, platform.store, ticket)
    else:
        answer = once.Answer(response.status_code, bytes(response.body))
        await run_in_threadpool(once.finish, platform.store, ticket, answer, secrets.token_bytes(12))
    return response


async def _answered(handle: Handler, request: Request, base_url: str) -> Response:
    """Refusals are answers too."""
    try:
        return await handle(request)
    except errors.EXPECTED as error:
        return errors.respond(error, base_url)


async def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


async def _tenant(request: Request) -> Tenant:
    tenant: Tenant = request.state.tenant
    return tenant


ThePlatform = Annotated[Platform, Depends(_platform)]
TheTenant = Annotated[Tenant, Depends(_tenant)]
