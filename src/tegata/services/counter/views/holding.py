"""Screens of the holder: PINs at the counter, the signature password at a store, the request for it by phone.

A browser that has a staff session is refused: no clerk types a PIN.
"""

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.ground.pages import parts
from tegata.ground.pages.access import ResidentRequest, public_page, resident_page
from tegata.rules.pins import PinFormatError, PinKind, check_pin, normalise
from tegata.services.cards import api as cards
from tegata.services.counter.actions import holder, pins
from tegata.services.counter.forms import CodeForm, PinsForm, StoreForm
from tegata.services.counter.rules.desk import plain_code
from tegata.services.counter.views import texts
from tegata.services.counter.views.showing import Page, Section, sent, tried

HOLDER = gettext_lazy("Set your PINs")


def refusing_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a browser in which a member of staff is signed in."""

    def guarded(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        if isinstance(request.user, Staff):
            text = _(
                "A member of staff is signed in on this machine. PINs are typed on the holder's screen or phone only."
            )
            context = {"page": Page(notices=[parts.Notice("error", text)])}
            return render(request, "counter/page.html", context, status=403)
        response = view(request, *given, **named)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


@public_page(title=HOLDER)
def holder_code(request: HttpRequest) -> HttpResponse:
    """Type the code that the desk shows."""
    return refusing_staff(_code)(request)


@public_page(title=HOLDER)
def holder_screen(request: HttpRequest, code: str) -> HttpResponse:
    """The PINs, each twice, straight into the chip."""
    return refusing_staff(_screen)(request, code)


@public_page(title=gettext_lazy("The PINs are set"))
def holder_done(request: HttpRequest) -> HttpResponse:
    """What to do with what was set: remember it."""
    text = _("Your PINs are in the chip of your card and nowhere else. Nobody can tell you them again: remember them.")
    return Page(notices=[parts.Notice("success", text)]).show(request)


def _code(request: HttpRequest) -> HttpResponse:
    form = sent(request, CodeForm)
    if request.method == "POST" and tried(form, lambda: holder.screen(form.cleaned_data["code"], now()), "code"):
        return redirect("counter:holder", plain_code(form.cleaned_data["code"]))
    text = _("The officer at the desk has a code for you. It works once, for ten minutes.")
    return Page([Section(text=text, form=form, button=_("Continue"))]).show(request)


def _screen(request: HttpRequest, code: str) -> HttpResponse:
    try:
        opened = holder.screen(code, now())
    except holder.CodeNotGood as gone:
        notice = parts.Notice("error", texts.of(gone))
        link = parts.Link(_("Type another code"), reverse("counter:holder_code"))
        return Page([Section(links=[link])], [notice]).show(request)
    form = sent(request, PinsForm, pins={kind: texts.PINS[kind] for kind in opened.kinds})
    if (
        request.method == "POST"
        and form.is_valid()
        and _well_formed(form)
        and tried(form, lambda: holder.set_pins(code, form.typed(), now()))
    ):
        return redirect("counter:holder_done")
    text = _("Nobody but you sees what you type. Do not take your birth date, your phone number or 1234.")
    return Page([Section(text=text, form=form, button=_("Set the PINs"))]).show(request)


def _well_formed(form: PinsForm) -> bool:
    for kind, value in form.typed().items():
        try:
            check_pin(kind, normalise(kind, value))
        except PinFormatError as wrong:
            form.add_error(kind.name, str(texts.of(wrong)))
    return not form.errors


@public_page(title=gettext_lazy("Signature password at a store"))
def store(request: HttpRequest, desk: str) -> HttpResponse:
    """A store's terminal: the card lies on its reader; PIN for signing in, and the new password twice."""
    return refusing_staff(_store)(request, desk)


def _store(request: HttpRequest, desk: str) -> HttpResponse:
    form = sent(request, _StoreForm, pins={PinKind.SIGNATURE: texts.PINS[PinKind.SIGNATURE]})
    act = Act("system:store", Office.PUBLIC, now(), "own card")

    def do() -> None:
        pins.set_at_store(act, f"store-{desk}", form.cleaned_data["pin"], form.cleaned_data[PinKind.SIGNATURE.name])

    if request.method == "POST" and tried(form, do):
        return redirect("counter:holder_done")
    text = _("You asked for this on your phone within the last 24 hours. Lay your card on the reader.")
    return Page([Section(text=text, form=form, button=_("Set the password"))]).show(request)


class _StoreForm(PinsForm, StoreForm):
    """The PIN for signing in first."""


@resident_page(title=gettext_lazy("Set the signature password at a store"))
def ask_password(request: ResidentRequest) -> HttpResponse:
    """The holder, signed in with the card, asks by phone."""
    card = cards.held_card(request.resident)
    form = sent(request, _Ask)
    shown = Page()
    if request.method == "POST" and card and tried(form, partial(pins.request_by_phone, request.act, card.card_id)):
        shown.notices.append(parts.Notice("success", _("Go to a store's terminal with your card within 24 hours.")))
    elif card is None:
        shown.notices.append(parts.Notice("warning", _("You have no card in use.")))
    else:
        text = _(
            "You need your card and its PIN for signing in. At the store you set a new password; nobody helps you, nobody sees it."
        )
        shown.sections.append(Section(text=text, form=form, button=_("Ask for it")))
    return shown.show(request)


class _Ask(forms.Form):
    """Nothing to type."""
