"""The requests that are under way, in memory alone: asked, settled once by the holder, handed out once to the site, forgotten.

The clock and randomness are parameters; a lock makes each step whole.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from tegata.terminals.agent.asking import Ask
from tegata.terminals.agent.doors import Site

HOLDER_HAS = timedelta(minutes=5)
SITE_HAS = timedelta(minutes=1)
MOST_OPEN = 8
"""Requests of one site that may wait at the same time."""


class State(StrEnum):
    """Where a request stands, as the site may know it."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"
    FAILED = "failed"
    TAKEN = "taken"


class NoSuchRequest(LookupError):
    """There is none of this id (any more), or it is another site's."""


class TooManyRequests(Exception):
    """The site asks again and again without waiting for an answer."""


class AlreadySettled(Exception):
    """The holder has answered this request before."""


class NotReady(Exception):
    """The holder has not answered yet, or has not said yes; `state` says which."""

    def __init__(self, state: State) -> None:
        super().__init__(f"there is no result: {state.value}")
        self.state = state


@dataclass(slots=True, repr=False)
class Request:
    """One request. `key` is the site's to fetch with, `form` our own page's to send with."""

    id: str
    key: str
    form: str
    site: Site
    ask: Ask
    ends: datetime
    state: State = State.WAITING
    code: str = ""
    result: Mapping[str, str] | None = None


class Book:
    """All requests of one agent."""

    def __init__(self, now: Callable[[], datetime], token: Callable[[], str]) -> None:
        self.now = now
        self._token = token
        self._lock = Lock()
        self._requests: dict[str, Request] = {}

    def ask(self, site: Site, ask: Ask) -> Request:
        """Enter a request. Raises TooManyRequests."""
        with self._lock:
            self._forget()
            waiting = [one for one in self._requests.values() if one.site == site and one.state is State.WAITING]
            if len(waiting) >= MOST_OPEN:
                raise TooManyRequests("too many requests wait for the holder; let one end first")
            made = Request(self._token(), self._token(), self._token(), site, ask, self.now() + HOLDER_HAS)
            self._requests[made.id] = made
            return made

    def find(self, request_id: str) -> Request:
        """For the consent page. Raises NoSuchRequest."""
        with self._lock:
            self._forget()
            return self._found(request_id)

    def settle(self, request_id: str, state: State, *, code: str = "", result: Mapping[str, str] | None = None) -> None:
        """The holder's answer, once. Raises NoSuchRequest, AlreadySettled."""
        with self._lock:
            self._forget()
            found = self._found(request_id)
            if found.state is not State.WAITING:
                raise AlreadySettled("this request has been answered")
            found.state, found.code, found.result = state, code, result
            found.ends = self.now() + SITE_HAS

    def of_site(self, request_id: str, key: str, site: Site) -> Request:
        """For the site that asked, and no other. Raises NoSuchRequest."""
        with self._lock:
            self._forget()
            found = self._found(request_id)
            if found.site != site or not hmac.compare_digest(found.key.encode(), key.encode()):
                raise NoSuchRequest
            return found

    def take(self, request_id: str, key: str, site: Site) -> Mapping[str, str]:
        """The result, once. Raises NoSuchRequest, NotReady."""
        found = self.of_site(request_id, key, site)
        with self._lock:
            if found.state is not State.DONE or found.result is None:
                raise NotReady(found.state)
            result, found.result, found.state = found.result, None, State.TAKEN
            return result

    def _found(self, request_id: str) -> Request:
        found = self._requests.get(request_id)
        if found is None:
            raise NoSuchRequest
        return found

    def _forget(self) -> None:
        now = self.now()
        self._requests = {key: one for key, one in self._requests.items() if now < one.ends}
