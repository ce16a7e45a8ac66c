"""The operator's desk: take a call, ask, stop the card, note the report to the police. It shows nothing of the record."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.pages.keyset import keyset
from tegata.services.cards import api as cards
from tegata.services.hotline import actions, queries
from tegata.services.hotline.forms import AnswerForm, CallForm, PoliceForm
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.queries import CallView
from tegata.services.hotline.rules import Decision, Happened
from tegata.services.hotline.views import texts

DESK = gettext_lazy("Lost-card line")


@page(permission=Permission.TAKE_CALL, title=DESK)
def calls(request: StaffRequest) -> HttpResponse:
    """The form for the next call, and the calls before it. Fewer than nine queries."""
    form = CallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        happened = Happened(sent["happened"])
        found = {"name": sent["name"], "birth": sent["birth"], "serial": sent["serial"]}
        return redirect("hotline:call", actions.take_call(request.act, happened, **found))
    return render(request, "hotline/calls.html", {"form": form, "table": _table(request)})


@page(permission=Permission.TAKE_CALL, title=gettext_lazy("Call"))
def call(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """One call: the next question, the stop, what to tell the caller."""
    return _shown(request, _call(call_id))


@page(permission=Permission.TAKE_CALL, title=gettext_lazy("Call"))
def answer(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Compare an answer."""
    seen = _call(call_id)
    form = AnswerForm(request.POST)
    if seen.next_question is None or request.method != "POST":
        return redirect("hotline:call", call_id)
    if not form.is_valid():
        return _shown(request, seen, answer_form=form)
    actions.answer(request.act, call_id, seen.next_question, form.cleaned_data["said"])
    return redirect("hotline:call", call_id)


@page(permission=Permission.TAKE_CALL, title=gettext_lazy("Call"))
def stop(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Stop the card, at once: it needs no second look, for a stop can be lifted."""
    if request.method != "POST":
        return redirect("hotline:call", call_id)
    try:
        actions.stop(request.act, call_id)
    except queries.UnknownCall as unknown:
        raise Http404 from unknown
    except actions.NothingToStop:
        return _shown(request, _call(call_id), notice=parts.Notice("warning", texts.NOTHING_TO_STOP))
    except actions.NotByThisCall as refused:
        return _shown(request, _call(call_id), notice=parts.Notice("error", texts.DECISIONS[refused.decision]))
    return redirect("hotline:call", call_id)


@page(permission=Permission.TAKE_CALL, title=gettext_lazy("Call"))
def police(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Note the number of the report to the police."""
    form = PoliceForm(request.POST)
    seen = _call(call_id)
    if request.method == "POST" and not form.is_valid():
        return _shown(request, seen, police_form=form)
    if request.method == "POST":
        actions.note_police(request.act, call_id, form.cleaned_data["number"])
    return redirect("hotline:call", call_id)


def _call(call_id: UUID) -> CallView:
    try:
        return queries.call(call_id)
    except queries.UnknownCall as unknown:
        raise Http404 from unknown


def _shown(
    request: HttpRequest,
    seen: CallView,
    *,
    notice: parts.Notice | None = None,
    answer_form: AnswerForm | None = None,
    police_form: PoliceForm | None = None,
) -> HttpResponse:
    wrong = answer_form or police_form
    context = {
        "call": seen,
        "form": wrong,
        "notice": notice or _said(seen),
        "items": _items(seen),
        "question": texts.QUESTIONS[seen.next_question] if seen.next_question else "",
        "answer_form": answer_form or AnswerForm(),
        "police_form": police_form or PoliceForm(initial={"number": seen.police_number}),
        "may_be_stopped": seen.stopped_at is None and seen.happened is not Happened.FOUND_AGAIN,
    }
    return render(request, "hotline/call.html", context, status=422 if wrong else 200)


def _said(seen: CallView) -> parts.Notice:
    """What to tell the caller now."""
    if seen.stopped_at:
        return parts.Notice("success", texts.STOPPED_ADVICE, _("The card is stopped"))
    if seen.happened is Happened.FOUND_AGAIN:
        return parts.Notice("info", texts.DECISIONS[Decision.ONLY_AT_THE_COUNTER])
    if seen.resident_id is None:
        return parts.Notice("warning", texts.DECISIONS[Decision.NOT_FOUND])
    return parts.Notice("info", texts.OPENING[seen.happened])


def _items(seen: CallView) -> list[parts.Item]:
    asked = [
        parts.Item(
            texts.QUESTIONS[question], parts.Tag(_("Right"), "success") if right else parts.Tag(_("Wrong"), "error")
        )
        for question, right in seen.asked.items()
    ]
    return [
        parts.Item(_("What happened?"), texts.HAPPENED[seen.happened]),
        parts.Item(_("Caller"), texts.WHO[seen.who]),
        parts.Item(_("Card"), _card(seen)),
        *asked,
    ]


def _card(seen: CallView) -> parts.Tag:
    card = None
    if seen.resident_id:
        card = cards.card(seen.resident_id, seen.card_id) if seen.card_id else cards.held_card(seen.resident_id)
    if card is None:
        return parts.Tag(_("none"))
    if card.state is cards.State.SUSPENDED:
        return parts.Tag(_("stopped"), "error")
    return parts.Tag(_("in use"), "success") if card.state is cards.State.HANDED_OVER else parts.Tag(_("ended"))


def _table(request: HttpRequest) -> parts.Table:
    cut = keyset(queries.calls(), ("-at", "-id"), after=request.GET.get("after", ""), size=20)
    rows = []
    for row in cut.rows:
        seen = queries.view_of(row)
        moment = texts.moment(seen.at)
        state = parts.Tag(_("stopped"), "error") if seen.stopped_at else parts.Tag(_("not stopped"))
        link = parts.Link(moment, reverse("hotline:call", args=[seen.call_id]))
        rows.append([link, texts.HAPPENED[seen.happened], texts.WHO[seen.who], state, seen.operator])
    labels = (_("When"), _("What happened?"), _("Caller"), _("Card"), _("Operator"))
    return parts.Table(
        _("Calls"),
        [parts.Column(label) for label in labels],
        rows,
        next=f"?after={cut.after}" if cut.after else "",
        first=reverse("hotline:calls") if request.GET.get("after") else "",
        empty=_("Nobody called yet."),
    )
