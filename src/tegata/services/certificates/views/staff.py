"""Pages of the issuing centre and the authority: a card by its serial number, its life, its certificates, the queue; and the
sign-in of staff with their own card.
"""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.models import Staff
from tegata.ground.offices import Office
from tegata.ground.pages import door, parts
from tegata.ground.pages.access import StaffRequest, Title, page, public_page
from tegata.ground.pages.context import town_name
from tegata.services.cards import api as cards_api
from tegata.services.cards.api import CardView
from tegata.services.certificates import queries
from tegata.services.certificates.forms import SerialForm
from tegata.services.certificates.permissions import Permission
from tegata.services.certificates.queries import OrderView
from tegata.services.certificates.views import texts
from tegata.services.certificates.views.card_reading import form_of, read_card, wanted

NOT_FOUND = _("No card has this serial number. Compare it with the face of the card.")
PASSWORD_FIRST = _(
    "Your office wants the password too. Sign in with login and password first; the card comes after it."
)
NO_ACCOUNT = _("No account belongs to the holder of this card. Sign in with your password, or ask who manages staff.")


@page(permission=Permission.READ, title=_("Find a card"))
def search(request: StaffRequest) -> HttpResponse:
    """By the serial number on its face, sent in the form and in no address."""
    form = SerialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = cards_api.by_serial(form.cleaned_data["serial"])
        except cards_api.UnknownCard:
            form.add_error("serial", NOT_FOUND)
        else:
            return redirect("card_life", found.card_id)
    return render(request, "certificates/search.html", {"form": form})


@page(permission=Permission.READ, title=_("Life of a card"))
def card(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """Where it stands, every step, its certificates and orders. A town sees its own cards."""
    try:
        found = cards_api.by_card_id(card_id)
    except cards_api.UnknownCard as error:
        raise Http404 from error
    request.act.require(Permission.READ, found.town)
    return render(
        request,
        "certificates/card.html",
        {
            "items": _facts(found),
            "life": _life(found),
            "certificates": _certificates(found),
            "orders": _orders(_("Orders to the authorities"), queries.orders_of(found.resident_id, found.card_id)),
        },
    )


@page(permission=Permission.READ, title=_("Queue to the certification authorities"))
def queue(request: StaffRequest) -> HttpResponse:
    """What waits, since when: ids only."""
    request.act.require(Permission.READ)
    waiting = queries.queue()
    items = [
        parts.Item(_("Certificates to be made"), waiting.orders),
        parts.Item(_("Holds and revocations to be told"), waiting.endings),
        parts.Item(_("The oldest waits since"), waiting.oldest or "–"),
    ]
    orders = _orders(_("Orders that wait"), queries.open_orders())
    notice = parts.Notice("warning", texts.AWAY) if waiting.oldest and _is_long(request, waiting) else None
    return render(request, "certificates/queue.html", {"items": items, "orders": orders, "notice": notice})


@public_page(title=_("Sign in with your own card"))
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """The card of somebody who has an account (staff sign in with their own card where a reader is there)."""
    form = form_of(request)
    found = read_card(request, Act("staff:nobody", Office.PUBLIC, now(), "sign-in"), form)
    if found is not None:
        member = Staff.objects.filter(card_holder=found.resident_id, is_active=True).first()
        if member is None:
            form.add_error(None, NO_ACCOUNT)
        elif not door.card_is_needed(member) or door.password_was_given(request, member):
            door.open_session(request, member, "password and card" if door.card_is_needed(member) else "card")
            return redirect(wanted(request, reverse("staff_home")))
        else:
            form.add_error(None, PASSWORD_FIRST)
    return render(request, "certificates/sign_in.html", {"form": form})


def _is_long(request: StaffRequest, waiting: queries.Queue) -> bool:
    return waiting.oldest is not None and (request.act.at - waiting.oldest).total_seconds() > 60


def _facts(found: CardView) -> list[parts.Item]:
    return [
        parts.Item(_("State"), texts.tag(texts.STATES[found.state])),
        parts.Item(_("Serial number"), found.serial or "–"),
        parts.Item(_("Town hall"), town_name(found.town)),
        parts.Item(_("Made on"), found.made_on or "–"),
        parts.Item(_("Handed over on"), found.handed_over_on or "–"),
        parts.Item(_("Expires"), found.expires or "–"),
        parts.Item(_("Falls invalid on"), found.falls_on or "–"),
        parts.Item(_("Ground"), texts.ground(found.ground or found.falls_by) or "–"),
    ]


def _life(found: CardView) -> parts.Table:
    rows = [
        [
            step.number,
            step.at,
            texts.VERBS.get(step.verb, step.verb),
            texts.tag(texts.STATES[step.state]),
            step.actor,
            texts.ground(step.ground),
        ]
        for step in cards_api.life_line(found.resident_id, found.card_id)
    ]
    labels = (_("No."), _("When"), _("Act"), _("State"), _("By"), _("Ground"))
    return parts.Table(_("Life of the card"), [parts.Column(label) for label in labels], rows)


def _certificates(found: CardView) -> parts.Table:
    rows = [
        [
            queries.key_of(one.kind, one.serial),
            texts.KINDS[one.kind],
            texts.tag(texts.STATUSES[one.state]),
            one.reason,
            one.issued_at,
            one.expires,
            queries.key_of(one.kind, one.predecessor) if one.predecessor else "",
        ]
        for one in queries.certificates_of(found.resident_id, found.card_id)
    ]
    labels = (
        _("Serial number"), _("Kind"), _("State"), _("Reason"), _("Issued on"), _("Expires"), _("Replaces"),
    )  # fmt: skip
    return parts.Table(_("Certificates"), [parts.Column(label) for label in labels], rows, empty=_("None."))


def _orders(caption: Title, orders: Iterable[OrderView]) -> parts.Table:
    rows = [
        [
            parts.Link(str(one.order_id), f"/certificates/cards/{one.card_id}"),
            texts.KINDS[one.kind],
            texts.ORDERS[one.state],
            one.asked_at,
            one.fault,
        ]
        for one in orders
    ]
    labels = (_("Request"), _("Kind"), _("State"), _("When"), _("Cause"))
    return parts.Table(caption, [parts.Column(label) for label in labels], rows, empty=_("None."))
