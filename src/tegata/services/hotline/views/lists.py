"""Stolen or vanished together: one lists the cards, another looks at the list and stops them all in one act."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.pages.keyset import keyset
from tegata.services.cards.api import State
from tegata.services.hotline import actions, queries
from tegata.services.hotline.forms import ListForm, wrong_lines
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.queries import ListView
from tegata.services.hotline.rules import WrongSerials
from tegata.services.hotline.views import texts

OUTCOMES = {
    "": gettext_lazy("waiting for the second person"),
    "stopped": gettext_lazy("stopped"),
    "ended": gettext_lazy("ended for good"),
    "already": gettext_lazy("was stopped or ended already"),
}


@page(permission=Permission.STOP_LIST, title=gettext_lazy("Stop many cards"))
def lists(request: StaffRequest) -> HttpResponse:
    """The form for a new list, and the lists before it."""
    form = ListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_list(request.act, form.cleaned_data["serials"], form.cleaned_data["number"])
        except WrongSerials as wrong:
            form.add_error("serials", wrong_lines(wrong))
        else:
            return redirect("hotline:list", made)
    return render(request, "hotline/lists.html", {"form": form, "table": _table(request, request.act.town)})


@page(permission=Permission.STOP_LIST, title=gettext_lazy("Cards to be stopped"))
def stop_list(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """One list: who listed it waits, another confirms, and it is done."""
    seen = _list(request, list_id)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        actions.stop_list(request.act, list_id)
        return redirect("hotline:list", list_id)
    own = seen.proposed_by == request.act.actor
    confirmation = parts.Confirmation(
        _("Stop all these cards?"),
        [
            _("Cards that people have are stopped; each of them gets a letter."),
            _("Cards that were not handed over end for good, with their certificates. They are made anew."),
            _("All or none: if one cannot be stopped, nothing happens to the others."),
        ],
        _("Stop all cards"),
        reverse("hotline:lists"),
    )
    context = {
        "confirmation": None if seen.done_at or own else confirmation,
        "notice": _notice(seen, own=own),
        "items": _items(seen),
        "table": _cards(seen),
        "title": _("Cards to be stopped"),
    }
    return render(request, "hotline/list.html", context)


def _list(request: StaffRequest, list_id: UUID) -> ListView:
    try:
        seen = queries.stop_list(list_id)
    except queries.UnknownCall as unknown:
        raise Http404 from unknown
    if request.act.town and request.act.town != seen.town:
        raise Http404
    return seen


def _notice(seen: ListView, *, own: bool) -> parts.Notice | None:
    if seen.done_at:
        return parts.Notice("success", _("All cards of this list were stopped in one act."))
    if own:
        return parts.Notice("info", _("You listed these cards. Ask a colleague to open this page and to stop them."))
    return None


def _items(seen: ListView) -> list[parts.Item]:
    return [
        parts.Item(_("Listed"), texts.moment(seen.at)),
        parts.Item(_("By"), seen.proposed_by),
        parts.Item(_("Number of the report to the police"), seen.police_number or "–"),
        parts.Item(_("Stopped"), texts.moment(seen.done_at) if seen.done_at else "–"),
    ]


def _cards(seen: ListView) -> parts.Table:
    states = {True: _("with its holder"), False: _("not handed over yet")}
    held = {State.HANDED_OVER, State.SUSPENDED}
    rows = [[f"…{each.ending}", states[each.state in held], OUTCOMES[each.outcome]] for each in seen.cards]
    columns = [parts.Column(_("Serial number")), parts.Column(_("Was")), parts.Column(_("Now"))]
    number = len(seen.cards)
    return parts.Table(ngettext("%(number)d card", "%(number)d cards", number) % {"number": number}, columns, rows)


def _table(request: HttpRequest, town: str | None) -> parts.Table:
    cut = keyset(queries.stop_lists(town), ("-at", "-id"), after=request.GET.get("after", ""), size=20)
    rows = [
        [
            parts.Link(texts.moment(row.at), reverse("hotline:list", args=[row.id])),
            row.proposed_by,
            parts.Tag(_("done"), "success")
            if row.done_at
            else parts.Tag(_("waiting for the second person"), "warning"),
        ]
        for row in cut.rows
    ]
    return parts.Table(
        _("Lists"),
        [parts.Column(_("When")), parts.Column(_("By")), parts.Column(_("State"))],
        rows,
        next=f"?after={cut.after}" if cut.after else "",
        first=reverse("hotline:lists") if request.GET.get("after") else "",
        empty=_("No list was made yet."),
    )
