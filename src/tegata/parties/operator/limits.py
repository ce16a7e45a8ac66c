"""How large a request may be: read here to its end or to the limit, before anything looks at it."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tegata.parties.operator.errors import respond
from tegata.parties.operator.problems import Problem

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Limited:
    """ASGI: the app behind it gets whole bodies of at most `largest` bytes."""

    def __init__(self, app: App, largest: int, base_url: str) -> None:
        self._app = app
        self._largest = largest
        self._base_url = base_url

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        body = None if self._announced(scope) > self._largest else await self._read(receive)
        if body is None:
            await self._refuse(scope, receive, send)
            return
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(messages, None) or await receive()

        await self._app(scope, replay, send)

    @staticmethod
    def _announced(scope: MutableMapping[str, Any]) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value[:20])
        return 0

    async def _read(self, receive: Receive) -> bytes | None:
        """The body, or None when it is too large or the client went away."""
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return None
            part = message.get("body", b"")
            size += len(part)
            if size > self._largest:
                return None
            parts.append(part)
            more = message.get("more_body", False)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _refuse(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        detail = f"a request has at most {self._largest} bytes"
        answer = respond(Problem("request-too-large", detail, limit=self._largest), self._base_url)
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)
