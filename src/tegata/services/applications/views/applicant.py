"""The applicant's own pages: apply with ID and photo, look at name and photo side by side, receipt, state, cancel."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import public_page
from tegata.services.applications import queries
from tegata.services.applications.actions import beginning, ending, photographing, sending
from tegata.services.applications.actions.beginning import Entry
from tegata.services.applications.forms import CHANNELS, ConfirmForm, KnockForm, OnlineForm, PhotoForm, birth_of
from tegata.services.applications.queries import ApplicationView
from tegata.services.applications.rules.channels import Channel
from tegata.services.applications.rules.form_ids import grouped
from tegata.services.applications.rules.reasons import WrongReason
from tegata.services.applications.rules.states import CANCELLABLE, CLOSED, State
from tegata.services.applications.views.hand import Hand, held, hold, let_go, of_screen, visitor
from tegata.services.applications.views.words import refusal, state_tag
from tegata.services.residents import api as residents

STEPS = (_("Application ID"), _("Photo"), _("Look and send"), _("Receipt"))
REFUSED = (ValueError, PermissionError, LookupError)


@public_page(title=_("Apply for a card"))
def start(request: HttpRequest) -> HttpResponse:
    """Application ID, birth date, wishes."""
    form = OnlineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry = Entry(
            Channel(form.cleaned_data["channel"]),
            form.applied_by(),
            form.wishes(),
            ward=form.applied_by().value == "guardian of an adult",
        )
        try:
            begun = beginning.begin_online(visitor(), form.cleaned_data["form_id"], birth_of(form), entry)
        except REFUSED as error:
            if isinstance(error, WrongReason):
                form.offer(error.possible)
            form.add_error("reason" if isinstance(error, WrongReason) else None, refusal(error))
        else:
            hold(request, Hand(begun.resident_id, begun.application_id))
            return redirect("applications:photo")
    return render(request, "applications/start.html", {"form": form, "steps": parts.Steps(STEPS, 1)})


@public_page(title=_("Photo"), camera=True)
def photo(request: HttpRequest) -> HttpResponse:
    """A file or the camera. What is wrong with a photo is said, and nothing else is lost."""
    hand, view = _mine(request)
    form = PhotoForm(request.POST or None, request.FILES or None, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        image, version = form.cleaned_data["photo"].read(), form.cleaned_data["version"]
        try:
            photographing.take_photo(hand.act, hand.resident_id, hand.application_id, image, version)
        except REFUSED as error:
            form.add_error("photo", refusal(error))
        else:
            return redirect("applications:confirm")
    return render(request, "applications/photo.html", {"form": form, "steps": parts.Steps(STEPS, 2)})


@public_page(title=_("Is this you?"))
def confirm(request: HttpRequest) -> HttpResponse:
    """Name and photo side by side; then it is sent."""
    hand, view = _mine(request)
    kept = queries.photo_row(hand.resident_id, hand.application_id)
    digest = kept.digest if kept else ""
    initial = {"digest": digest, "version": view.version}
    wishes = view.wishes
    form = ConfirmForm(wishes, request.POST or None, photo=kept is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _said_yes(hand, view, form)
        except REFUSED as error:
            form.add_error(None, refusal(error))
        else:
            return redirect("applications:receipt")
    context = {
        "form": form,
        "photo": kept is not None,
        "digest": digest,
        "record": residents.record(hand.resident_id),
        "steps": parts.Steps(STEPS, 3),
        "own_photo": not hand.screen and Channel(view.channel).way.by_staff is False,
    }
    return render(request, "applications/confirm.html", context)


def _said_yes(hand: Hand, view: ApplicationView, form: ConfirmForm) -> None:
    digest, version = form.cleaned_data["digest"], form.cleaned_data["version"]
    ids = (hand.resident_id, hand.application_id)
    if view.state is State.BEGUN:
        sending.confirm_and_send(hand.act, *ids, digest, form.secrets(), version)
    else:
        sending.confirm_later(hand.act, *ids, digest)


@public_page(title=_("Receipt"))
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, of one person. On the office's second screen it is forgotten when it has been shown."""
    hand, view = _mine(request)
    if view.state is State.BEGUN:
        return redirect("applications:confirm")
    if hand.screen:
        let_go(request)
    context = {"items": _summary(view), "steps": parts.Steps(STEPS, 4), "view": view, "screen": hand.screen}
    return _private(render(request, "applications/receipt.html", context))


