"""Who may fetch published lists where callers are registered: those with `crl` in their contract, by a token for each request.

The token is that of every other request (validation.rules); it counts once in this process, and for a minute at most.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tegata.services.validation.responder.asking import CallerBook
from tegata.services.validation.rules import Asked, CallerRefused, May, check_token, claimed_caller

BEARER = "Bearer "


class ListDoor:
    """Refuses whoever may not. `base` is the installation's address as callers write it; empty: as each request says it."""

    def __init__(self, book: CallerBook, now: Callable[[], datetime], base: str = "") -> None:
        self._book = book
        self._now = now
        self._base = base
        self._spent: dict[str, datetime] = {}

    def __call__(self, environ: dict[str, Any]) -> None:
        """Raises CallerRefused."""
        now, header = self._now(), environ.get("HTTP_AUTHORIZATION", "")
        if not header.startswith(BEARER):
            raise CallerRefused(
                "lists are for registered callers: Authorization: Bearer, with a token signed by your key"
            )
        token = header.removeprefix(BEARER).strip()
        caller = self._book.by_id(claimed_caller(token))
        if caller is None:
            raise CallerRefused("no caller of this id was admitted")
        base = self._base or f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
        asked = Asked(environ["REQUEST_METHOD"], base, environ.get("PATH_INFO", ""), b"")
        spent = check_token(token, caller.keys, caller.caller_id, asked, now)
        caller.require(May.CRL)
        self._spent = {digest: ends for digest, ends in self._spent.items() if ends > now}
        if self._spent.setdefault(spent.digest, spent.ends_at) is not spent.ends_at:
            raise CallerRefused("this token was used before; make one for each request")
