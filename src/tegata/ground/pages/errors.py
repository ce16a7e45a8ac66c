"""Error pages: what happened and what to do next, in the reader's language. They tell nothing that the address does not."""

import sys
from dataclasses import dataclass

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import Title


@dataclass(frozen=True, slots=True)
class ErrorText:
    """One error page: the status, its heading, what happened, what to do next."""

    status: int
    heading: Title
    what: Title
    next: Title


BAD_REQUEST = ErrorText(
    400,
    _("The request could not be read"),
    _("Nothing was changed."),
    _("Go back, reload the page and send it again."),
)
STALE_FORM = ErrorText(
    403,
    _("This page was open for too long"),
    _("Nothing was changed. The page was opened before you signed in or out, or cookies are switched off."),
    _("Go back, reload the page and send it again."),
)
FORBIDDEN = ErrorText(
    403,
    _("You may not do this"),
    _("Nothing was changed."),
    _("If it belongs to your work, ask whoever manages the staff accounts of your office for the permission."),
)
NOT_FOUND = ErrorText(
    404,
    _("There is no such page"),
    _("The address is wrong, or what it led to belongs to another office or town."),
    _("Check the address, or start again from the first page."),
)
CONFLICT = ErrorText(
    409,
    _("Somebody else was faster"),
    _("The record was changed after you had opened it. Nothing of yours was written."),
    _("Go back, reload the page, look at it again and decide again."),
)
FAULT = ErrorText(
    500,
    _("Something is broken here"),
    _("What you sent was not carried out. The fault is recorded."),
    _("Try again in a few minutes. If it happens again, tell the desk that runs this system when it happened."),
)
RECORDS_AWAY = ErrorText(
    503,
    _("The records cannot be reached"),
    _("Whether what you sent was carried out is not certain: the connection broke. Nothing is carried out by half."),
    _("Wait a minute, then look whether it is there. Only if it is not, send it again."),
)
UNAVAILABLE = ErrorText(
    503,
    _("A part of this system is not connected"),
    _("Nothing was changed."),
    _("Tell the desk that runs this system; try again when it is connected."),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's handler400)
    """400."""
    return _page(request, BAD_REQUEST)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (CSRF_FAILURE_VIEW)
    """403 of a form whose token does not fit."""
    return _page(request, STALE_FORM)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. Which permission is missing is told to those who are signed in."""
    permission = getattr(exception, "permission", "") if request.user.is_authenticated else ""
    return _page(request, FORBIDDEN, permission)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's handler404)
    """404."""
    return _page(request, NOT_FOUND)


def conflict(request: HttpRequest) -> HttpResponse:
    """409."""
    return _page(request, CONFLICT)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503."""
    return _page(request, UNAVAILABLE)


def fault(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (what is broken may be what the request needs)
    """500, or 503 while the database is away. Without database and session, which may be what is broken."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    error = RECORDS_AWAY if away else FAULT
    content = render_to_string("ground/error.html", {"error": error, "title": error.heading})
    return HttpResponse(content, status=error.status, headers={"Retry-After": "60"} if away else {})


def _page(request: HttpRequest, error: ErrorText, permission: str = "") -> HttpResponse:
    context: dict[str, ErrorText | str | Promise] = {"error": error, "title": error.heading, "permission": permission}
    return render(request, "ground/error.html", context, status=error.status)