@public_page(title=_("State of my application"))
def state(request: HttpRequest) -> HttpResponse:
    """Asked for with the application ID and the birth date; five tries an hour."""
    form = KnockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            resident_id = beginning.knock(visitor(), form_id, birth_of(form))
            used = queries.form(form_id).used_by
        except REFUSED as error:
            form.add_error(None, refusal(error))
        else:
            if used is not None:
                hold(request, Hand(resident_id, used))
                return redirect("applications:mine")
            form.add_error(
                None, _("No application with this form has arrived. If you sent it by post, ask again later.")
            )
    return render(request, "applications/state.html", {"form": form})


@public_page(title=_("My application"))
def mine(request: HttpRequest) -> HttpResponse:
    """Where it is, and what the applicant can do."""
    _hand, view = _mine(request)
    context = {
        "items": _summary(view),
        "view": view,
        "can_cancel": view.state in CANCELLABLE or view.state is State.MAKING,
        "needs_photo": view.state is State.PHOTO_PROBLEM and not view.channel.way.by_staff,
        "needs_word": view.state is State.RECEIVED and not view.confirmed,
    }
    return _private(render(request, "applications/mine.html", context))


@public_page(title=_("Cancel my application"))
def cancel(request: HttpRequest) -> HttpResponse:
    """Asked once more, then done; at any time before the making."""
    hand, view = _mine(request)
    if view.state in CLOSED:
        return redirect("applications:mine")
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        ending.cancel(hand.act, hand.resident_id, hand.application_id)
        return redirect("applications:mine")
    confirmation = parts.Confirmation(
        _("Cancel this application?"),
        [_("No card is made. For a card you apply again, with a new form.")],
        _("Cancel the application"),
        "mine",
    )
    return render(request, "ground/confirm.html", {"confirmation": confirmation})


@public_page(title=_("Photo"))
def picture(request: HttpRequest) -> HttpResponse:
    """The picture of the application in hand."""
    hand, _view = _mine(request)
    return as_picture(queries.photo(hand.resident_id, hand.application_id))


@public_page(title=_("Holder's screen"))
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """The second screen at the office: opens the one application that the clerk has at hand, in the version shown there."""
    opened = of_screen(token)
    if opened is None:
        raise Http404
    hand, version = opened
    if queries.application(hand.resident_id, hand.application_id).version != version:
        raise Http404
    hold(request, hand)
    return redirect("applications:confirm")


def as_picture(image: bytes) -> HttpResponse:
    """A photo as an answer that nobody keeps."""
    if not image:
        raise Http404
    kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
    return _private(HttpResponse(image, content_type=kind))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _mine(request: HttpRequest) -> tuple[Hand, ApplicationView]:
    hand = held(request)
    if hand is None:
        raise Http404
    try:
        return hand, queries.application(hand.resident_id, hand.application_id)
    except queries.UnknownApplication:
        raise Http404 from None


def _summary(view: ApplicationView) -> list[parts.Item]:
    items = [
        parts.Item(_("State"), state_tag(view.state)),
        parts.Item(_("Receipt number"), grouped(view.receipt)),
        parts.Item(_("How it came"), CHANNELS[view.channel]),
    ]
    if view.cancel_asked and view.state in {State.MAKING, State.MADE}:
        items.append(
            parts.Item(_("Cancellation"), _("Asked for while the card was being made: it is not handed over."))
        )
    return items
