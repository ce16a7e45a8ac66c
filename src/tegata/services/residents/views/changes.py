"""Entering what happened: one page for every life event of a record, and one for whoever has none yet."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, Title, page
from tegata.ground.templatetags.ground import wareki
from tegata.rules.life_events import LifeEvent
from tegata.services.residents import queries
from tegata.services.residents.actions import Entered
from tegata.services.residents.forms import ARRIVALS, EVENTS, ArrivalForm, EventForm, HeadForm, WithdrawalForm
from tegata.services.residents.permissions import Permission
from tegata.services.residents.rules import events as rules
from tegata.services.residents.rules.record import ResidentRecord
from tegata.services.residents.views.labels import CONSEQUENCES, event_label
from tegata.services.residents.views.record import looked_at, permission_of

EVENT_WORDS = {event.value: event for event in LifeEvent}


@page(permission=Permission.READ, title=_("Life event"))
def event(request: StaffRequest, resident_id: UUID, word: str) -> HttpResponse:
    """Enter an event. What ends card and certificates is asked twice."""
    kind = EVENT_WORDS.get(word)
    if kind is None or kind not in EVENTS:
        raise Http404
    request.act.require(permission_of(kind))
    found = looked_at(request.act, resident_id, arriving=kind in rules.ARRIVALS)
    form = EVENTS[kind](request.POST or None, act=request.act, record=found)
    confirmation = _confirmation(kind, found)
    if request.method == "POST" and form.is_valid():
        if confirmation and request.POST.get("confirmed") != "yes":
            return _page(request, "residents/confirm.html", kind, found, form, confirmation)
        entered = form.enter()
        if entered is not None:
            return _done(entered)
    return _page(request, "residents/event.html", kind, found, form, None)


@page(permission=Permission.RECORD, title=_("New head of the household"))
def head(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """世帯主変更."""
    found = looked_at(request.act, resident_id)
    has_head = queries.head_of(found.household_id) is not None
    form = HeadForm(request.POST or None, act=request.act, record=found, has_head=has_head)
    return _notice(request, found, form, _("New head of the household"), LifeEvent.HOUSEHOLD_CHANGE)


@page(permission=Permission.RECORD, title=_("Withdraw the move-out notice"))
def withdrawal(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """転出取消."""
    found = looked_at(request.act, resident_id)
    form = WithdrawalForm(request.POST or None, act=request.act, record=found)
    return _notice(request, found, form, _("Withdraw the move-out notice"), LifeEvent.CORRECTION)


def _notice(
    request: StaffRequest, found: ResidentRecord, form: EventForm, heading: Title, event: LifeEvent
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        entered = form.enter()
        if entered is not None:
            return _done(entered)
    return _page(request, "residents/event.html", event, found, form, None, heading)


@page(permission=Permission.RECORD, title=_("New resident"))
def arrive(request: StaffRequest, word: str) -> HttpResponse:
    """Register somebody who has no record; who may be the same person is shown first."""
    kind = EVENT_WORDS.get(word)
    if kind is None or kind not in ARRIVALS:
        raise Http404
    form = ARRIVALS[kind](request.POST or None, act=request.act)
    if request.method == "POST" and form.is_valid():
        entered = form.enter()
        if entered is not None:
            return _done(entered)
    context = {"form": form, "heading": event_label(kind), "doubles": _doubles(form)}
    return render(request, "residents/arrive.html", context)


def _page(
    request: StaffRequest,
    template: str,
    kind: LifeEvent,
    found: ResidentRecord,
    form: EventForm,
    confirmation: parts.Confirmation | None,
    heading: Title | None = None,
) -> HttpResponse:
    back = reverse("residents:record", args=[found.resident_id])
    context = {"form": form, "record": found, "heading": heading or event_label(kind), "law": kind.law, "back": back}
    return render(request, template, context | {"confirmation": confirmation})


def _confirmation(kind: LifeEvent, found: ResidentRecord) -> parts.Confirmation | None:
    if kind not in CONSEQUENCES:
        return None
    back = reverse("residents:record", args=[found.resident_id])
    return parts.Confirmation(event_label(kind), [found.name, CONSEQUENCES[kind]], _("Enter it"), back)


def _done(entered: Entered) -> HttpResponse:
    """Back to the record; a late notice is told there."""
    late = "?late=1" if entered.late else "?entered=1"
    return redirect(reverse("residents:record", args=[entered.resident_id]) + late)


def _doubles(form: ArrivalForm) -> parts.Table | None:
    if not form.doubles:
        return None
    rows = [
        [parts.Link(one.name, reverse("residents:record", args=[one.resident_id])), wareki(one.birth), one.address]
        for one in form.doubles
    ]
    columns = [parts.Column(_("Name")), parts.Column(_("Date of birth")), parts.Column(_("Address"))]
    return parts.Table(_("Perhaps registered already"), columns, rows)
