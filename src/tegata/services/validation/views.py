"""The authority's page: who asked about which certificate, and what was answered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title, page
from tegata.ground.pages.keyset import keyset
from tegata.services.validation import queries
from tegata.services.validation.forms import SerialForm
from tegata.services.validation.models import QueryLog
from tegata.services.validation.permissions import Permission

RESULTS: dict[str, parts.Tag] = {
    "good": parts.Tag(gettext_lazy("valid"), "success"),
    "revoked": parts.Tag(gettext_lazy("revoked"), "error"),
    "held": parts.Tag(gettext_lazy("on hold"), "warning"),
    "unknown": parts.Tag(gettext_lazy("unknown"), "warning"),
    "refused": parts.Tag(gettext_lazy("refused"), "neutral"),
    "later": parts.Tag(gettext_lazy("try again later"), "neutral"),
}


@page(permission=Permission.READ, title=gettext_lazy("Questions about certificates"))
def log(request: StaffRequest) -> HttpResponse:
    """The newest first; of one certificate, where its serial number was sent in the form."""
    form = SerialForm(request.POST if request.method == "POST" else None)
    serial = form.cleaned_data["serial"] if form.is_bound and form.is_valid() else ""
    return render(request, "validation/log.html", {"form": form, "table": _table(request, serial)})


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
        [_row(row, names.get(row.caller, "") if row.caller else _("anybody")) for row in cut.rows],
        next=f"?after={cut.after}" if cut.after and not serial else "",
        first=reverse("validation:log") if request.GET.get("after") else "",
        empty=_("Nothing was asked yet."),
    )


def _row(row: QueryLog, name: str) -> list[object]:
    result = RESULTS.get(row.result, parts.Tag(row.result))
    return [row.at, name, row.purpose or "–", row.service, row.kind, row.serial, result]
