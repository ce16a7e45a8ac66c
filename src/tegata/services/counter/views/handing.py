"""The handover wizard: scan, identify, compare, PINs on the holder's screen, hand over. One page, the step that is next."""

from uuid import UUID

import segno
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import wareki
from tegata.ground.two_person import TwoPersonRefused
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import handing, holder, proofing
from tegata.services.counter.forms import ConfirmForm, HandForm, PictureForm, ProofForm, ScanForm, StopForm
from tegata.services.counter.permissions import Permission
from tegata.services.counter.queries import HandoverView
from tegata.services.counter.rules.desk import Errand, in_groups
from tegata.services.counter.rules.handover import State
from tegata.services.counter.views import texts
from tegata.services.counter.views.showing import Page, Section, desk_of, sent, tried
from tegata.services.counter.views.today import trail
from tegata.services.residents import api as residents

HAND_OVER = gettext_lazy("Hand a card over")
STEP = {
    State.SCANNED: 2,
    State.IDENTIFIED: 3,
    State.COMPARED: 4,
    State.PINS_ASKED: 4,
    State.PINS_SET: 5,
    State.STOPPING: 5,
    State.DONE: 5,
    State.STOPPED: 5,
}


@page(permission=Permission.HAND_OVER, title=HAND_OVER)
def begin_handover(request: StaffRequest) -> HttpResponse:
    """The scan that decides whose card it is."""
    form = sent(request, ScanForm)
    begun: list[tuple[UUID, UUID]] = []
    if request.method == "POST" and tried(
        form, lambda: begun.append(handing.begin(request.act, desk_of(request), form.cleaned_data["serial"])), "serial"
    ):
        return redirect("counter:handover", *begun[0])
    text = _("Take the card out of the stock and scan it. Its serial number decides whose it is, no list and no pile.")
    return Page([Section(text=text, form=form, button=_("Scan"))], steps=_steps(1), trail=trail()).show(request)


@page(permission=Permission.HAND_OVER, title=HAND_OVER, camera=True)
def handover(request: StaffRequest, resident_id: UUID, handover_id: UUID) -> HttpResponse:
    """The step that is next."""
    seen = queries.handover_of(resident_id, handover_id)
    if seen is None:
        raise Http404
    request.act.require(Permission.HAND_OVER, seen.town)
    card, record = cards.card(resident_id, seen.card_id), residents.record(resident_id)
    shown = Page(
        steps=_steps(STEP[seen.state]),
        trail=trail(),
        items=[
            parts.Item(_("Name"), f"{record.name} ({record.kana})"),
            parts.Item(_("Address"), record.address),
            parts.Item(_("Birth date"), wareki(record.birth)),
            parts.Item(_("Card"), card.serial),
            parts.Item(_("State"), texts.HANDOVER[seen.state]),
        ],
    )
    step = {
        State.SCANNED: _identify,
        State.IDENTIFIED: _compare,
        State.COMPARED: _ask if not card.face_only else _hand,
        State.PINS_ASKED: _wait,
        State.PINS_SET: _hand,
    }.get(seen.state)
    if step is not None and step(request, seen, card, shown):
        return redirect("counter:handover", resident_id, handover_id)
    if seen.state is State.DONE:
        shown.notices.append(parts.Notice("success", _("The card is with its holder.")))
    elif seen.state is not State.STOPPED:
        stopping = Section(
            _("Nothing comes of it"), _("PINs are taken out of the chip; the card goes back to the shelf.")
        )
        stopping.form, stopping.second, stopping.button = StopForm(), True, _("Stop the handover")
        stopping.action = reverse("counter:stop_handover", args=[resident_id, handover_id])
        shown.sections.append(stopping)
    return shown.show(request)


@page(permission=Permission.HAND_OVER, title=gettext_lazy("Stop a handover"))
def stop_handover(request: StaffRequest, resident_id: UUID, handover_id: UUID) -> HttpResponse:
    """Nothing comes of it."""
    form = sent(request, StopForm)
    if request.method == "POST" and tried(
        form, lambda: handing.stop(request.act, resident_id, handover_id, form.cleaned_data["why"])
    ):
        return redirect("counter:today")
    return Page([Section(form=form, button=_("Stop the handover"))], trail=trail()).show(request)


def _identify(request: StaffRequest, seen: HandoverView, card: cards.CardView, shown: Page) -> bool:
    form = sent(request, ProofForm, items=texts.ITEMS, documents=texts.DOCUMENTS)
    second = queries.proposal(proofing.SECOND, seen.resident_id, request.act.town or "")

    def do() -> None:
        version = form.cleaned_data["version"] or seen.version
        proof = form.proof(request.act.today)
        try:
            handing.identify_holder(request.act, seen.resident_id, seen.handover_id, proof, second, version)
        except TwoPersonRefused:
            if second is None:
                proofing.propose_second(request.act, seen.resident_id, Errand.HANDOVER)
            raise

    if request.method == "POST" and tried(form, do):
        return True
    form.initial["version"] = seen.version
    alike = len(proofing.alike_in_town(seen.resident_id, card.application_id))
    if alike:
        text = _("Faces of the town that are like this one: %(alike)d. Compare them; a second officer has to agree.")
        shown.notices.append(parts.Notice("warning", text % {"alike": alike}))
    text = _(
        "Look at the person and the documents. Only kind and last day of a document are written down, never its number."
    )
    shown.sections.append(Section(_("Who is here?"), text, form, button=_("Identified by the checklist")))
    return False


