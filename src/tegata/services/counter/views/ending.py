"""What ends without a card on the desk: a card that is lost or destroyed, one that is ordered back, an appointment."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import moment
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import booking, returns
from tegata.services.counter.forms import ProofForm
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.views import texts
from tegata.services.counter.views.showing import Page, Section, sent, tried
from tegata.services.counter.views.today import trail
from tegata.services.counter.views.writing import identify_here
from tegata.services.residents import api as residents


class GoneForm(ProofForm):
    """What became of the card, and the checklist."""

    cause = forms.ChoiceField(label=gettext_lazy("What happened to it?"), choices=list(texts.GONE.items()))

    def __init__(self, *given: Any, **named: Any) -> None:
        """The cause first."""
        super().__init__(*given, items=texts.ITEMS, documents=texts.DOCUMENTS, **named)
        self.order_fields(("cause",))


@page(permission=Permission.TAKE_BACK, title=gettext_lazy("Report a card lost or destroyed"))
def gone(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """The holder says so here, identified; the card and its certificates end."""
    record, card = _holder(request, Permission.TAKE_BACK, resident_id)
    shown = Page(items=_items(record, card), trail=trail())
    if card is None:
        shown.notices.append(parts.Notice("info", _("This person holds no card.")))
        return shown.show(request)
    form = sent(request, GoneForm)

    def do() -> None:
        identification = identify_here(request, form, card.serial, Errand.RETURN)
        cause = cards.ReturnCause(form.cleaned_data["cause"])
        returns.report_gone(request.act, resident_id, card.card_id, cause, identification)

    if request.method == "POST" and tried(form, do):
        return redirect("residents:record", resident_id)
    text = _("The card ends for good, and its certificates with it. For one that may be found again, stop it by phone.")
    shown.sections.append(Section(text=text, form=form, button=_("The card is gone")))
    return shown.show(request)


@page(permission=Permission.ORDER_BACK, title=gettext_lazy("Order a card back"))
def order_back(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """A card that rests on an error or a lie (Order 14(10)): asked twice, invalid at once."""
    record, card = _holder(request, Permission.ORDER_BACK, resident_id)
    if card is None:
        notice = parts.Notice("info", _("This person holds no card."))
        return Page(notices=[notice], items=_items(record, card), trail=trail()).show(request)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        returns.order_back(request.act, resident_id, card.card_id)
        return redirect("residents:record", resident_id)
    consequences = [
        f"{record.name}　{card.serial}",
        _("The card is invalid at once, and its certificates end. The holder is told by letter to give it back."),
    ]
    back = reverse("residents:record", args=[resident_id])
    confirmation = parts.Confirmation(_("Order this card back?"), consequences, _("Order it back"), back)
    return render(request, "ground/confirm.html", {"confirmation": confirmation})


class EndForm(forms.Form):
    """Whether somebody came."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it?"),
        choices=[("came", gettext_lazy("The person came")), ("cancelled", gettext_lazy("The person will not come"))],
        widget=forms.RadioSelect,
    )


@page(permission=Permission.BOOK, title=gettext_lazy("End an appointment"))
def end_appointment(request: StaffRequest, resident_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Somebody came, or the place is free again."""
    seen = queries.appointment(resident_id, appointment_id)
    if seen is None:
        raise Http404
    form, record = sent(request, EndForm), residents.record(resident_id)

    def do() -> None:
        booking.end(request.act, resident_id, appointment_id, came=form.cleaned_data["outcome"] == "came")

    if request.method == "POST" and tried(form, do):
        return redirect("counter:today")
    request.act.require(Permission.BOOK, seen.town)
    items = [
        parts.Item(_("Name"), record.name),
        parts.Item(_("Time"), moment(seen.starts_at)),
        parts.Item(_("Why"), texts.ERRANDS[seen.errand]),
    ]
    return Page([Section(form=form, button=_("Enter it"))], items=items, trail=trail()).show(request)


def _holder(
    request: StaffRequest, permission: Permission, resident_id: UUID
) -> tuple[residents.ResidentRecord, cards.CardView | None]:
    """The person and the card in their hands. Raises Http404, NotAllowed."""
    try:
        record = residents.record(resident_id)
    except residents.UnknownResident:
        raise Http404 from None
    request.act.require(permission, record.town)
    return record, cards.held_card(resident_id)


def _items(record: residents.ResidentRecord, card: cards.CardView | None) -> list[parts.Item]:
    found = [parts.Item(_("Name"), record.name), parts.Item(_("Address"), record.address)]
    return [*found, parts.Item(_("Card"), card.serial)] if card else found
