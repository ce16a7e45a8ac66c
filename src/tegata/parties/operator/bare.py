"""The hot path beside the framework: POST /v1/signatures without an idempotency key, which takes a check and little more.

The same model reads the request and the same function answers it as at the framework's address, which describes it too.
"""

from collections.abc import MutableMapping
from typing import Any

from starlette.responses import Response

from tegata.parties.operator import errors, tenants
from tegata.parties.operator.endpoints.verification import on_signature
from tegata.parties.operator.limits import App, Receive, Send
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.schemas import SignatureQuestion

PATH = "/v1/signatures"


class Bare:
    """ASGI: answers the one address itself and hands everything else on. Bodies are whole when they come here."""

    def __init__(self, app: App, platform: Platform) -> None:
        self._app = app
        self._platform = platform

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if b"idempotency-key" in headers:
            await self._app(scope, receive, send)
            return
        try:
            answer = await self._answer(headers.get(b"authorization", b""), receive)
        except errors.EXPECTED as error:
            answer = errors.respond(error, self._platform.settings.base_url)
        await answer(scope, receive, send)

    async def _answer(self, authorization: bytes, receive: Receive) -> Response:
        tenant = tenants.authenticate(self._platform.store, authorization.decode("latin-1"))
        message = await receive()
        asked = SignatureQuestion.model_validate_json(message["body"])
        return await on_signature(asked, self._platform, tenant)
