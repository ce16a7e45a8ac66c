"""PIN desk, cards by post, returns and the shredder."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import moment
from tegata.ground.two_person import TwoPersonRefused
from tegata.rules.pins import PinKind
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import pins, posting, returns
from tegata.services.counter.actions.scans import card_of
from tegata.services.counter.forms import KindsForm, PlaceForm, PostForm, ProofForm, ScanForm
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.views import texts
from tegata.services.counter.views.handing import code_section
from tegata.services.counter.views.showing import Page, Section, desk_of, sent, tried
from tegata.services.counter.views.stocking import Empty
from tegata.services.counter.views.today import trail
from tegata.services.counter.views.writing import identify_here


class PinDeskForm(KindsForm, ScanForm, ProofForm):
    """The card, which PINs, and the checklist in one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """The scan first, then the checklist."""
        super().__init__(*given, pins=texts.PINS, items=texts.ITEMS, documents=texts.DOCUMENTS, **named)
        self.order_fields(("serial", "how", "kinds"))


@page(permission=Permission.PINS, title=gettext_lazy("PIN desk"))
def pin_desk(request: StaffRequest) -> HttpResponse:
    """Unlock, or open the holder's screen."""
    form = sent(request, PinDeskForm)
    opened: list[str] = []
    shown = Page(trail=trail())
    if request.method == "POST" and tried(form, lambda: opened.extend(_pins(request, form)), "serial"):
        if opened:
            shown.sections.append(code_section(request, opened[0]))
        else:
            shown.notices.append(parts.Notice("success", _("The tries are given back. The card works again.")))
        return shown.show(request)
    text = _("The holder is here. Lay the card on the reader.")
    shown.sections.append(Section(text=text, form=form, button=_("Go on")))
    return shown.show(request)


def _pins(request: StaffRequest, form: PinDeskForm) -> list[str]:
    given = form.cleaned_data
    kinds, serial = tuple(PinKind[name] for name in given["kinds"]), given["serial"]
    errand = Errand(given["how"])
    identification = identify_here(request, form, serial, errand)
    if errand is Errand.UNLOCK:
        pins.unlock(request.act, desk_of(request), serial, kinds, identification)
        return []
    return [pins.ask_reset(request.act, desk_of(request), serial, kinds, identification)[2]]


@page(permission=Permission.POST, title=gettext_lazy("Cards by post"))
def post(request: StaffRequest) -> HttpResponse:
    """Card, label and mail number; what is in the post; letters that came back."""
    which = request.POST.get("which", "")
    out = _Out(request.POST if which == "out" else None)
    back = _Back(request.POST if which == "back" else None)
    if which == "out" and tried(out, lambda: _post(request, out)):
        return redirect("counter:post")
    if which == "back" and tried(back, lambda: _come_back(request, back), "serial"):
        return redirect("counter:post")
    lines = [
        [mail, moment(since), parts.Link(_("Delivered"), reverse("counter:delivered", args=[resident, card]))]
        for resident, card, mail, since in queries.in_the_post(request.act.town or "")
    ]
    columns = [parts.Column(_("Number of the mail")), parts.Column(_("Since")), parts.Column(_("What is done"))]
    table = parts.Table(_("In the post"), columns, lines, empty=_("No card is in the post."))
    text = _(
        "Scan the card, then the label. Both must be of one order. The chip on the reader is asked whether its PINs are set."
    )
    sections = [
        Section(_("Put into the envelope"), text, out, button=_("Post it")),
        Section(_("A letter came back"), form=back, button=_("Scan it in"), second=True),
        Section(table=table),
    ]
    return Page(sections, trail=trail()).show(request)


class _Out(PostForm):
    """Tells the forms of the page apart."""

    which = forms.CharField(widget=forms.HiddenInput, initial="out")


class _Back(PlaceForm):
    """Tells the forms of the page apart."""

    which = forms.CharField(widget=forms.HiddenInput, initial="back")


def _post(request: StaffRequest, form: _Out) -> None:
    given = form.cleaned_data
    posting.post(request.act, desk_of(request), given["serial"], given["label"], given["mail"])


