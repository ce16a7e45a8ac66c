"""Pages of the issuing centre: the queue, orders that need a person, parcels for the towns."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages import parts
from tegata.ground.pages.access import StaffRequest, page
from tegata.rules.municipalities import municipality
from tegata.services.production import actions, queries
from tegata.services.production.permissions import Permission
from tegata.services.production.queries import OrderRow, ShipmentRow
from tegata.services.production.rules import State, WrongState

WORDS: dict[State, tuple[object, parts.Meaning]] = {
    State.WAITING: (_("Waiting"), "info"),
    State.MAKING: (_("Being made"), "info"),
    State.CHECKED: (_("Made and checked"), "success"),
    State.PACKED: (_("Packed"), "success"),
    State.SENT: (_("Sent"), "neutral"),
    State.STOPPED: (_("Stopped: a person has to look"), "error"),
    State.WITHDRAWN: (_("Withdrawn"), "neutral"),
}


@page(permission=Permission.SEE, title=_("Making of cards"))
def centre(request: StaffRequest) -> HttpResponse:
    """Today's queue, what stands still, and what can be packed."""
    counts, ready = queries.queue(), queries.towns_to_pack()
    may_retry = Permission.RETRY in request.act.permissions
    states = parts.Table(
        _("Orders"),
        [parts.Column(_("State")), parts.Column(_("Orders"), number=True)],
        [[_tag(state), count] for state, count in counts.items()],
    )
    towns = parts.Table(
        _("Ready to be packed"),
        [parts.Column(_("Town")), parts.Column(_("Cards"), number=True)],
        [[municipality(town).name, count] for town, count in ready],
        empty=_("Nothing is ready to be packed."),
    )
    return render(
        request,
        "production/centre.html",
        {
            "states": states,
            "keys": queries.keys_ahead(),
            "stopped": _orders(_("Orders that need a person"), queries.orders(State.STOPPED), may_retry=may_retry),
            "waiting": _orders(_("Longest waiting orders"), queries.orders(State.WAITING, 20)),
            "towns": towns,
            "packable": [(town, municipality(town).name, count) for town, count in ready]
            if Permission.PACK in request.act.permissions
            else [],
            "parcels": _parcels(queries.shipments(request.act.town, 20)),
        },
    )


@page(permission=Permission.RETRY, title=_("Make the card after all"))
def retry(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """Put a stopped order back into the queue, after what stopped it was mended."""
    order = queries.order_of(card_id)
    if order is None:
        raise Http404
    fault = ""
    if request.method == "POST":
        try:
            actions.retry(request.act, card_id)
        except WrongState as refused:
            fault = str(refused)
        else:
            return redirect("production:centre")
    confirmation = parts.Confirmation(
        _("Make the card after all"),
        [_("The order goes back into the queue and is made with the record and the photo as they are now.")],
        _("Put it back into the queue"),
        "/production/",
    )
    notice = parts.Notice("error", fault) if fault else None
    return render(request, "production/confirm.html", {"confirmation": confirmation, "order": order, "notice": notice})


@page(permission=Permission.PACK, title=_("Pack a parcel"))
def pack(request: StaffRequest, town: str) -> HttpResponse:
    """Pack what is ready for a town."""
    if request.method == "POST":
        parcel = actions.pack(request.act, town)
        return redirect("production:parcel", parcel) if parcel else redirect("production:centre")
    confirmation = parts.Confirmation(
        _("Pack a parcel"),
        [_("All cards that are ready for this town go into one parcel with one manifest.")],
        _("Pack"),
        "/production/",
    )
    return render(request, "production/confirm.html", {"confirmation": confirmation})


@page(permission=Permission.SEE, title=_("Parcel"))
def parcel(request: StaffRequest, shipment_id: UUID) -> HttpResponse:
    """A parcel and its manifest; from here it is sent."""
    shown = queries.shipment(shipment_id)
    if shown is None:
        raise Http404
    if request.method == "POST":
        actions.send(request.act, shipment_id)
        return redirect("production:parcel", shipment_id)
    cards = [[str(card_id)] for _resident, card_id in queries.manifest(shipment_id)]
    manifest = parts.Table(_("Manifest"), [parts.Column(_("Card"))], cards)
    may_send = shown.sent_at is None and Permission.SEND in request.act.permissions
    items = [
        parts.Item(_("Town"), municipality(shown.town).name),
        parts.Item(_("Cards"), shown.cards),
        parts.Item(_("Sent"), shown.sent_at or _("not yet")),
    ]
    return render(request, "production/parcel.html", {"items": items, "manifest": manifest, "may_send": may_send})


def _tag(state: State) -> parts.Tag:
    words, meaning = WORDS[state]
    return parts.Tag(words, meaning)  # type: ignore[arg-type]


def _orders(caption: object, rows: list[OrderRow], *, may_retry: bool = False) -> parts.Table:
    columns = [parts.Column(_("Order")), parts.Column(_("Town")), parts.Column(_("State")), parts.Column(_("Cause"))]
    return parts.Table(
        caption,  # type: ignore[arg-type]
        columns,
        [
            [
                parts.Link(str(row.card_id), f"/production/orders/{row.card_id}")
                if may_retry and row.state is State.STOPPED
                else row.card_id,
                municipality(row.town).name,
                _tag(row.state),
                row.fault,
            ]
            for row in rows
        ],
        empty=_("None."),
    )


def _parcels(rows: list[ShipmentRow]) -> parts.Table:
    return parts.Table(
        _("Parcels"),
        [
            parts.Column(_("Parcel")),
            parts.Column(_("Town")),
            parts.Column(_("Cards"), number=True),
            parts.Column(_("State")),
        ],
        [
            [
                parts.Link(str(row.shipment_id), f"/production/parcels/{row.shipment_id}"),
                municipality(row.town).name,
                row.cards,
                parts.Tag(_("Sent"), "success") if row.sent_at else parts.Tag(_("Packed"), "info"),
            ]
            for row in rows
        ],
        empty=_("No parcel yet."),
    )
