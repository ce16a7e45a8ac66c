"""Today's counter: who comes, what is going on, what must not stay open tonight, what waits for the authorities."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import moment, wareki
from tegata.rules.calendar import JST
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter import queries
from tegata.services.counter.actions import booking
from tegata.services.counter.forms import BookForm, SlotForm
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.handover import State
from tegata.services.counter.views import texts
from tegata.services.counter.views.showing import Page, Section, sent, tried
from tegata.services.residents import api as residents

TODAY = gettext_lazy("Today's counter")


@page(permission=Permission.SEE, title=TODAY)
def today(request: StaffRequest) -> HttpResponse:
    """What the counter has to do. Twelve queries."""
    act = request.act
    town = act.town or ""
    comes = queries.appointments(town, act.today)
    going, writing = queries.open_handovers(town), queries.open_rewritings(town)
    duties, owed = cards.open_duties(town, act.today, 50), certificates.reissues_owed(town, act.today, 50)
    names = _names([*comes, *going, *writing, *duties, *owed])
    shown = Page(notices=_notices(request), sections=_links(request))
    shown.sections += [
        Section(table=_appointments(comes, names, may_end=Permission.BOOK in act.permissions)),
        Section(table=_going(going, names)),
        Section(table=_writing(writing, names)),
        Section(table=_duties(duties, names)),
        Section(table=_owed(owed, names)),
    ]
    return shown.show(request)


def _notices(request: StaffRequest) -> list[parts.Notice]:
    act, queue = request.act, certificates.queue()
    counted = queries.count_of_the_day(act.town or "", act.today)
    found = []
    if counted is False:
        found.append(parts.Notice("warning", _("The stock was not counted today. Count it before the counter closes.")))
    if counted is True:
        found.append(parts.Notice("success", _("The stock was counted today.")))
    if queue.orders or queue.endings:
        text = _(
            "Waiting for the certification authorities: %(orders)d certificates, %(ends)d ends. The counter goes on."
        )
        found.append(parts.Notice("info", text % {"orders": queue.orders, "ends": queue.endings}))
    return found


def _links(request: StaffRequest) -> list[Section]:
    routes = [
        ("counter:begin_handover", _("Hand a card over"), Permission.HAND_OVER),
        ("counter:begin_rewriting", _("New address, name or certificates"), Permission.SEE),
        ("counter:pins", _("PIN desk"), Permission.PINS),
        ("counter:stock", _("Stock"), Permission.STOCK),
        ("counter:count", _("Count the stock"), Permission.COUNT),
        ("counter:post", _("Cards by post"), Permission.POST),
        ("counter:returns", _("Returns and shredder"), Permission.SEE),
        ("approvals", _("For a second officer"), Permission.SEE),
        ("counter:slots", _("Appointment book"), Permission.BOOK),
        ("counter:post_offices", _("Renewal at post offices"), cards.Permission.ENTRUST),
    ]
    mine = [(route, label) for route, label, permission in routes if permission in request.act.permissions]
    return [Section(links=[parts.Link(label, reverse(route)) for route, label in mine])]


def _names(rows: Iterable[object]) -> dict[UUID, str]:
    ids = {row.resident_id for row in rows}  # type: ignore[attr-defined]
    return {key: one.name for key, one in residents.records(sorted(ids)).items()} if ids else {}


def _appointments(rows: list[queries.AppointmentView], names: dict[UUID, str], *, may_end: bool) -> parts.Table:
    lines = [
        [
            f"{row.starts_at.astimezone(JST):%H:%M}",
            names.get(row.resident_id, ""),
            texts.ERRANDS[row.errand],
            parts.Tag(_("Came"), "success") if row.state == "came" else parts.Tag(_("Expected"), "info"),
            _end_of(row, names) if may_end and row.state == "booked" else "",
        ]
        for row in rows
    ]
    columns = [parts.Column(one) for one in (_("Time"), _("Name"), _("Why"), _("State"), _("What is done"))]
    return parts.Table(_("Appointments today"), columns, lines, empty=_("Nobody has an appointment today."))


def _end_of(row: queries.AppointmentView, names: dict[UUID, str]) -> parts.Link:
    address = reverse("counter:end_appointment", args=[row.resident_id, row.appointment_id])
    return parts.Link(_("Came, or will not come"), address, names.get(row.resident_id, ""))


def _going(rows: list[queries.HandoverView], names: dict[UUID, str]) -> parts.Table:
    lines = [
        [
            parts.Link(
                names.get(row.resident_id, "–"), reverse("counter:handover", args=[row.resident_id, row.handover_id])
            ),
            parts.Tag(texts.HANDOVER[row.state], "error" if row.state is State.STOPPING else "info"),
            row.desk,
            moment(row.opened_at),
        ]
        for row in rows
    ]
    columns = [parts.Column(_("Name")), parts.Column(_("State")), parts.Column(_("Desk")), parts.Column(_("Since"))]
    return parts.Table(_("Handovers going on"), columns, lines, empty=_("No handover is going on."))


def _writing(rows: list[queries.RewritingView], names: dict[UUID, str]) -> parts.Table:
    lines = [
        [
            parts.Link(
                names.get(row.resident_id, "–"), reverse("counter:rewriting", args=[row.resident_id, row.rewriting_id])
            ),
            texts.ERRANDS[row.errand],
            parts.Tag(texts.REWRITING[row.state], "warning"),
            moment(row.opened_at),
        ]
        for row in rows
    ]
    columns = [
        parts.Column(_("Name")),
        parts.Column(_("What is done")),
        parts.Column(_("State")),
        parts.Column(_("Since")),
    ]
    return parts.Table(_("Rewritings begun and not ended"), columns, lines, empty=_("Nothing was left half done."))


def _duties(rows: list[cards.OpenDuty], names: dict[UUID, str]) -> parts.Table:
    lines = [[names.get(row.resident_id, "–"), wareki(row.since), wareki(row.falls_on)] for row in rows]
    columns = [parts.Column(_("Name")), parts.Column(_("Changed on")), parts.Column(_("Card ends on"))]
    caption = _("Cards that do not show what the record says")
    return parts.Table(caption, columns, lines, empty=_("Every card shows what the record says."))


def _owed(rows: list[certificates.OwedCertificate], names: dict[UUID, str]) -> parts.Table:
    lines = [[names.get(row.resident_id, "–"), wareki(row.since)] for row in rows]
    columns = [parts.Column(_("Name")), parts.Column(_("Since"))]
    caption = _("Signature certificates owed")
    return parts.Table(caption, columns, lines, empty=_("No certificate is owed."))


@page(permission=Permission.BOOK, title=gettext_lazy("Appointment book"))
def slots(request: StaffRequest) -> HttpResponse:
    """Times that are offered, and a form for another one."""
    act = request.act
    form = sent(request, SlotForm)
    if request.method == "POST" and tried(form, lambda: _offer(request, form)):
        return redirect("counter:slots")
    rows = [[moment(one)] for one in queries.free_slots(act.town or "", act.at)]
    table = parts.Table(_("Free times"), [parts.Column(_("Time"))], rows, empty=_("No time is free."))
    sections = [Section(_("Offer a time"), form=form, button=_("Offer it")), Section(table=table)]
    return Page(sections, trail=trail()).show(request)


def _offer(request: StaffRequest, form: SlotForm) -> None:
    starts_at: datetime = form.cleaned_data["starts_at"]
    booking.offer(request.act, request.act.town or "", starts_at, form.cleaned_data["places"])


@page(permission=Permission.BOOK, title=gettext_lazy("Book an appointment"))
def book(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """A time for one person, who is told by letter."""
    act, town = request.act, request.act.town or ""
    times = [(one.isoformat(), moment(one)) for one in queries.free_slots(town, act.at)]
    errands = [(errand.value, texts.ERRANDS[errand.value]) for errand in Errand if errand is not Errand.STORE]
    form = sent(request, BookForm, times=times, errands=errands)

    def do() -> None:
        booking.book(act, resident_id, town, form.chosen(), Errand(form.cleaned_data["errand"]))

    if request.method == "POST" and tried(form, do, "at"):
        return redirect("counter:today")
    record = residents.record(resident_id)
    items = [parts.Item(_("Name"), record.name), parts.Item(_("Address"), record.address)]
    text = _("The time is told by letter.")
    return Page([Section(text=text, form=form, button=_("Book it"))], items=items, trail=trail()).show(request)


def trail() -> tuple[tuple[str, str], ...]:
    """Where every page of the counter hangs."""
    return ((_("Today's counter"), reverse("counter:today")),)
