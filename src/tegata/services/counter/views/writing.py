"""The wizard for cards in use: new address or name, certificates, found again, longer stay. Chip, print, read back, entered."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.two_person import TwoPersonRefused
from tegata.services.cards import api as cards
from tegata.services.certificates import api as certificates
from tegata.services.counter import queries
from tegata.services.counter.actions import proofing, rewriting
from tegata.services.counter.actions.scans import card_of
from tegata.services.counter.forms import ConfirmForm, ErrandForm, ProofForm, excuse_field
from tegata.services.counter.permissions import Permission
from tegata.services.counter.queries import RewritingView
from tegata.services.counter.rules.desk import Errand, PrintUnreadable
from tegata.services.counter.rules.rewriting import PRINTS, State
from tegata.services.counter.views import texts
from tegata.services.counter.views.showing import Page, Section, desk_of, sent, tried
from tegata.services.counter.views.today import trail
from tegata.services.residents import api as residents

REWRITE = gettext_lazy("New address, name or certificates")
ERRANDS = (Errand.MOVE, Errand.RENEWAL, Errand.RESUME, Errand.EXTENSION)
NEEDS = {Errand.MOVE: Permission.REWRITE, Errand.EXTENSION: Permission.REWRITE} | rewriting.NEEDS


class BeginForm(ErrandForm, ProofForm):
    """The card, what is done, and the checklist in one."""

    field_order = ("serial", "errand")

    def __init__(self, *given: Any, errands: list[tuple[str, Any]], costs: bool, **named: Any) -> None:
        """The scan first, then what is to be paid, if anything is, then the checklist."""
        super().__init__(*given, errands=errands, items=texts.ITEMS, documents=texts.DOCUMENTS, **named)
        if costs:
            self.fields["excuse"] = excuse_field(list(texts.EXCUSES.items()))
            self.fields["fee"] = forms.IntegerField(label=gettext_lazy("Taken, in yen"), min_value=0)
        self.order_fields((*self.field_order, "excuse", "fee"))


@page(permission=Permission.SEE, title=REWRITE)
def begin_rewriting(request: StaffRequest) -> HttpResponse:
    """Scan the card, say what is done, identify the holder."""
    errands = [(one.value, texts.ERRANDS[one.value]) for one in ERRANDS if NEEDS[one] in request.act.permissions]
    due = _due(request)
    given = request.POST.copy()
    given.setdefault("fee", str(due))
    form = BeginForm(given if request.method == "POST" else None, errands=errands, costs=due > 0)
    begun: list[tuple[UUID, UUID]] = []
    if due and "fee" not in request.POST and form.is_valid():
        text = _("Due: %(yen)d yen, for the certificates ended before they were renewed, or at the holder's wish.")
        form.add_error("fee", text % {"yen": due})
    elif request.method == "POST" and tried(form, lambda: begun.append(_begin(request, form)), "serial"):
        return redirect("counter:rewriting", *begun[0])
    text = _(
        "Lay the card on the reader. The record decides what is written; enter the move or the new name there first."
    )
    return Page([Section(text=text, form=form, button=_("Scan and begin"))], trail=trail(), steps=_steps(1)).show(
        request
    )


def _begin(request: StaffRequest, form: BeginForm) -> tuple[UUID, UUID]:
    act, serial, errand = request.act, form.cleaned_data["serial"], Errand(form.cleaned_data["errand"])
    fee, excuse = form.cleaned_data.get("fee", 0), form.cleaned_data.get("excuse")
    return rewriting.begin(
        act,
        desk_of(request),
        serial,
        errand,
        identify_here(request, form, serial, errand),
        fee_taken=fee,
        excuse=cards.Excuse(excuse) if excuse else None,
    )


def _due(request: StaffRequest) -> int:
    """Yen for what was scanned and chosen; 0 where nothing was yet, or it is no card."""
    try:
        card, errand = card_of(request.POST.get("serial", "")), Errand(request.POST.get("errand", ""))
    except ValueError:
        return 0
    return rewriting.due(request.act, card, errand).total


def identify_here(request: StaffRequest, form: ProofForm, serial: str, errand: Errand) -> UUID:
    """The checklist of a page that has everything in one form; where two are needed, the second officer is asked."""
    act, card = request.act, card_of(serial)
    second = queries.proposal(proofing.SECOND, card.resident_id, act.town or "")
    try:
        return proofing.identify(act, card.resident_id, errand, form.proof(act.today), second)
    except TwoPersonRefused:
        if second is None:
            proofing.propose_second(act, card.resident_id, errand)
        raise


class ReadForm(ConfirmForm):
    """Whether the new line can be read."""

    readable = forms.ChoiceField(
        label=gettext_lazy("Read the new line on the card aloud. Can it be read?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes, every character")), ("no", gettext_lazy("No, print it again"))],
    )


@page(permission=Permission.SEE, title=REWRITE)
def rewriting_page(request: StaffRequest, resident_id: UUID, rewriting_id: UUID) -> HttpResponse:
    """The step that is next; a wizard that was cut off goes on here."""
    seen = queries.rewriting_of(resident_id, rewriting_id)
    if seen is None:
        raise Http404
    errand = Errand(seen.errand)
    request.act.require(NEEDS[errand], seen.town)
    record = residents.record(resident_id)
    shown = Page(trail=trail(), steps=_steps({State.BEGUN: 2, State.WRITTEN: 3, State.PRINTED: 4}.get(seen.state, 4)))
    shown.items = [
        parts.Item(_("Name"), record.name),
        parts.Item(_("Address"), record.address),
        parts.Item(_("What is done"), texts.ERRANDS[seen.errand]),
        parts.Item(_("State"), texts.REWRITING[seen.state]),
    ]
    step = {State.BEGUN: _write, State.WRITTEN: _print, State.PRINTED: _read}.get(seen.state)
    if step is not None and step(request, seen, errand, shown):
        return redirect("counter:rewriting", resident_id, rewriting_id)
    if seen.state is State.DONE:
        shown.notices.append(parts.Notice("success", _("The card is up to date. Give it back to its holder.")))
    return shown.show(request)


def _write(request: StaffRequest, seen: RewritingView, errand: Errand, shown: Page) -> bool:
    kinds = certificates.missing(seen.resident_id, seen.card_id, request.act.today)
    if errand is Errand.RENEWAL and not kinds:
        kinds = tuple(certificates.Kind)
    form = sent(request, ConfirmForm)
    ids = (seen.resident_id, seen.rewriting_id)
    if request.method == "POST" and tried(
        form, lambda: rewriting.write_chip(request.act, *ids, kinds, form.cleaned_data["version"])
    ):
        return True
    form.initial["version"] = seen.version
    text = _("The chip is written in one go; new certificates: %(number)d. Leave the card on the reader.")
    shown.sections.append(Section(_("Write the chip"), text % {"number": len(kinds)}, form, button=_("Write it")))
    return False


def _print(request: StaffRequest, seen: RewritingView, errand: Errand, shown: Page) -> bool:
    form = sent(request, ConfirmForm)
    prints = errand in PRINTS
    do = rewriting.print_note if prints else rewriting.finish
    ids = (seen.resident_id, seen.rewriting_id)
    if request.method == "POST" and tried(form, lambda: do(request.act, *ids, form.cleaned_data["version"])):
        return True
    form.initial["version"] = seen.version
    if errand in PRINTS and not seen.certificates:
        owed = certificates.missing(seen.resident_id, seen.card_id, request.act.today)
        if owed:
            text = _("Certificates are still owed, because the authorities are away. Go on; they are on today's list.")
            shown.notices.append(parts.Notice("warning", text))
    heading, button = (
        (_("Print the note field"), _("Print the line")) if prints else (_("Give the card back"), _("Done"))
    )
    shown.sections.append(Section(heading, form=form, button=button))
    return False


def _read(request: StaffRequest, seen: RewritingView, _errand: Errand, shown: Page) -> bool:
    form = sent(request, ReadForm)
    ids = (seen.resident_id, seen.rewriting_id)

    def do() -> None:
        readable = form.cleaned_data["readable"] == "yes"
        rewriting.read_back(request.act, *ids, readable=readable, shown=form.cleaned_data["version"])

    if request.method == "POST" and tried(form, do, "readable"):
        return True
    if form.errors.get("readable"):
        again = queries.rewriting_of(*ids)
        if again is not None and again.state is State.WRITTEN:
            shown.notices.append(parts.Notice("warning", texts.REFUSALS[PrintUnreadable]))
            return _reprint(again, shown)
    form.initial["version"] = seen.version
    shown.sections.append(Section(_("Read it back"), form=form, button=_("Enter that it is done")))
    return False


def _reprint(seen: RewritingView, shown: Page) -> bool:
    form = ConfirmForm(initial={"version": seen.version})
    shown.sections.append(Section(_("Print the note field"), form=form, button=_("Print the line")))
    return False


def _steps(current: int) -> parts.Steps:
    return parts.Steps([_("Scan and identify"), _("Chip"), _("Note field"), _("Read back")], current)
