"""The authority's page: who asked about which certificate, and what was answered. And why a program was refused."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title, page, public_page
from tegata.ground.pages.keyset import keyset
from tegata.services.validation import queries
from tegata.services.validation.forms import SerialForm
from tegata.services.validation.models import QueryLog
from tegata.services.validation.permissions import Permission
from tegata.services.validation.rules import Problem

RESULTS: dict[str, parts.Tag] = {
    "good": parts.Tag(gettext_lazy("valid"), "success"),
    "revoked": parts.Tag(gettext_lazy("revoked"), "error"),
    "held": parts.Tag(gettext_lazy("on hold"), "warning"),
    "unknown": parts.Tag(gettext_lazy("unknown"), "warning"),
    "refused": parts.Tag(gettext_lazy("refused"), "neutral"),
    "later": parts.Tag(gettext_lazy("try again later"), "neutral"),
}


PROBLEMS = {
    Problem.MALFORMED: gettext_lazy(
        "The request cannot be read. Its detail says how it is asked; nothing was looked up and nothing is lost."
    ),
    Problem.NOT_RECOGNISED: gettext_lazy(
        "The request does not prove who sends it. Send Authorization: Bearer with a JWT by a key that the authority has of "
        "you, made for this one request, not older than a minute, and never twice the same."
    ),
    Problem.NOT_IN_CONTRACT: gettext_lazy(
        "You are known, and your contract does not have this, or you are suspended. Ask the authority's office."
    ),
    Problem.UNKNOWN_CERTIFICATE: gettext_lazy(
        "No certificate of this kind and serial number was issued. Compare both with the certificate."
    ),
}
"""What programs are refused for, in words; the problem's `type` is the page's address."""


@page(permission=Permission.READ, title=gettext_lazy("Questions about certificates"))
def log(request: StaffRequest) -> HttpResponse:
    """The newest first; of one certificate, where its serial number was sent in the form."""
    form = SerialForm(request.POST if request.method == "POST" else None)
    serial = form.cleaned_data["serial"] if form.is_bound and form.is_valid() else ""
    return render(request, "validation/log.html", {"form": form, "table": _table(request, serial)})


@public_page(title=gettext_lazy("Why a request was refused"))
def problem(request: HttpRequest, word: str) -> HttpResponse:
    """What happened, what to do next."""
    if word not in set(Problem):
        raise Http404
    return render(request, "validation/problem.html", {"explained": PROBLEMS[Problem(word)]})


def _table(request: StaffRequest, serial: str) -> parts.Table:
    cut = keyset(queries.log(request.act, serial), ("-at", "-id"), after=request.GET.get("after", ""))
    names = queries.names_of({row.caller for row in cut.rows if row.caller})
    labels: tuple[Title, ...] = (
        _("When"), _("Asked by"), _("Purpose"), _("Service"), _("Authority"),
        _("Serial number of the certificate"), _("Result"),
    )  # fmt: skip
    return parts.Table(
        _("Questions"),
        [parts.Column(label) for label in labels],
        [_row(row, names.get(row.caller, "") if row.caller else _("not registered")) for row in cut.rows],
        next=f"?after={cut.after}" if cut.after and not serial else "",
        first=reverse("validation:log") if request.GET.get("after") else "",
        empty=_("Nothing was asked yet."),
    )


def _row(row: QueryLog, name: str) -> list[object]:
    result = RESULTS.get(row.result, parts.Tag(row.result))
    return [row.at, name, row.purpose or "–", row.service, row.kind, row.serial, result]
