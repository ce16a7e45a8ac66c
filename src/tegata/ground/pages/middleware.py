"""What every answer carries and what every refusal looks like: headers, closed views, error pages of the house's refusals."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tegata.ground.act import NotAllowed
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.pages import errors
from tegata.ground.pages.access import Audience, access_of
from tegata.ground.ports import NotPlugged
from tegata.ground.staff import NotToOneself
from tegata.ground.two_person import TwoPersonRefused

_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
_CAMERA_POLICY = f"{_POLICY}; img-src 'self' blob:; media-src 'self' blob:"


class SecurityHeaders:
    """Content-Security-Policy (no inline script or style), camera only where declared, nothing kept by shared browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what is not there yet to whatever comes back."""
        response = self.get_response(request)
        access = access_of(request)
        camera = access is not None and access.camera
        response.headers.setdefault("Content-Security-Policy", _CAMERA_POLICY if camera else _POLICY)
        response.headers.setdefault(
            "Permissions-Policy", f"camera=({'self' if camera else ''}), geolocation=(), microphone=()"
        )
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if request.resolver_match and (access is None or access.audience is not Audience.PUBLIC):
            response.headers["Cache-Control"] = "no-store"
        return response


class ClosedByDefault:
    """A view that declares no access is not opened; the house's refusals become pages that say what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Refuse a view without `access`. Raises PermissionDenied."""
        if access_of(request) is None:
            raise PermissionDenied(f"{view.__module__}.{view.__name__} declares no access")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal that an action raised; None for faults, which stay faults."""
        match exception:
            case NotAllowed() | NotToOneself() | TwoPersonRefused():
                return errors.forbidden(request, exception)
            case ChangedMeanwhile():
                return errors.conflict(request)
            case NotPlugged():
                return errors.unavailable(request)
        return None
