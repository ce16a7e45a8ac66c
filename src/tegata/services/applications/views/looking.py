"""One application as staff see it: photo and name large, the household's photos, every doubt, and what can be done now."""

from collections.abc import Callable
from uuid import UUID

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.services.applications import queries
from tegata.services.applications.actions import (
    ending,
    passing_on,
    photographing,
    reviewing,
    sending,
)
from tegata.services.applications.forms import (
    APPLICANTS,
    CHANNELS,
    HANDOVERS,
    REASONS,
    FaultForm,
    IdentifyForm,
    PhotoForm,
    TextForm,
    VersionForm,
)
from tegata.services.applications.permissions import Permission
from tegata.services.applications.queries import ApplicationView
from tegata.services.applications.rules import likeness
from tegata.services.applications.rules.channels import ONLINE, Channel
from tegata.services.applications.rules.form_ids import grouped
from tegata.services.applications.rules.states import CANCELLABLE, State, Step, can
from tegata.services.applications.views.applicant import REFUSED, as_picture
from tegata.services.applications.views.desk import address
from tegata.services.applications.views.hand import screen_token
from tegata.services.applications.views.words import DOUBTS, place, refusal, state_tag
from tegata.services.residents import api as residents


@page(permission=Permission.READ, title=_("Application"))
def show(request: StaffRequest, resident: UUID, application: UUID) -> HttpResponse:
    """One application: photo and name large, the household's photos, every doubt, what can be done now."""
    return _shown(request, _application(request, resident, application))


def _shown(request: StaffRequest, view: ApplicationView, fault: str = "") -> HttpResponse:
    looked = queries.look(view.resident_id, view.application_id, view.channel, request.act.today)
    proposal = queries.looking(view.application_id)
    context = {
        "view": view,
        "record": looked.record,
        "photo": looked.digest,
        "household": [(one, looked.made.get(one.resident_id)) for one in looked.household],
        "earlier": looked.made.get(view.resident_id),
        "doubts": [DOUBTS[one.doubt] for one in looked.findings],
        "items": _facts(view),
        "two": likeness.two_look(looked.findings),
        "proposal": proposal,
        "mine": proposal is not None and request.act.actor == proposal.first,
        "questions": [
            (one, TextForm(auto_id=f"{one.question_id}_%s"))
            for one in queries.questions_of(view.resident_id, view.application_id)
        ],
        "fault": parts.Notice("error", fault) if fault else None,
        **_possible(request, view),
    }
    return render(request, "applications/show.html", context, status=409 if fault else 200)


def _possible(request: StaffRequest, view: ApplicationView) -> dict[str, object]:
    """What may be done now, by the rules and the permissions."""
    may = request.act.permissions.__contains__
    by_staff = view.channel not in ONLINE
    begun = view.state is State.BEGUN
    waits = view.state in {State.RECEIVED, State.PHOTO_PROBLEM}
    token = screen_token(view.resident_id, view.application_id, view.version)
    on_screen = (begun and view.channel not in {Channel.PAPER, Channel.PROXY}) or (waits and not view.confirmed)
    link = request.build_absolute_uri(reverse("applications:screen", args=[token])) if on_screen and by_staff else ""
    return {
        "can_photo": may(Permission.ENTER) and by_staff and (begun or view.state is State.PHOTO_PROBLEM),
        "can_send": may(Permission.ENTER) and begun and view.channel in {Channel.PAPER, Channel.PROXY},
        "can_letter": may(Permission.ENTER) and waits and not view.confirmed,
        "can_review": may(Permission.REVIEW) and can(view.state, Step.REVIEW),
        "can_fault": may(Permission.REVIEW) and can(view.state, Step.ASK_PHOTO),
        "can_reject": may(Permission.REVIEW) and can(view.state, Step.REJECT),
        "can_cancel": may(Permission.CANCEL) and (view.state in CANCELLABLE or begun),
        "can_identify": may(Permission.IDENTIFY) and view.channel.way.present and not view.identified,
        "can_ask": may(Permission.ASK) and view.state in CANCELLABLE,
        "can_answer": may(Permission.ANSWER),
        "screen": link,
        "code": mark_safe(segno.make(link, micro=False).svg_inline(omitsize=True)) if link else "",  # noqa: S308
        "fault_form": FaultForm(),
        "identify_form": IdentifyForm(),
        "ask_form": TextForm(auto_id="ask_%s"),
    }


