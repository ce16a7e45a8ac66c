"""Stock pages: what is where, every scan, parcels against their manifests, the daily count, differences."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.ground.templatetags.ground import moment, wareki
from tegata.services.counter import queries
from tegata.services.counter.actions import counting, stock
from tegata.services.counter.forms import PlaceForm, ScanForm
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.stock import Where
from tegata.services.counter.views import texts
from tegata.services.counter.views.showing import Page, Section, desk_of, sent, tried
from tegata.services.counter.views.today import trail
from tegata.services.production import api as production

STOCK = gettext_lazy("Stock")


class MoveForm(PlaceForm):
    """A scan and why."""

    place = forms.CharField(label=gettext_lazy("Shelf or box"), max_length=40, required=False)
    why = forms.ChoiceField(
        label=gettext_lazy("What is done"),
        widget=forms.RadioSelect,
        choices=[
            ("put", gettext_lazy("Put onto a shelf")),
            ("out", gettext_lazy("Take out to my desk")),
            ("bin", gettext_lazy("Into the bin for the shredder")),
            ("found", gettext_lazy("Missing card found")),
        ],
    )


class Empty(forms.Form):
    """One button."""


@page(permission=Permission.STOCK, title=STOCK)
def stock_page(request: StaffRequest) -> HttpResponse:
    """How many are where, a scan, and the cards of one kind of place. Ten queries."""
    town = request.act.town or ""
    form = sent(request, MoveForm)
    if request.method == "POST" and tried(form, lambda: _move(request, form), "serial"):
        return redirect(request.get_full_path())
    asked = request.GET.get("where", "")
    where = Where(asked) if asked in {one.value for one in Where} else Where.SHELF
    rows, after = queries.stock(town, where, request.GET.get("after", ""))
    shown = Page(trail=trail())
    shown.sections = [
        Section(_("Scan a card"), form=form, button=_("Scan")),
        Section(links=_links(request)),
        Section(table=_totals(town)),
        Section(table=_cards(where, rows, after)),
        Section(table=_differences(town)),
        Section(table=_ended(town)),
        Section(table=_omitted(town)),
    ]
    return shown.show(request)


def _links(request: StaffRequest) -> list[parts.Link]:
    links = [parts.Link(_("Parcels"), reverse("counter:parcels"))]
    if Permission.COUNT in request.act.permissions:
        links.append(parts.Link(_("Count the stock"), reverse("counter:count")))
    return links


def _move(request: StaffRequest, form: MoveForm) -> None:
    given = form.cleaned_data
    act, serial, place = request.act, given["serial"], given["place"]
    moves: dict[str, Callable[[], object]] = {
        "put": lambda: stock.put(act, serial, place),
        "out": lambda: stock.take_out(act, serial, desk_of(request)),
        "bin": lambda: stock.to_bin(act, serial),
        "found": lambda: stock.found(act, serial, place),
    }
    moves[given["why"]]()


def _totals(town: str) -> parts.Table:
    rows = [
        [parts.Link(texts.WHERE[where][0], f"?where={where.value.replace(' ', '+')}"), number]
        for where, number in queries.totals(town).items()
    ]
    return parts.Table(
        _("All cards of the stock"), [parts.Column(_("Where")), parts.Column(_("Cards"), number=True)], rows
    )


def _cards(where: Where, rows: list[queries.ItemView], after: str) -> parts.Table:
    lines = [[row.serial, row.place or "–", moment(row.since), moment(row.seen_at)] for row in rows]
    columns = [_("Serial number"), _("Shelf or box"), _("Since"), _("Last scanned")]
    more = f"?where={where.value.replace(' ', '+')}&after={after}" if after else ""
    caption, _meaning = texts.WHERE[where]
    return parts.Table(caption, [parts.Column(one) for one in columns], lines, next=more, empty=_("No card is here."))


def _differences(town: str) -> parts.Table:
    lines = [
        [
            parts.Tag(
                _("Missing") if row.kind == "missing" else _("Too many"),
                "error" if row.kind == "missing" else "warning",
            ),
            str(row.card_id),
            _("Parcel") if row.found_in == "parcel" else _("Count"),
            wareki(row.day),
            parts.Link(_("Settle"), reverse("counter:difference", args=[row.difference_id])),
        ]
        for row in queries.open_differences(town)
    ]
    columns = [_("What"), _("Card"), _("Found in"), _("Day"), _("What is done")]
    return parts.Table(_("Differences"), [parts.Column(one) for one in columns], lines, empty=_("Nothing differs."))


def _ended(town: str) -> parts.Table:
    lines = [[row.serial, texts.tag(row.where), row.place or "–"] for row in queries.ended_in_stock(town)]
    columns = [parts.Column(_("Serial number")), parts.Column(_("Where")), parts.Column(_("Shelf or box"))]
    return parts.Table(_("Invalid cards to go into the bin"), columns, lines, empty=_("No invalid card lies here."))


def _omitted(town: str) -> parts.Table:
    lines = [[wareki(day)] for _town, day in queries.omitted_counts(town, 10)]
    return parts.Table(_("Days without a count"), [parts.Column(_("Day"))], lines, empty=_("Every day was counted."))


@page(permission=Permission.STOCK, title=gettext_lazy("Parcels"))
def parcels(request: StaffRequest) -> HttpResponse:
    """Parcels of the town, the latest first."""
    found = production.shipments(request.act.town, 30)
    opened = queries.parcels_opened([row.shipment_id for row in found])
    lines = [
        [
            parts.Link(moment(row.sent_at), reverse("counter:parcel", args=[row.shipment_id])),
            row.cards,
            {None: parts.Tag(_("On its way"), "info"), True: parts.Tag(_("Unpacked"), "success")}.get(
                opened.get(row.shipment_id), parts.Tag(_("Being unpacked"), "warning")
            ),
        ]
        for row in found
        if row.sent_at is not None
    ]
    columns = [parts.Column(_("Sent")), parts.Column(_("Cards"), number=True), parts.Column(_("State"))]
    table = parts.Table(_("Parcels"), columns, lines, empty=_("No parcel is on its way."))
    return Page([Section(table=table)], trail=_stock_trail()).show(request)


@page(permission=Permission.STOCK, title=gettext_lazy("Unpack a parcel"))
def parcel(request: StaffRequest, shipment_id: UUID) -> HttpResponse:
    """Scan card after card; at the end what is missing is reported."""
    sent_parcel = production.shipment(shipment_id)
    if sent_parcel is None or sent_parcel.sent_at is None:
        raise Http404
    request.act.require(Permission.STOCK, sent_parcel.town)
    closing = request.method == "POST" and "serial" not in request.POST
    form, close = sent(request, PlaceForm) if not closing else PlaceForm(), Empty(request.POST if closing else None)

    def unpack() -> None:
        stock.open_parcel(request.act, shipment_id)
        stock.unpack(request.act, shipment_id, form.cleaned_data["serial"], form.cleaned_data["place"])

    def end() -> None:
        stock.open_parcel(request.act, shipment_id)
        stock.close_parcel(request.act, shipment_id)

    if closing and tried(close, end):
        return redirect("counter:stock")
    if request.method == "POST" and not closing and tried(form, unpack, "serial"):
        form = PlaceForm(initial={"place": form.cleaned_data["place"]})
    listed = [card_id for _resident, card_id in production.manifest(shipment_id)]
    done = queries.unpacked(listed)
    shown = Page(trail=_stock_trail())
    shown.items = [parts.Item(_("Cards on the manifest"), len(listed)), parts.Item(_("Scanned"), done)]
    text = (
        _("Cards that were not scanned are reported missing.") if done < len(listed) else _("All cards were scanned.")
    )
    shown.sections = [
        Section(_("Scan a card"), form=form, button=_("Scan")),
        Section(_("All is unpacked"), text, close, button=_("Close the parcel"), second=True),
    ]
    return shown.show(request)


@page(permission=Permission.COUNT, title=gettext_lazy("Count the stock"))
def count(request: StaffRequest) -> HttpResponse:
    """Begin, scan everything, close. Whoever joins scans into the same count."""
    town = request.act.town or ""
    going = queries.open_count(town)
    if going is None:
        begin = sent(request, Empty)
        if request.method == "POST" and tried(begin, lambda: counting.begin_count(request.act, town)):
            return redirect("counter:count")
        text = _(
            "Every card of the stock is scanned, on shelves, at desks and in the bin. Several people may scan at once."
        )
        return Page([Section(text=text, form=begin, button=_("Begin the count"))], trail=_stock_trail()).show(request)
    return _counting(request, going)


def _counting(request: StaffRequest, going: queries.CountView) -> HttpResponse:
    closing = request.method == "POST" and "serial" not in request.POST
    form, close = sent(request, ScanForm) if not closing else ScanForm(), Empty(request.POST if closing else None)
    if closing and tried(close, partial(counting.close_count, request.act, going.count_id)):
        return redirect("counter:stock")
    scanning = request.method == "POST" and not closing
    if scanning and tried(form, partial(_found, request, going.count_id, form), "serial"):
        return redirect("counter:count")
    shown = Page(trail=_stock_trail())
    shown.items = [
        parts.Item(_("Begun"), moment(going.opened_at)),
        parts.Item(_("Scanned"), going.scanned),
        parts.Item(_("In stock by the record"), going.expected),
    ]
    shown.sections = [
        Section(_("Scan a card"), form=form, button=_("Scan")),
        Section(
            _("All is scanned"),
            _("What was not scanned is reported missing today."),
            close,
            button=_("Close the count"),
            second=True,
        ),
    ]
    return shown.show(request)


def _found(request: StaffRequest, count_id: UUID, form: ScanForm) -> None:
    counting.count_scan(request.act, count_id, form.cleaned_data["serial"])


@page(permission=Permission.STOCK, title=gettext_lazy("Settle a difference"))
def difference(request: StaffRequest, difference_id: UUID) -> HttpResponse:
    """A missing card is given up, one too many went back."""
    found = queries.difference(difference_id)
    if found is None:
        raise Http404
    form = sent(request, Empty)
    missing = found.kind == "missing"

    def do() -> None:
        if missing:
            stock.give_up(request.act, found.card_id)
        else:
            stock.settle_extra(request.act, difference_id)

    if request.method == "POST" and tried(form, do):
        return redirect("counter:stock")
    text = (
        _("If the card is found, scan it as found. Given up, it ends, and its holder is told to apply for a new one.")
        if missing
        else _("Confirm that the card went back to where it belongs.")
    )
    button = _("Give the card up") if missing else _("It went back")
    shown = Page([Section(text=text, form=form, button=button)], trail=_stock_trail())
    shown.items = [parts.Item(_("Card"), str(found.card_id)), parts.Item(_("Day"), wareki(found.day))]
    return shown.show(request)


def _stock_trail() -> tuple[tuple[str, str], ...]:
    return (*trail(), (_("Stock"), reverse("counter:stock")))
