"""Signing in and out of the offices, and the choice of language. Every try at the door is recorded in the audit log."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language as django_set_language

from tegata.ground import audit
from tegata.ground import sign_in as tries
from tegata.ground.clock import now
from tegata.ground.models import Staff
from tegata.ground.pages.access import StaffRequest, public_page, signed_in_page

PASSWORD_LASTS = timedelta(minutes=5)
"""[guess] How long a right password waits for the card."""
_PASSWORD_OF = "password of"  # noqa: S105 - the name under which a session keeps whose it was


class SignInForm(AuthenticationForm):
    """Login and password; what is wrong of the two is not told."""

    username = forms.CharField(
        label=_("Login"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages: dict[str, Any] = {  # noqa: RUF012 (Django's attribute)
        "invalid_login": _("This login and password do not belong together. Capital letters count in the password."),
        "inactive": _("This account is closed."),
        "too_many": _(
            "Too many wrong passwords: none is looked at now. Try again in %(minutes)s minutes, or ask whoever manages the "
            "staff accounts of your office to unlock yours."
        ),
    }

    def clean(self) -> dict[str, Any]:
        """Count the try, then compare: the same for a login that nobody has."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password:
            try:
                tries.count_try(username, now())
            except tries.TooManyTries as error:
                minutes = {"minutes": tries.WAIT // timedelta(minutes=1)}
                raise forms.ValidationError(self.error_messages["too_many"], "too_many", minutes) from error
        return super().clean()


@public_page(title=_("Sign in"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Password sign-in. A right one goes on to where the person wanted to go, within this site."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST":
        if form.is_valid() and isinstance(member := form.get_user(), Staff):
            if card_is_needed(member):
                return redirect(_to_the_card(request, member))
            open_session(request, member, "password")
            return redirect(_wanted(request))
        tries.fail(request.POST.get("username", ""), now())
    return render(request, "ground/sign_in.html", {"form": form})


def card_is_needed(member: Staff) -> bool:
    """Whether the office wants the member's own card beside the password: settings.CARD_OFFICES."""
    return member.office in settings.CARD_OFFICES


def password_was_given(request: HttpRequest, member: Staff) -> bool:
    """Whether this browser gave this member's password a moment ago: then the card completes the sign-in."""
    who, at = request.session.get(_PASSWORD_OF, (None, ""))
    return who == member.pk and now() - datetime.fromisoformat(at) <= PASSWORD_LASTS


def _to_the_card(request: HttpRequest, member: Staff) -> str:
    """Nobody is signed in yet: a fresh session remembers that the password was right, and whose."""
    request.session.flush()
    request.session[_PASSWORD_OF] = [member.pk, now().isoformat()]
    desk = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in member.login)
    return f"{reverse('card_sign_in')}?{urlencode({'reader': desk, 'next': _wanted(request)})}"


@transaction.atomic
def open_session(request: HttpRequest, member: Staff, means: str) -> None:
    """Open a session of a member of staff, who was proved by `means`: "password", "card", "password and card"."""
    login(request, member)
    tries.succeed(member, now(), means)


@signed_in_page(title=_("Sign out"))
def sign_out(request: StaffRequest) -> HttpResponse:
    """End the session; by POST only, so that no link can do it."""
    if request.method == "POST":
        with transaction.atomic():
            audit.record(request.act, "signed out")
            logout(request)
    return redirect("sign_in")


@public_page(title=_("Language"))
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page."""
    return django_set_language(request)


def _wanted(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("staff_home")
