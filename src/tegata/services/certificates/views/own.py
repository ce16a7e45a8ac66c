"""A holder's own pages: signing in with the card, cards and certificates, what to do next, letters, who looked at the record."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.offices import Office
from tegata.ground.pages import parts, resident_session
from tegata.ground.pages.access import ResidentRequest, public_page, resident_page
from tegata.ground.pages.context import town_name
from tegata.services.cards import api as cards_api
from tegata.services.cards.api import CardView, State
from tegata.services.certificates import queries
from tegata.services.certificates.queries import CertificateView, RecordedAct
from tegata.services.certificates.views import texts
from tegata.services.certificates.views.card_reading import form_of, read_card, wanted
from tegata.services.residents import api as residents


@public_page(title=_("Sign in with your card"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """The card on the reader, the PIN typed by its holder. A session of its own: no member of staff is one."""
    form = form_of(request)
    found = read_card(request, Act("resident:nobody", Office.PUBLIC, now(), "sign-in"), form)
    if found is None:
        return render(request, "certificates/sign_in.html", {"form": form})
    resident_session.let_in(request, found.resident_id)
    return redirect(wanted(request, "/me/"))


@resident_page(title=_("Sign out"))
def sign_out(request: ResidentRequest) -> HttpResponse:
    """End the session; by POST only, so that no link can do it."""
    if request.method == "POST":
        request.session.flush()
        return redirect("resident_sign_in")
    return redirect("my_cards")


@resident_page(title=_("My cards"))
def cards(request: ResidentRequest) -> HttpResponse:
    """Cards, their certificates, and what to do next."""
    own = cards_api.cards_of(request.resident)
    certificates = queries.all_of(request.resident)
    shown = [_card(card, [one for one in certificates if one.card_id == card.card_id], request) for card in own]
    return render(request, "certificates/cards.html", {"cards": shown, "nothing": not own})


@resident_page(title=_("Renew"))
def renew(request: ResidentRequest) -> HttpResponse:
    """When and where the card or its certificates are renewed, and that it costs nothing."""
    card = cards_api.held_card(request.resident)
    today = request.act.today
    if card is None or card.expires is None:
        return render(request, "certificates/renew.html", {"items": None})
    reason = cards_api.new_card_reason(expires=card.expires, note_lines=card.note_lines, today=today)
    ends = [one.expires for one in queries.certificates_of(card.resident_id, card.card_id) if one.is_good_on(today)]
    items = [
        parts.Item(_("Card expires"), card.expires),
        parts.Item(_("Renewal of the card from"), card.renewal_opens()),
        parts.Item(_("Certificates expire"), min(ends, default="–")),
        parts.Item(_("Fee"), _("Free of charge")),
        parts.Item(_("Town hall"), town_name(card.town)),
    ]
    post = cards_api.post_office_renews(card.town, today)
    return render(request, "certificates/renew.html", {"items": items, "reason": reason, "post": post})


@resident_page(title=_("Notices"))
def notices(request: ResidentRequest) -> HttpResponse:
    """Letters, the newest first. What is personal is printed at the town, not kept in them."""
    rows = [
        [letter.made_at, texts.LETTERS.get(letter.kind, texts.OTHER_LETTER), _day(letter.facts)]
        for letter in residents.letters(request.resident)[:100]
    ]
    table = parts.Table(
        _("Notices"),
        [parts.Column(_("When")), parts.Column(_("About")), parts.Column(_("Day"))],
        rows,
        empty=_("There is no notice."),
    )
    return render(request, "certificates/table.html", {"table": table})


@resident_page(title=_("Who looked at my record"))
def looked(request: ResidentRequest) -> HttpResponse:
    """The audit log about oneself: when, which office, what and for which purpose. Whoever it was is the office's affair."""
    try:
        entries, after = queries.acts_about(request.resident, request.GET.get("after", ""))
    except queries.UnknownPlace as error:
        raise Http404 from error
    rows = [
        [
            entry.at,
            _office(entry),
            texts.act_of(entry.verb),
            texts.PURPOSES.get(entry.purpose, entry.purpose),
        ]
        for entry in entries
    ]
    labels = (_("When"), _("Office"), _("About"), _("Purpose"))
    table = parts.Table(
        _("Who looked at my record"),
        [parts.Column(label) for label in labels],
        rows,
        next=f"?after={after}" if after else "",
        empty=_("Nobody has."),
    )
    return render(request, "certificates/table.html", {"table": table})


def _card(card: CardView, certificates: list[CertificateView], request: ResidentRequest) -> dict[str, object]:
    today = request.act.today
    items = [
        parts.Item(_("State"), texts.tag(texts.STATES[card.state])),
        parts.Item(_("Serial number"), card.serial or "–"),
        parts.Item(_("Expires"), card.expires or "–"),
        parts.Item(_("Town hall"), town_name(card.town)),
    ]
    if card.is_held:
        items += [
            parts.Item(texts.KINDS[one.kind], f"{_status(one)} – {date_format(one.expires)}")
            for one in certificates
            if one.on_card
        ]
    step = _next_step(card, today)
    return {"card": card, "items": items, "next": texts.NEXT[step] if step else "", "calm": step == "none"}


def _status(one: CertificateView) -> str:
    return str(texts.STATUSES[one.state][0])


def _next_step(card: CardView, today: date) -> str:
    if not card.is_held or card.expires is None:
        return "fetch" if card.state is State.IN_STOCK else ""
    reason = cards_api.new_card_reason(expires=card.expires, note_lines=card.note_lines, today=today)
    steps = [
        ("suspended", card.state is State.SUSPENDED),
        ("rewrite", card.rewrite_since is not None),
        (reason or "", reason is not None),
        ("certificates", bool(queries.missing(card.resident_id, card.card_id, today))),
    ]
    return next((word for word, applies in steps if applies), "none")


def _day(facts: dict[str, str | int | bool]) -> date | str:
    text = str(facts.get("falls") or facts.get("expires") or facts.get("day") or "")
    return parse_date(text) or ""


def _office(entry: RecordedAct) -> str:
    office = str(texts.OFFICES.get(entry.office, entry.office))
    return f"{office} ({town_name(entry.chain)})" if entry.chain.isdigit() else office