@page(permission=Permission.ENTER, title=_("Photo"), camera=True)
def photo(request: StaffRequest, resident: UUID, application: UUID) -> HttpResponse:
    """The photo is taken in the application's own page, under the resident's name."""
    view = _application(request, resident, application)
    record = residents.record(resident)
    form = PhotoForm(request.POST or None, request.FILES or None, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        image, version = form.cleaned_data["photo"].read(), form.cleaned_data["version"]
        try:
            photographing.take_photo(request.act, resident, application, image, version)
        except ChangedMeanwhile:
            raise
        except REFUSED as error:
            form.add_error("photo", refusal(error))
        else:
            return redirect(address(view))
    return render(request, "applications/photo.html", {"form": form, "person": record.name, "later": address(view)})


@page(permission=Permission.READ, title=_("Photo"))
def picture(request: StaffRequest, resident: UUID, application: UUID) -> HttpResponse:
    """The picture."""
    _application(request, resident, application)
    return as_picture(queries.photo(resident, application))


Do = Callable[[StaffRequest, ApplicationView, int], object]


@page(permission=Permission.READ, title=_("Application"))
def act_on(request: StaffRequest, resident: UUID, application: UUID, what: str) -> HttpResponse:
    """Do one thing with an application, by POST. The action asks for its own permission."""
    view = _application(request, resident, application)
    if what not in _DOING:
        raise Http404
    if request.method != "POST":
        return redirect(address(view))
    if what in _ASKED_AGAIN and request.POST.get("confirmed") != "yes":
        return _asked_again(request, view, what)
    try:
        _DOING[what](request, view, int(request.POST.get("version") or 0))
    except (ChangedMeanwhile, PermissionError) as error:
        if isinstance(error, reviewing.TwoHaveToLook):
            return _shown(request, view, refusal(error))
        raise
    except REFUSED as error:
        return _shown(request, view, refusal(error))
    return redirect("applications:today" if view.state is State.BEGUN and what == "cancel" else address(view))


_ASKED_AGAIN = {
    "cancel": (_("Cancel this application?"), _("Cancel it, as the applicant wishes")),
    "reject": (_("Refuse this application?"), _("Refuse it")),
}


def _asked_again(request: StaffRequest, view: ApplicationView, what: str) -> HttpResponse:
    """What cannot be taken back is asked once more."""
    heading, button = _ASKED_AGAIN[what]
    consequences = [_("No card is made then; the resident is told.")]
    confirmation = parts.Confirmation(heading, consequences, button, address(view))
    form = VersionForm(initial={"version": request.POST.get("version")})
    return render(request, "ground/confirm.html", {"confirmation": confirmation, "form": form})


def _pass(request: StaffRequest, view: ApplicationView, version: int) -> None:
    two = queries.looking(view.application_id)
    approved = two.proposal if two and two.second else None
    reviewing.pass_review(request.act, view.resident_id, view.application_id, proposal=approved, shown=version)


def _propose(request: StaffRequest, view: ApplicationView, version: int) -> None:
    reviewing.propose_pass(request.act, view.resident_id, view.application_id, version)


def _approve(request: StaffRequest, view: ApplicationView, version: int) -> None:
    two = queries.looking(view.application_id)
    if two is None:
        raise Http404
    reviewing.approve_and_pass(request.act, view.resident_id, view.application_id, two.proposal, version)


def _fault(request: StaffRequest, view: ApplicationView, version: int) -> None:
    form = FaultForm(request.POST)
    if form.is_valid():
        reviewing.ask_photo(request.act, view.resident_id, view.application_id, form.cleaned_data["fault"], version)


def _identify(request: StaffRequest, view: ApplicationView, version: int) -> None:
    form = IdentifyForm(request.POST)
    chosen = form.chosen() if form.is_valid() else []
    reviewing.identify(request.act, view.resident_id, view.application_id, chosen, version)


def _send(request: StaffRequest, view: ApplicationView, version: int) -> None:
    sending.send_entered(request.act, view.resident_id, view.application_id, version)


def _letter(request: StaffRequest, view: ApplicationView, _version: int) -> None:
    digest = request.POST.get("digest", "")
    sending.confirm_by_letter(request.act, view.resident_id, view.application_id, digest)


def _reject(request: StaffRequest, view: ApplicationView, version: int) -> None:
    ending.reject(request.act, view.resident_id, view.application_id, version)


def _cancel(request: StaffRequest, view: ApplicationView, _version: int) -> None:
    ending.cancel(request.act, view.resident_id, view.application_id)


def _ask(request: StaffRequest, view: ApplicationView, _version: int) -> None:
    form = TextForm(request.POST)
    if form.is_valid():
        passing_on.ask(request.act, view.resident_id, view.application_id, form.cleaned_data["text"])


def _answer(request: StaffRequest, view: ApplicationView, _version: int) -> None:
    form = TextForm(request.POST)
    if form.is_valid():
        question = UUID(request.POST.get("question", ""))
        passing_on.answer(request.act, view.resident_id, question, form.cleaned_data["text"])


_DOING: dict[str, Do] = {
    "pass": _pass,
    "propose": _propose,
    "approve": _approve,
    "fault": _fault,
    "identify": _identify,
    "send": _send,
    "letter": _letter,
    "reject": _reject,
    "cancel": _cancel,
    "ask": _ask,
    "answer": _answer,
}


def _application(request: StaffRequest, resident: UUID, application: UUID) -> ApplicationView:
    try:
        view = queries.application(resident, application)
    except queries.UnknownApplication:
        raise Http404 from None
    request.act.require(Permission.READ, view.town)
    return view


def _facts(view: ApplicationView) -> list[parts.Item]:
    items = [
        parts.Item(_("State"), state_tag(view.state)),
        parts.Item(_("Receipt number"), grouped(view.receipt) or "–"),
        parts.Item(_("How it came"), CHANNELS[view.channel]),
        parts.Item(_("Who applies?"), APPLICANTS[view.applied_by]),
        parts.Item(_("Why is a card wanted?"), REASONS[view.wishes.reason]),
        parts.Item(_("How does the card come to its holder?"), HANDOVERS[view.wishes.handover]),
        parts.Item(_("Where it lies"), place(view.place)),
        parts.Item(_("Confirmed by the applicant"), _("Yes") if view.confirmed else _("No")),
        parts.Item(_("Identified at application"), _("Yes") if view.identified else _("No")),
    ]
    if view.in_person:
        items.append(parts.Item(_("At handover"), parts.Tag(_("Identify face to face"), "warning")))
    if view.cancel_asked:
        items.append(parts.Item(_("Cancellation"), parts.Tag(_("Asked for"), "error")))
    return items
