"""Pages of the sandbox, for everybody: what is here and what to try."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tegata.ground.clock import now
from tegata.ground.pages import parts
from tegata.ground.pages.access import public_page
from tegata.ground.pages.context import town_name
from tegata.rules.pins import PinKind
from tegata.server.duties import POSTS
from tegata.server.sandbox import accounts, roll
from tegata.server.sandbox.places import NEIGHBOUR, TOWN
from tegata.server.sandbox.stories import PINS
from tegata.server.sandbox.walks import WALKS

PIN_NAMES = {
    PinKind.SIGNATURE: _("Signature password"),
    PinKind.AUTHENTICATION: _("PIN for authentication"),
    PinKind.TEXT: _("PIN for the text on the chip"),
    PinKind.REGISTER: _("PIN for the resident register"),
}


@public_page(title=_("A town to try things in"))
def first_page(request: HttpRequest) -> HttpResponse:
    """What this is, who is who, what to try."""
    return render(
        request,
        "sandbox/first_page.html",
        {
            "town": town_name(TOWN),
            "neighbour": town_name(NEIGHBOUR),
            "now": now(),
            "walks": [walk for walk in WALKS if walk.href],
            "people": _people(),
            "pins": [(kind.ja if get_language() == "ja" else PIN_NAMES[kind], pin) for kind, pin in PINS.items()],
            "staff": _staff(),
            "password": accounts.PASSWORD,
        },
    )


def _people() -> parts.Table:
    columns = [_("Name"), _("What is special"), _("Card")]
    return parts.Table(
        _("People of the town"),
        [parts.Column(label) for label in columns],
        [[_whole(one.name), one.label, _card(one)] for one in roll.people()],
        empty=_("The town is being filled."),
    )


def _card(one: roll.Entry) -> parts.Link | str:
    if not one.card:
        return "–"
    return parts.Link(_("Take it"), f"{reverse('sandbox_desk')}?card={one.card}", one.name)


def _staff() -> parts.Table:
    columns = [_("Login"), _("Name"), _("Duty"), _("What to try")]
    return parts.Table(
        _("Staff"),
        [parts.Column(label) for label in columns],
        [[_whole(one.login), _whole(one.name), _duty(one), one.to_try] for one in accounts.ACCOUNTS],
    )


def _duty(one: accounts.Account) -> str:
    label = str(POSTS[one.duty].label)
    return f"{label} ({town_name(one.town)})" if one.town == NEIGHBOUR else label


def _whole(text: str) -> SafeString:
    """A short text that is not broken over two lines."""
    return format_html('<span class="nowrap">{}</span>', text)
