"""Pages about numbers. A number is shown once, in the answer to a form that names the purpose; it is in no address."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title, page
from tegata.ground.templatetags.ground import wareki
from tegata.services.numbering import actions, queries
from tegata.services.numbering.forms import ChangeForm, FindForm, PurposeForm
from tegata.services.numbering.permissions import Permission
from tegata.services.numbering.rules.purposes import ChangeReason, ReadRefused
from tegata.services.residents import api as residents


@page(permission=Permission.READ, title=_("Individual Number"))
def number(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """A resident's number, after its purpose."""
    record = _record(resident_id)
    form = PurposeForm(request.POST or None, office=request.act.office)
    shown = ""
    if form.is_bound:
        named = form.chosen if form.is_valid() else request.POST.get("purpose", "")
        try:
            shown = actions.read(request.act, resident_id, named)
        except (ReadRefused, actions.NoNumber) as refusal:
            form.add_error(None, _refusal(refusal))
    context = {
        "record": record,
        "form": form,
        "number": " ".join(shown[place : place + 4] for place in (0, 4, 8)) if shown else "",
        "lives": _lives(resident_id),
        "change": reverse("numbering:change", args=[resident_id])
        if Permission.CHANGE in request.act.permissions
        else "",
    }
    return render(request, "numbering/number.html", context)


@page(permission=Permission.FIND, title=_("Whose number is this?"))
def find(request: StaffRequest) -> HttpResponse:
    """From a number on a form to its person."""
    form = FindForm(request.POST or None, office=request.act.office)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.resident_of(request.act, form.cleaned_data["number"], form.chosen)
        except (ReadRefused, actions.NoNumber) as refusal:
            form.add_error("number", _refusal(refusal))
        else:
            return redirect("residents:record", found)
    return render(request, "numbering/find.html", {"form": form})


@page(permission=Permission.CHANGE, title=_("Change the Individual Number"))
def change(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """A leaked number is retired for ever and a new one assigned: asked with its consequences."""
    record = _record(resident_id)
    back = reverse("residents:record", args=[resident_id])
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and request.POST.get("confirmed") == "yes" and form.is_valid():
        try:
            actions.change(request.act, resident_id, ChangeReason(form.cleaned_data["why"]))
        except actions.NoNumber as refusal:
            form.add_error(None, _refusal(refusal))
        else:
            return redirect(back)
    consequences: list[Title] = [
        record.name,
        _("The number is never used again. A card that shows it falls invalid today."),
        _("A notice with the new number goes to the address of the record."),
    ]
    confirmation = parts.Confirmation(_("Change the Individual Number"), consequences, _("Change the number"), back)
    return render(request, "ground/confirm.html", {"confirmation": confirmation, "form": form})


@page(permission=Permission.PRINT, title=_("Notices of numbers"))
def notices(request: StaffRequest) -> HttpResponse:
    """What is due, what was printed. A POST starts a run."""
    if request.method == "POST":
        actions.start_run(request.act)
        return redirect("numbering:notices")
    due, later = queries.notices_waiting(request.act.today)
    rows = [
        [wareki(run.printed_at), str(run.notices), reverse("numbering:run", args=[run.run_id])]
        for run in queries.runs()
    ]
    return render(request, "numbering/notices.html", {"due": due, "later": later, "runs": rows})


@page(permission=Permission.PRINT, title=_("Notices of numbers"))
def run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """The run's PDF, as the answer to a POST: every number in it is read for it."""
    if request.method != "POST":
        return redirect("numbering:notices")
    response = HttpResponse(actions.print_run(request.act, run_id), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="notices.pdf"'
    return response


def _record(resident_id: UUID) -> residents.ResidentRecord:
    try:
        return residents.record(resident_id)
    except residents.UnknownResident as fault:
        raise Http404 from fault


def _lives(resident_id: UUID) -> parts.Table:
    """That there were numbers, and why they ended."""
    reasons = {
        "": _("in use"),
        ChangeReason.ON_REQUEST.value: _("leaked, on request"),
        ChangeReason.EX_OFFICIO.value: _("leaked, ex officio"),
    }
    rows = [
        [
            wareki(life.assigned_at),
            wareki(life.retired_at),
            reasons[life.why_retired],
        ]
        for life in queries.lives(resident_id)
    ]
    columns = [parts.Column(_("Assigned")), parts.Column(_("Retired")), parts.Column(_("Why"))]
    return parts.Table(_("Numbers so far"), columns, rows, empty=_("No number yet."))


def _refusal(refusal: Exception) -> str:
    match refusal:
        case actions.RetiredNumber():
            return gettext("This number was changed. Ask for the new card or notice.")
        case actions.NoNumber():
            return gettext("There is no such number yet. It follows the registration within the day.")
        case _:
            return gettext("This number may not be read here for this purpose. The refusal is recorded.")
