"""What is on its way: transfer lists with receipt numbers and nothing of a person, questions of the centre, what is overdue."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import moment, wareki
from tegata.services.applications import queries
from tegata.services.applications.actions import passing_on
from tegata.services.applications.forms import ReceiptsForm
from tegata.services.applications.permissions import Permission
from tegata.services.applications.rules.form_ids import grouped
from tegata.services.applications.rules.tracing import ON_THE_WAY, is_overdue
from tegata.services.applications.views.desk import address
from tegata.services.applications.views.words import place, refusal


@page(permission=Permission.READ, title=_("Transfer lists"))
def transfers(request: StaffRequest) -> HttpResponse:
    """Send on what lies in a branch, and see what arrived."""
    branches = _branches(request.act)
    branch = request.GET.get("branch") or (branches[0] if branches else "")
    waiting = queries.to_pass_on(request.act.town, branch) if request.act.town and branch else ()
    form = ReceiptsForm([one.receipt for one in waiting], request.POST or None)
    if request.method == "POST" and form.is_valid() and request.act.town:
        try:
            listed = passing_on.pass_on(request.act, request.act.town, branch, form.cleaned_data["receipts"])
        except passing_on.NotHere as error:
            form.add_error("receipts", refusal(error))
        else:
            return redirect("applications:transfer", listed)
    context = {
        "table": _lists(request.act),
        "form": form if waiting else None,
        "branch": branch,
        "branches": branches,
        "may_enter": request.act.town is None and Permission.ENTER in request.act.permissions,
    }
    return render(request, "applications/transfers.html", context)


def _branches(act: Act) -> tuple[str, ...]:
    return tuple(one for one in queries.branches(act.town) if one != ON_THE_WAY) if act.town else ()


def _lists(act: Act) -> parts.Table:
    rows = [
        [
            parts.Link(str(one.list_id)[-6:], f"transfers/{one.list_id}"),
            place(one.branch),
            moment(one.sent_at),
            str(len(one.items)),
            str(sum(not there for _receipt, there in one.items)),
        ]
        for one in queries.transfers(act.town)
    ]
    columns = [
        parts.Column(_("List")),
        parts.Column(_("Branch")),
        parts.Column(_("Sent on")),
        parts.Column(_("Applications"), number=True),
        parts.Column(_("Not acknowledged"), number=True),
    ]
    return parts.Table(_("Transfer lists"), columns, rows, empty=_("Nothing was sent on yet."))


@page(permission=Permission.READ, title=_("Transfer list"))
def transfer(request: StaffRequest, listed: UUID) -> HttpResponse:
    """One list: what the centre has acknowledged, one by one."""
    try:
        view = queries.transfer_list(listed)
    except queries.UnknownApplication:
        raise Http404 from None
    request.act.require(Permission.READ, view.town)
    waiting = [receipt for receipt, there in view.items if not there]
    may = Permission.ACKNOWLEDGE in request.act.permissions
    form = ReceiptsForm(waiting, request.POST or None) if may and waiting else None
    if request.method == "POST" and form is not None and form.is_valid():
        passing_on.acknowledge(request.act, listed, form.cleaned_data["receipts"])
        return redirect("applications:transfer", listed)
    rows = [[grouped(receipt), _there(there=there)] for receipt, there in view.items]
    table = parts.Table(_("Applications"), [parts.Column(_("Receipt number")), parts.Column(_("Arrived"))], rows)
    return render(request, "applications/transfer.html", {"table": table, "form": form, "view": view})


def _there(*, there: bool) -> parts.Tag:
    return parts.Tag(_("Acknowledged"), "success") if there else parts.Tag(_("On the way"), "warning")


@page(permission=Permission.READ, title=_("Questions of the issuing centre"))
def questions(request: StaffRequest) -> HttpResponse:
    """What waits for the town's answer, and since when it is late."""
    rows = [
        [
            parts.Link(_("Answer"), _page_of(one.resident_id, one.application_id), one.text),
            one.text,
            wareki(one.due),
            parts.Tag(_("Overdue"), "error")
            if is_overdue(one.due, request.act.today)
            else parts.Tag(_("Open"), "info"),
        ]
        for one in queries.open_questions(request.act.town)
    ]
    columns = [
        parts.Column(_("What to do")),
        parts.Column(_("Question")),
        parts.Column(_("Due")),
        parts.Column(_("State")),
    ]
    table = parts.Table(_("Questions"), columns, rows, empty=_("No question waits for an answer."))
    return render(request, "applications/list.html", {"table": table})


@page(permission=Permission.READ, title=_("Overdue applications"))
def overdue(request: StaffRequest) -> HttpResponse:
    """What no centre has acknowledged within a day: in a drawer, or lost on the way."""
    rows = [
        [
            parts.Link(grouped(one.receipt), address(one)),
            place(one.place),
            moment(one.placed_at),
        ]
        for one in queries.overdue(request.act.at, request.act.town)
    ]
    columns = [parts.Column(_("Receipt number")), parts.Column(_("Where it lies")), parts.Column(_("Since"))]
    table = parts.Table(_("Overdue applications"), columns, rows, empty=_("Nothing is overdue."))
    return render(request, "applications/list.html", {"table": table})


def _page_of(resident_id: UUID, application_id: UUID) -> str:
    return f"{resident_id}/{application_id}#questions"
