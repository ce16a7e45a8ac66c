"""What the counter's people do on the scripted day, on the real chips in the drawer. Each goes on from where the thing stands."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from tests.offices import act as act_with

from tegata.ground import two_person
from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.rules.pins import PinKind
from tegata.server import desks
from tegata.server.sandbox.places import TOWN
from tegata.services.cards import api as cards
from tegata.services.cards.models import Card
from tegata.services.certificates import api as certificates
from tegata.services.counter import queries
from tegata.services.counter.actions import handing, holder, pins, posting, proofing, returns, rewriting, stock
from tegata.services.counter.models import Handover, Rewriting, StockItem
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.handover import State
from tegata.services.counter.rules.proofing import DocumentKind, Item, Proof, Shown
from tegata.services.production.models import Order

DESK = "kiyose-1"
PROOF = Proof(1, frozenset(Item), (Shown(DocumentKind.LICENCE, date(2035, 1, 1)),))
PINS = {
    PinKind.TEXT: "1357",
    PinKind.REGISTER: "2468",
    PinKind.AUTHENTICATION: "8642",
    PinKind.SIGNATURE: "new4life",
}
Both = tuple(certificates.Kind)


def officer(who: str = "officer") -> Act:
    """A member of staff of the town hall with all permissions of the counter."""
    return act_with(*Permission, who=who, town=TOWN, at=now())


def look() -> dict[str, Any]:
    """What waits at the counter."""
    lying = Card.objects.filter(state="in stock", town=TOWN).order_by("id")
    ended = StockItem.objects.filter(ended=True).order_by("card_id")
    return {
        "unpack": _ids(Card.objects.filter(state="shipped").order_by("id")),
        "hand over": _ids(lying.filter(handover="collection")),
        "post": _ids(lying.filter(handover="post", id__in=_whereabouts("shelf", "desk"))),
        "delivered": _ids(lying.model.objects.filter(id__in=_whereabouts("posted"), state__in=["shipped", "in stock"])),
        "rewrite": [(str(one.resident_id), str(one.card_id)) for one in cards.open_duties(TOWN, now().date())],
        "to bin": [(str(one.resident_id), str(one.card_id)) for one in ended],
        "shred": [(str(one.resident_id), str(one.card_id)) for one in StockItem.objects.filter(whereabouts="bin")],
    }


def _ids(rows: Any) -> list[tuple[str, str]]:
    return [(str(resident), str(card)) for resident, card in rows.values_list("resident_id", "id")]


def _whereabouts(*where: str) -> list[UUID]:
    return list(StockItem.objects.filter(whereabouts__in=where).values_list("card_id", flat=True))


def unpack(resident: str, card: str) -> None:
    """From its parcel onto a shelf."""
    shipment = Order.objects.get(id=card).shipment
    assert shipment is not None
    stock.open_parcel(officer(), shipment)
    stock.unpack(officer(), shipment, _serial(resident, card), "A-1")


def hand_over(resident: str, card: str, until: str = "") -> str:
    """From the scan to the hand or to a state before, from wherever an earlier try was cut off. Returns the handover."""
    who, which = UUID(resident), UUID(card)
    desks.lay(DESK, card)
    if handing.open_handover(who, which) is None:
        handing.begin(officer(), DESK, _serial(resident, card))
    while (row := handing.open_handover(who, which)) is not None and row.state != until:
        _next_step(who, row)
    return str(Handover.objects.get(resident_id=who, card_id=which).id)


def _next_step(who: UUID, row: Handover) -> None:
    me = officer()
    match State(row.state):
        case State.SCANNED:
            second = _agreed(proofing.propose_second(me, who, Errand.HANDOVER))
            handing.identify_holder(me, who, row.id, PROOF, second, row.version)
        case State.IDENTIFIED:
            handing.compare_by_two(me, who, row.id, _agreed(handing.propose_comparison(me, who, row.id)), row.version)
        case State.COMPARED | State.PINS_ASKED:
            holder.set_pins(holder.open_for_handover(me, who, row.id, row.version), PINS, now())
        case State.PINS_SET:
            card = cards.card(who, row.card_id)
            old = [one.serial for one in queries.old_cards(card)]
            handing.hand_over(me, who, row.id, handing.due(card).total, row.version, given_back=old)
        case _:
            handing.stop(me, who, row.id, "scripted", row.version)


def lay(desk: str, resident: str, card: str) -> dict[str, Any]:
    """A card onto an officer's reader. Returns its serial number and those of the holder's older cards."""
    desks.lay(desk, card)
    view = cards.card(UUID(resident), UUID(card))
    return {"serial": view.serial, "old": [one.serial for one in queries.old_cards(view)]}


def post(resident: str, card: str) -> None:
    """Into the envelope whose label is of the same order."""
    desks.lay(DESK, card)
    view = cards.card(UUID(resident), UUID(card))
    posting.post(officer(), DESK, view.serial, posting.label_of(view), "12345678901")


def delivered(resident: str, card: str) -> None:
    """The post says so."""
    posting.delivered(officer(), UUID(resident), UUID(card))


def take_back(resident: str, card: str) -> None:
    """Its holder does not want it any more."""
    identification = _identified(resident, Errand.RESET)
    returns.take_back(officer(), _serial(resident, card), cards.ReturnCause.WISH, identification)


def to_bin(resident: str, card: str) -> None:
    """It ended where it lay."""
    stock.to_bin(officer(), _serial(resident, card))


def shred(resident: str, card: str) -> None:
    """Two people, and the shredder."""
    serial = _serial(resident, card)
    returns.shred(officer(), serial, _agreed(returns.propose_shredding(officer(), serial)))


def rewrite(resident: str, card: str) -> None:
    """The new address: chip, note field, read back."""
    desks.lay(DESK, card)
    row = _begun(resident, card, Errand.MOVE, {})
    while row.state not in ("done", "stopped"):
        ids = row.resident_id, row.id
        if row.state == "begun":
            rewriting.write_chip(officer(), *ids, (certificates.Kind.SIGNATURE,) if _signs(resident, card) else ())
        elif row.state == "written" and row.errand == Errand.MOVE:
            rewriting.print_note(officer(), *ids)
        elif row.state == "written":
            rewriting.finish(officer(), *ids)
        else:
            rewriting.read_back(officer(), *ids, readable=True)
        row.refresh_from_db()


def renew(resident: str, card: str) -> str:
    """New keys and certificates on the card that is there."""
    desks.lay(DESK, card)
    row = _begun(resident, card, Errand.RENEWAL, {})
    if row.state == "begun":
        kinds = Both if _signs(resident, card) else (certificates.Kind.AUTHENTICATION,)
        rewriting.write_chip(officer(), row.resident_id, row.id, kinds)
    rewriting.finish(officer(), row.resident_id, row.id)
    return str(row.id)


def reset_pin(resident: str, card: str) -> None:
    """The holder forgot a PIN, and types a new one."""
    desks.lay(DESK, card)
    kinds = (PinKind.TEXT, PinKind.AUTHENTICATION)
    identification = _identified(resident, Errand.RESET)
    _, _, code = pins.ask_reset(officer(), DESK, _serial(resident, card), kinds, identification)
    holder.set_pins(code, {kind: PINS[kind] for kind in kinds}, now())


def _begun(resident: str, card: str, errand: Errand, options: dict[str, Any]) -> Rewriting:
    identification = _identified(resident, errand)
    serial = _serial(resident, card)
    who, row = rewriting.begin(officer(), DESK, serial, errand, identification, **options)
    return Rewriting.objects.get(resident_id=who, id=row)


def _identified(resident: str, errand: Errand) -> UUID:
    second = _agreed(proofing.propose_second(officer(), UUID(resident), errand))
    return proofing.identify(officer(), UUID(resident), errand, PROOF, second)


def _agreed(proposal: UUID) -> UUID:
    two_person.approve(officer("second"), proposal)
    return proposal


def _serial(resident: str, card: str) -> str:
    return cards.card(UUID(resident), UUID(card)).serial


def _signs(resident: str, card: str) -> bool:
    found = certificates.certificates_of(UUID(resident), UUID(card))
    return any(one.kind is certificates.Kind.SIGNATURE for one in found)


VERBS: dict[str, Callable[..., Any]] = {
    "unpack": unpack,
    "hand over": hand_over,
    "lay": lay,
    "post": post,
    "delivered": delivered,
    "take back": take_back,
    "to bin": to_bin,
    "shred": shred,
    "rewrite": rewrite,
    "renew": renew,
    "reset PIN": reset_pin,
}
