"""Search. The name goes in the form, never in the address; a page of results is the answer to a POST."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import wareki
from tegata.rules.life_events import LifeEvent
from tegata.rules.numbers import InvalidNumber, parse_resident_code
from tegata.services.residents import queries
from tegata.services.residents.forms import ARRIVALS, SearchForm
from tegata.services.residents.permissions import Permission
from tegata.services.residents.queries import Page
from tegata.services.residents.rules.events import AWAY
from tegata.services.residents.rules.record import RecordState, ResidentRecord
from tegata.services.residents.views.labels import event_label, state_tag


@page(permission=Permission.READ, title=_("Residents"))
def search(request: StaffRequest) -> HttpResponse:
    """Find residents by the beginning of a name."""
    nationwide = Permission.SEARCH_NATIONWIDE in request.act.permissions
    form = SearchForm(request.POST or None, nationwide=nationwide)
    context = {"form": form, "arrivals": _arrivals(request)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = _by_code(request.act, given["text"]) or _by_name(request.act, given)
        context |= {"table": _table(request.act, found), "after": found.after}
    return render(request, "residents/search.html", context)


def _by_code(act: Act, text: str) -> Page | None:
    """Whoever moves in is found by the code on the move-out certificate (転出証明書), whatever the town."""
    try:
        one = queries.by_resident_code(parse_resident_code(text))
    except (InvalidNumber, queries.UnknownResident):
        return None
    reached = one.town == act.town or one.state in AWAY or Permission.SEARCH_NATIONWIDE in act.permissions
    return Page((one,) if reached else (), None)


def _by_name(act: Act, given: dict[str, Any]) -> Page:
    everywhere = given.get("nationwide") or act.town is None
    return queries.search(act, None if everywhere else act.town, given["text"], given["after"])


def _table(act: Act, found: Page) -> parts.Table:
    columns = [_("Name"), _("Reading in katakana"), _("Date of birth"), _("Address"), _("State")]
    return parts.Table(
        _("Residents"),
        [parts.Column(label) for label in columns],
        [_row(act, record) for record in found.records],
        empty=_("Nobody is found. Try fewer characters, or kana."),
    )


def _row(act: Act, record: ResidentRecord) -> list[object]:
    href = reverse("residents:record", args=[record.resident_id])
    if act.town not in (None, record.town) and record.state in AWAY:
        back = LifeEvent.RETURN_FROM_ABROAD if record.state is RecordState.ABROAD else LifeEvent.MOVE_IN
        href = reverse("residents:event", args=[record.resident_id, back.value])
    link = parts.Link(record.name, href)
    return [link, record.kana, wareki(record.birth), record.address, state_tag(record.state)]


def _arrivals(request: StaffRequest) -> list[parts.Link]:
    if Permission.RECORD not in request.act.permissions:
        return []
    return [parts.Link(event_label(event), reverse("residents:arrive", args=[event.value])) for event in ARRIVALS]
