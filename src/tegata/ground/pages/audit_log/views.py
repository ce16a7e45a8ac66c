"""Search, file and check. What is searched for stays in the session: names of staff do not belong into addresses."""

import csv
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tegata.ground import audit, audit_search
from tegata.ground.audit_search import NEWEST_FIRST
from tegata.ground.models import AuditEntry
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.pages.audit_log.forms import ChainForm, SearchForm
from tegata.ground.pages.keyset import keyset
from tegata.ground.permissions import Permission
from tegata.ground.templatetags.ground import moment

SEARCH, CHECK = "audit-search", "audit-check"
STEP = 20_000
"""Entries checked in one request: about a second."""
COLUMNS = ("chain", "number", "at", "actor", "office", "verb", "purpose", "outcome", "subject", "thing", "facts")


@page(permission=Permission.SEE_AUDIT, title=_("Audit log"), purpose="audit")
def search(request: StaffRequest) -> HttpResponse:
    """Entries, the newest first. POST keeps what is searched for; every page that is shown is recorded."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        if form.is_valid():
            request.session[SEARCH] = {name: request.POST.get(name, "") for name in form.fields}
            return redirect("audit")
        return render(request, "ground/audit.html", {"form": form})
    form = _asked(request)
    after = request.GET.get("after", "")
    shown = keyset(audit_search.entries(request.act, form.search), NEWEST_FIRST, after=after)
    audit_search.looked(request.act, form.search)
    table = parts.Table(
        _("Entries"),
        [
            parts.Column(each)
            for each in (_("When"), _("Verb"), _("Actor"), _("Outcome"), _("On"), _("Facts"), _("Entry"))
        ],
        [_cells(entry) for entry in shown.rows],
        next=f"?{urlencode({'after': shown.after})}" if shown.after else "",
        first="?" if after else "",
        empty=_("The log has no such entry."),
    )
    return render(request, "ground/audit.html", {"form": form, "table": table})


@page(permission=Permission.SEE_AUDIT, title=_("Audit log"), purpose="audit")
def export(request: StaffRequest) -> HttpResponseBase:
    """All that the search finds as CSV (RFC 4180), streamed; the first line names the columns."""
    found = audit_search.export(request.act, _asked(request).search)
    response = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{request.act.today}.csv"'
    return response


@page(permission=Permission.SEE_AUDIT, title=_("Check a chain"), purpose="audit")
def check(request: StaffRequest) -> HttpResponse:
    """Check a chain step by step: each POST checks some entries more; the session remembers how far it holds."""
    form = ChainForm(request.POST or None, act=request.act)
    if request.method == "POST" and "start" in request.POST:
        if not form.is_valid():
            return render(request, "ground/audit_check.html", {"form": form})
        request.session[CHECK] = _kept(form.cleaned_data["chain"], audit.Checked())
    kept = request.session.get(CHECK)
    if request.method == "POST" and kept:
        request.session[CHECK] = _step(request, kept)
        return redirect("audit_check")
    context = {"form": ChainForm(act=request.act, initial={"chain": _own_chain(request)}), "kept": kept}
    if kept and kept["state"] == "going":
        context["queue"] = parts.Queue(_("Entries checked"), kept["number"], kept["end"])
    return render(request, "ground/audit_check.html", context)


def _step(request: StaffRequest, kept: dict[str, str | int]) -> dict[str, str | int]:
    chain = str(kept["chain"])
    after = audit.Checked(int(kept["number"]), bytes.fromhex(str(kept["digest"])))
    try:
        checked = audit_search.check(request.act, chain, after, STEP)
    except audit.ChainBroken as broken:
        return kept | {"state": "broken", "number": broken.number}
    return _kept(chain, checked, "holds" if checked.number == checked.end else "going")


def _kept(chain: str, checked: audit.Checked, state: str = "going") -> dict[str, str | int]:
    digest = checked.digest.hex()
    return {"chain": chain, "number": checked.number, "end": checked.end, "digest": digest, "state": state}


def _asked(request: StaffRequest) -> SearchForm:
    """What was searched for last; the chain of the actor's own office at first."""
    form = SearchForm(request.session.get(SEARCH) or {"chain": _own_chain(request)})
    form.full_clean()
    return form


def _own_chain(request: StaffRequest) -> str:
    return request.act.town or request.act.office.value


def _cells(entry: AuditEntry) -> list[object]:
    refused = entry.outcome == audit.Outcome.REFUSED
    outcome = parts.Tag(_("Denied"), "warning") if refused else parts.Tag(_("Done"), "success")
    on = " ".join(str(each) for each in (entry.subject, entry.thing) if each)
    facts = "" if entry.facts == "{}" else entry.facts
    return [moment(entry.at), entry.verb, entry.actor, outcome, on, facts, f"{entry.chain} / {entry.number}"]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(found: Iterator[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(COLUMNS)
    for entry in found:
        yield writer.writerow([entry.at.isoformat() if name == "at" else getattr(entry, name) for name in COLUMNS])
