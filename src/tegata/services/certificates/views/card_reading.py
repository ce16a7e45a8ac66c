"""Signing in at a reader: the same for holders and for staff. Every refusal is a sentence on the form, none has a PIN in it."""

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme

from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.reader import ReaderError
from tegata.reader.errors import LastTryRefused, PinBlocked, WrongPin
from tegata.services.certificates import actions
from tegata.services.certificates.actions import SignedIn, SignInRefused
from tegata.services.certificates.forms import SignInForm
from tegata.services.certificates.rules import AuthorityAway
from tegata.services.certificates.views import texts

LONGEST_READER = 64


def read_card(request: HttpRequest, act: Act, form: SignInForm) -> SignedIn | None:
    """Who signs in with the card on the reader; None, and the reason on the form, where nobody does."""
    if request.method != "POST" or not form.is_valid():
        return None
    typed = form.cleaned_data
    try:
        with plugged("desk")(typed["reader"]) as connection:
            return actions.authenticate(act, connection, typed["pin"], allow_last_try=typed["last_try"])
    except (ReaderError, SignInRefused, AuthorityAway) as error:
        if isinstance(error, LastTryRefused):
            form.data = {**form.data.dict(), "last_try": "on"}  # type: ignore[attr-defined]
        form.add_error("pin" if isinstance(error, WrongPin | LastTryRefused) else None, _sentence(error))  # type: ignore[arg-type]
    return None


def form_of(request: HttpRequest) -> SignInForm:
    """The form; a terminal's address names the reader beside the person."""
    name = request.GET.get("reader", "")
    here = name if name.replace("-", "").isalnum() and len(name) <= LONGEST_READER else ""
    return SignInForm(request.POST or None, here=here)


def wanted(request: HttpRequest, otherwise: str) -> str:
    """Where the person wanted to go, within this site."""
    there = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if safe else otherwise


def _sentence(error: Exception) -> str | Promise:
    match error:
        case AuthorityAway():
            return texts.AWAY
        case SignInRefused():
            return texts.REFUSED
        case LastTryRefused():
            return texts.LAST_TRY
        case PinBlocked():
            return texts.BLOCKED
        case WrongPin():
            return texts.wrong_pin(error.tries_left)
        case _:
            return texts.NO_CARD
