"""The door of the room: who may ask, and who is asking."""

from django.http import HttpRequest

from tegata.ground.clock import now
from tegata.services.validation.actions import (
    admit_caller,
    authenticate,
    change_keys,
    resume_caller,
    suspend_caller,
)
from tegata.services.validation.queries import UnknownCaller, caller, callers
from tegata.services.validation.rules import (
    CallerKind,
    CallerRefused,
    CallerView,
    KeyRefused,
    May,
)
from tegata.services.validation.schemas import signed_request

__all__ = [
    "CallerKind",
    "CallerRefused",
    "CallerView",
    "KeyRefused",
    "May",
    "UnknownCaller",
    "admit_caller",
    "caller",
    "caller_of",
    "callers",
    "change_keys",
    "resume_caller",
    "suspend_caller",
]


def caller_of(request: HttpRequest) -> CallerView:
    """Who sends a request: `Authorization: Bearer <JWT>` as validation.rules says. Raises CallerRefused."""
    return authenticate(*signed_request(request), now())
