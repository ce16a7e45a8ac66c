"""The town hall's pages: today's applications, and taking one in or printing a form for the resident on the page."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import wareki
from tegata.services.applications import queries
from tegata.services.applications.actions import (
    beginning,
    printing,
)
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.forms import (
    CHANNELS,
    OfficeForm,
    PaperForm,
    ReceiptForm,
    SearchForm,
)
from tegata.services.applications.permissions import Permission
from tegata.services.applications.queries import ApplicationView
from tegata.services.applications.rules.channels import Channel, Handover
from tegata.services.applications.rules.form_ids import grouped
from tegata.services.applications.rules.printed_form import FormSheet, printed_form
from tegata.services.applications.rules.reasons import possible_reasons
from tegata.services.applications.rules.states import State
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.services.applications.views.applicant import REFUSED
from tegata.services.applications.views.words import refusal, state_tag
from tegata.services.residents import api as residents

WAITING = (State.RECEIVED, State.PHOTO_PROBLEM)


@page(permission=Permission.READ, title=_("Applications"))
def today(request: StaffRequest) -> HttpResponse:
    """What waits for the town's look, the oldest first; what is overdue on top. The centre begins with what arrives."""
    if request.act.town is None:
        return redirect("applications:transfers")
    town = request.act.town
    listed = queries.of_town(town, WAITING, request.GET.get("after"))
    known = residents.records([one.resident_id for one in listed.applications])
    overdue, asked = queries.overdue(request.act.at, town), queries.open_questions(town)
    table = parts.Table(
        _("Applications to look at"),
        [
            parts.Column(_("Receipt number")),
            parts.Column(_("Name")),
            parts.Column(_("How it came")),
            parts.Column(_("State")),
        ],
        [_line(one, known.get(one.resident_id)) for one in listed.applications],
        next=f"?after={listed.after}" if listed.after else "",
        first="?" if request.GET.get("after") else "",
        empty=_("No application waits."),
    )
    context = {"table": table, "overdue": len(overdue), "asked": len(asked), "receipt": ReceiptForm()}
    context["may_enter"] = Permission.ENTER in request.act.permissions
    return render(request, "applications/today.html", context)


def _line(one: ApplicationView, record: residents.ResidentRecord | None) -> list[object]:
    name = record.name if record else ""
    return [
        parts.Link(grouped(one.receipt), address(one), name),
        name,
        CHANNELS[one.channel],
        state_tag(one.state),
    ]


@page(permission=Permission.READ, title=_("Find an application by its receipt"))
def by_receipt(request: StaffRequest) -> HttpResponse:
    """From the receipt's number to the application."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(address(queries.by_receipt(form.cleaned_data["number"])))
        except queries.UnknownApplication as error:
            form.add_error("number", refusal(error))
    return render(request, "applications/by_receipt.html", {"form": form})


@page(permission=Permission.ENTER, title=_("New application"))
def find(request: StaffRequest) -> HttpResponse:
    """The resident first; the application's page is then that one resident's. The centre has the ID on the form alone."""
    if request.act.town is None:
        return _find_by_form(request)
    form = SearchForm(request.POST or None)
    table = None
    if request.method == "POST" and form.is_valid():
        found = residents.search(request.act, request.act.town, form.cleaned_data["text"]).records
        table = parts.Table(
            _("Residents"),
            [
                parts.Column(_("Name")),
                parts.Column(_("Date of birth")),
                parts.Column(_("Address")),
                parts.Column(_("What to do")),
            ],
            [[one.name, wareki(one.birth), one.address, _choices(one)] for one in found],
            empty=_("Nobody's name begins so. Try the kana."),
        )
    return render(request, "applications/find.html", {"form": form, "table": table})


def _find_by_form(request: StaffRequest) -> HttpResponse:
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resident = queries.form(form.cleaned_data["form_id"]).resident_id
        except queries.UnknownApplication as error:
            form.add_error("form_id", refusal(error))
        else:
            request.session["paper"] = form.cleaned_data["form_id"]
            return redirect("applications:enter", resident)
    return render(request, "applications/find.html", {"form": form, "table": None})


def _choices(one: residents.ResidentRecord) -> SafeString:
    enter = parts.Link(_("Take an application"), reverse("applications:enter", args=[one.resident_id]), one.name)
    form = parts.Link(_("Print a form"), reverse("applications:form", args=[one.resident_id]), one.name)
    return mark_safe(f"{enter} {form}")  # noqa: S308 (both are escaped)


@page(permission=Permission.ENTER, title=_("Take an application"))
def enter(request: StaffRequest, resident: UUID) -> HttpResponse:
    """For the resident whom this page shows."""
    record = _record(request, resident, Permission.ENTER)
    form = OfficeForm(request.POST or None)
    if request.act.town is None:
        form.for_centre(request.session.get("paper", ""))
    form.offer(possible_reasons(queries.last_card(resident, request.act.today)))
    if request.method == "POST" and form.is_valid():
        try:
            begun = beginning.begin_at_office(request.act, resident, _entry(form))
        except REFUSED as error:
            form.add_error(None, refusal(error))
        else:
            return redirect("applications:show", begun.resident_id, begun.application_id)
    return render(request, "applications/enter.html", {"form": form, "items": _person(record)})


def _entry(form: OfficeForm) -> Entry:
    data = form.cleaned_data
    return Entry(
        Channel(data["channel"]),
        form.applied_by(),
        form.wishes(Handover(data["handover"])),
        data["ward"],
        data.get("branch", MAIN_OFFICE),
        data["form_id"],
    )


@page(permission=Permission.PRINT_FORM, title=_("Print a form"))
def form(request: StaffRequest, resident: UUID) -> HttpResponse:
    """A new form for one resident, as a PDF; by POST, for it makes an application ID."""
    record = _record(request, resident, Permission.PRINT_FORM)
    if request.method != "POST":
        return render(request, "applications/form.html", {"items": _person(record)})
    printed = printing.print_form(request.act, resident)
    link = request.build_absolute_uri(reverse("applications:start")) + f"#{printed.form_id}"
    national = record.nationality == ""
    sheet = FormSheet(
        printed.form_id, link, record.name, record.birth, national, record.postcode, record.address, request.act.today
    )
    answer = HttpResponse(printed_form(sheet), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="form.pdf"'
    return answer


def address(view: ApplicationView) -> str:
    """The page of an application."""
    return reverse("applications:show", args=[view.resident_id, view.application_id])


def _record(request: StaffRequest, resident: UUID, permission: Permission) -> residents.ResidentRecord:
    try:
        record = residents.record(resident)
    except residents.UnknownResident:
        raise Http404 from None
    request.act.require(permission, record.town)
    return record


def _person(record: residents.ResidentRecord) -> list[parts.Item]:
    return [
        parts.Item(_("Name"), record.name),
        parts.Item(_("Kana"), record.kana),
        parts.Item(_("Date of birth"), wareki(record.birth)),
        parts.Item(_("Address"), record.address),
    ]
