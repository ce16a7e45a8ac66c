"""Who may open a page. Every view is declared by one of four decorators; what is not declared is closed.

Each leaves an `Access` on the view as `view.access`: the middleware, the templates and guard tests read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tegata.ground import staff
from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.ground.pages.resident_session import resident_of

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
Title = str | Promise


class Audience(StrEnum):
    """For whom a page is."""

    STAFF = "staff"
    RESIDENT = "resident"
    PUBLIC = "public"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares. `camera`: the page may take a picture and show it."""

    audience: Audience
    title: Title
    permission: str = ""
    camera: bool = False


class StaffRequest(HttpRequest):
    """What a staff page is called with: `act` carries the actor, the purpose, the moment, the town, the permissions."""

    user: Staff
    act: Act


class ResidentRequest(HttpRequest):
    """What a resident's page is called with: `resident` is the public id that the session was opened for."""

    act: Act
    resident: UUID


def page(
    *, permission: str, title: Title, purpose: str = "procedure", camera: bool = False
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], View]:
    """Declare a page for staff who have `permission`. Others get 403, who is not signed in gets the sign-in page.

    Three queries: session, account, permissions. The town is the action's affair: `act.require(permission, town)`.
    """
    return _for_staff(Access(Audience.STAFF, title, permission, camera), purpose)


def signed_in_page(*, title: Title) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], View]:
    """Declare a page for whoever is employed, whatever their permissions: a start page, one's own password."""
    return _for_staff(Access(Audience.STAFF, title), "procedure")


def _for_staff(
    access: Access, purpose: str
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], View]:
    def decorate(view: Callable[Concatenate[StaffRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Staff):
                return redirect_to_login(request.get_full_path())
            of_staff = cast("StaffRequest", request)
            of_staff.act = staff.act_of(request.user, now(), purpose)
            if access.permission:
                of_staff.act.require(access.permission)
            return view(of_staff, *args, **kwargs)

        return _declared(guarded, access)

    return decorate


def resident_page(
    *, title: Title, camera: bool = False, sign_in: str = "resident_sign_in"
) -> Callable[[Callable[Concatenate[ResidentRequest, P], HttpResponse]], View]:
    """Declare a page for one resident about themself. Without a session: to the page named `sign_in`."""

    def decorate(view: Callable[Concatenate[ResidentRequest, P], HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: ResidentRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            resident = resident_of(request)
            if resident is None:
                return redirect_to_login(request.get_full_path(), reverse(sign_in))
            request.resident = resident
            request.act = Act(f"resident:{resident}", Office.PUBLIC, now(), "procedure")
            return view(request, *args, **kwargs)

        return _declared(guarded, Access(Audience.RESIDENT, title, camera=camera))

    return decorate


def public_page(
    *, title: Title, camera: bool = False
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponseBase]], View]:
    """Declare a page for everybody."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return _declared(guarded, Access(Audience.PUBLIC, title, camera=camera))

    return decorate


def endpoint(*, title: Title) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponseBase]], View]:
    """Declare an address for programs: no cookie counts there, whoever sends a request proves in it who they are."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return csrf_exempt(_declared(guarded, Access(Audience.PROGRAM, title)))

    return decorate


def access_of(request: HttpRequest) -> Access | None:
    """What the view of this request declares; None where there is no view, or an undeclared one."""
    match = request.resolver_match
    return cast("Access | None", getattr(match.func, "access", None)) if match else None


def _declared(view: View, access: Access) -> View:
    limited: View = require_http_methods(["GET", "HEAD", "POST"])(view)
    setattr(limited, "access", access)  # noqa: B010 (functions have no declared attributes)
    return limited
