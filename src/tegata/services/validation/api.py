"""The door of the room: who may ask, and who is asking."""

from django.conf import settings
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
    Asked,
    CallerKind,
    CallerRefused,
    CallerView,
    KeyRefused,
    May,
)

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

BEARER = "Bearer "


def caller_of(request: HttpRequest) -> CallerView:
    """Who sends a request: `Authorization: Bearer <JWT>` as validation.rules says. Raises CallerRefused."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(BEARER):
        raise CallerRefused("say who you are: Authorization: Bearer, with a token signed by your key")
    base = settings.PUBLIC_URL or request.build_absolute_uri("/")
    asked = Asked(request.method or "", base, request.path, request.body)
    return authenticate(header.removeprefix(BEARER).strip(), asked, now())