def _compare(request: StaffRequest, seen: HandoverView, _card: cards.CardView, shown: Page) -> bool:
    second = queries.proposal(handing.COMPARE, seen.card_id, request.act.town or "")
    ids = (seen.resident_id, seen.handover_id)
    by_two = request.method == "POST" and "by_two" in request.POST
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" and not by_two else PictureForm()
    two = _Two(request.POST) if by_two else _Two()

    def camera() -> None:
        picture = form.cleaned_data["picture"].read()
        handing.compare_by_camera(request.act, *ids, picture, form.cleaned_data["version"])

    def eyes() -> None:
        if second is None:
            handing.propose_comparison(request.act, *ids)
            raise TwoPersonRefused
        handing.compare_by_two(request.act, *ids, second, two.cleaned_data["version"])

    if request.method == "POST" and (tried(two, eyes) if by_two else tried(form, camera, "picture")):
        return True
    form.initial["version"] = two.initial["version"] = seen.version
    text = _(
        "It is compared with the portrait in the chip and the photo of the application, and not kept. Lay the card on the reader."
    )
    shown.sections.append(Section(_("Compare the face"), text, form, button=_("Compare")))
    text = _("Without camera, or if it does not agree: two officers look at person, card and application.")
    shown.sections.append(Section(_("By eye"), text, two, button=_("Two officers looked"), second=True))
    return False


class _Two(ConfirmForm):
    """Tells the second form of the page from the first."""

    by_two = forms.CharField(widget=forms.HiddenInput, initial="yes")


def _ask(request: StaffRequest, seen: HandoverView, _card: cards.CardView, shown: Page) -> bool:
    form = sent(request, ConfirmForm)

    def do() -> None:
        version = form.cleaned_data["version"]
        code = holder.open_for_handover(request.act, seen.resident_id, seen.handover_id, version)
        request.session[f"code:{seen.handover_id}"] = code

    if request.method == "POST" and tried(form, do):
        return True
    form.initial["version"] = seen.version
    text = _("The holder types the PINs on a screen of their own. You do not see them. Lay the card on the reader.")
    shown.sections.append(Section(_("PINs"), text, form, button=_("Open the screen for the PINs")))
    return False


def _wait(request: StaffRequest, seen: HandoverView, card: cards.CardView, shown: Page) -> bool:
    if request.method == "POST":
        return _ask(request, seen, card, shown)
    code = request.session.get(f"code:{seen.handover_id}", "")
    if code:
        shown.sections.append(code_section(request, code))
        shown.waiting = True
    _ask(request, seen, card, shown)
    shown.sections[-1].heading, shown.sections[-1].second = _("Another code"), True
    return False


def code_section(request: StaffRequest, code: str) -> Section:
    """The one-time code for the holder: to be scanned, or typed."""
    address = request.build_absolute_uri(reverse("counter:holder", args=[code]))
    svg = mark_safe(segno.make(address, error="m").svg_inline(scale=5, title=_("Code for the holder's screen")))  # noqa: S308
    where = request.build_absolute_uri(reverse("counter:holder_code"))
    text = _("The holder scans this with their phone, or opens %(where)s on the holder's screen and types the code.")
    return Section(_("For the holder"), text % {"where": where}, svg=svg, code=in_groups(code))


def _hand(request: StaffRequest, seen: HandoverView, card: cards.CardView, shown: Page) -> bool:
    old, due = queries.old_cards(card), handing.due(card)
    excuses = list(texts.EXCUSES.items()) if due.total else []
    form = sent(request, HandForm, old=[_old(one) for one in old], gone=list(texts.GONE.items()), excuses=excuses)

    def do() -> None:
        given, ids = form.cleaned_data, (seen.resident_id, seen.handover_id)
        excuse = cards.Excuse(given["excuse"]) if given.get("excuse") else None
        gone = cards.ReturnCause(given["gone"]) if given.get("gone") else None
        fee, version, back = given["fee"], given["version"], form.given_back()
        handing.hand_over(request.act, *ids, fee, version, excuse=excuse, given_back=back, gone=gone)

    if request.method == "POST" and tried(form, do):
        request.session.pop(f"code:{seen.handover_id}", None)
        return True
    form.initial = {"version": seen.version, "fee": due.total}
    if old:
        text = _("The holder has an older card. Ask for it and scan it, or have its loss reported: then it ends.")
        shown.notices.append(parts.Notice("warning", text))
    shown.sections.append(Section(_("Hand it over"), _due(card, due), form, button=_("The holder has the card")))
    return False


def _old(card: cards.CardView) -> str:
    text = _("Serial number of the old card, handed over on %(day)s")
    return text % {"day": wareki(card.handed_over_on)}


def _due(card: cards.CardView, due: cards.Fee) -> str:
    text = _(
        "Due: %(yen)d yen (card %(card)d, certificates %(certificates)d). Reason of the application: %(reason)s."
        " The chip on the reader is asked once more whether every PIN is set."
    )
    facts = {"yen": due.total, "card": due.card, "certificates": due.certificates}
    return text % {**facts, "reason": texts.REASONS[card.reason]}


def _steps(current: int) -> parts.Steps:
    return parts.Steps([_("Scan"), _("Identify"), _("Compare the face"), _("PINs"), _("Hand over")], current)