def _come_back(request: StaffRequest, form: _Back) -> None:
    posting.come_back(request.act, form.cleaned_data["serial"], form.cleaned_data["place"])


@page(permission=Permission.POST, title=gettext_lazy("Delivered"))
def delivered(request: StaffRequest, resident_id: UUID, card_id: UUID) -> HttpResponse:
    """The post says that the recipient has it."""
    form = sent(request, Empty)
    if request.method == "POST" and tried(form, partial(posting.delivered, request.act, resident_id, card_id)):
        return redirect("counter:post")
    text = _("Only when the post's page says that it was handed to the recipient. The card is in use from now on.")
    return Page([Section(text=text, form=form, button=_("The recipient has it"))], trail=trail()).show(request)


class TakeBackForm(ScanForm, ProofForm):
    """A card that is given back, and whose it is."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[
            ("wish", gettext_lazy("The holder's wish")),
            ("broken", gettext_lazy("Broken")),
            ("renewed", gettext_lazy("There is a new one")),
        ],
    )
    which = forms.CharField(widget=forms.HiddenInput, initial="back")

    def __init__(self, *given: Any, **named: Any) -> None:
        """The scan first, then the checklist."""
        super().__init__(*given, items=texts.ITEMS, documents=texts.DOCUMENTS, **named)
        self.order_fields(("serial", "cause"))


class ShredForm(ScanForm):
    """A card from the bin."""

    which = forms.CharField(widget=forms.HiddenInput, initial="shred")


@page(permission=Permission.SEE, title=gettext_lazy("Returns and shredder"))
def returns_page(request: StaffRequest) -> HttpResponse:
    """Cards come in, two people cut them, and the log."""
    act, which, shown = request.act, request.POST.get("which", ""), Page(trail=trail())
    back = TakeBackForm(request.POST if which == "back" else None)
    cut = ShredForm(request.POST if which == "shred" else None)
    if which == "back" and tried(back, lambda: _take_back(request, back), "serial"):
        return redirect("counter:returns")
    if which == "shred" and tried(cut, lambda: _shred(request, cut), "serial"):
        return redirect("counter:returns")
    if Permission.TAKE_BACK in act.permissions:
        shown.sections.append(Section(_("A card is given back"), form=back, button=_("Into the bin")))
    if Permission.SHRED in act.permissions:
        text = _(
            "Scan, ask a second officer, scan again and cut. Afterwards lay the pieces on the reader: nothing may answer."
        )
        shown.sections.append(Section(_("Shredder"), text, cut, button=_("Cut this card"), second=True))
    shown.sections.append(Section(table=_log(act.town or "")))
    return shown.show(request)


def _take_back(request: StaffRequest, form: TakeBackForm) -> None:
    serial, cause = form.cleaned_data["serial"], cards.ReturnCause(form.cleaned_data["cause"])
    identification = None
    if card_of(serial).is_held:
        identification = identify_here(request, form, serial, Errand.RETURN)
    returns.take_back(request.act, serial, cause, identification)


def _shred(request: StaffRequest, form: ShredForm) -> None:
    serial = form.cleaned_data["serial"]
    second = queries.proposal(returns.SHRED, card_of(serial).card_id, request.act.town or "")
    if second is None:
        begun = queries.begun_shredding(card_of(serial).card_id)
        if begun is None:
            returns.propose_shredding(request.act, serial)
            raise TwoPersonRefused
        second = begun
    returns.shred(request.act, serial, second)


def _log(town: str) -> parts.Table:
    lines = [
        [
            row.serial,
            moment(row.begun_at),
            row.begun_by,
            parts.Tag(_("Nothing answers"), "success") if row.confirmed_at else parts.Tag(_("Not confirmed"), "error"),
            row.confirmed_by or "–",
        ]
        for row in queries.shreddings(town)
    ]
    columns = [_("Serial number"), _("Begun"), _("By"), _("State"), _("Confirmed by")]
    return parts.Table(
        _("Shredding log"), [parts.Column(one) for one in columns], lines, empty=_("Nothing was cut yet.")
    )
