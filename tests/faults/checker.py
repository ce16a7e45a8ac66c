"""What must hold after any fault, read from the database, the cards in the drawer and the authorities' own records.

Each check returns findings, one line each, with ids only. No finding is the proof that nothing was lost, doubled or half done.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from tests.offices import act

from tegata.ground import audit
from tegata.ground.clock import now
from tegata.ground.models import AuditEntry, AuditHead, Delivery
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.reader import CommonSession, InProcess, JpkiSession
from tegata.server.home import Home, clock
from tegata.services.applications.models import Application, Receipt, TransferItem
from tegata.services.applications.rules.states import State
from tegata.services.cards.models import Card, CardSerial, LifeLine
from tegata.services.certificates import actions as certificates
from tegata.services.certificates.models import Certificate, Ending
from tegata.services.certificates.models import Order as CertificateOrder
from tegata.services.certificates.permissions import Permission
from tegata.services.counter.models import Handover, Rewriting, StockItem, StockMove
from tegata.services.numbering.models import Assignment, UsedNumber
from tegata.services.production.models import KeySet, Order, Shipment
from tegata.services.residents.models import Record

Findings = Iterator[str]
MADE = ("made", "shipped", "in stock", "handed over", "suspended")
WHERE = {
    "ordered": {""},
    "made": {""},
    "shipped": {"", "posted"},
    "in stock": {"shelf", "desk", "posted"},
    "handed over": {"handed over"},
    "suspended": {"handed over"},
    "destroyed": {"shredded"},
}
"""Where the stock may say that a card is. One that ended may be anywhere."""
ORDERS_OF: dict[str, set[str]] = {
    State.ACCEPTED: {"waiting"},
    State.MAKING: {"waiting", "making", "stopped"},
    State.MADE: {"checked", "packed", "sent"},
    State.CANCELLED: {"withdrawn"},
    State.LAPSED: {"withdrawn"},
    State.REJECTED: {"withdrawn"},
}
"""In which states the order of an application may be. What was not accepted has none."""


def applications() -> Findings:
    """Each in exactly one lawful state, which its card and its order share; one open one a resident; one receipt each."""
    orders = {order.application_id: order for order in Order.objects.all()}
    cards = Counter(Card.objects.values_list("application_id", flat=True))
    open_ones = Counter[UUID]()
    for row in Application.objects.all():
        state, order = State(row.state), orders.pop(row.id, None)
        lawful = ORDERS_OF.get(state, set())
        if order is not None and order.state not in lawful:
            yield f"application {row.id} is {state} and its order {order.state}"
        if order is None and state in (State.ACCEPTED, State.MAKING, State.MADE):
            yield f"application {row.id} is {state} and has no order"
        if cards[row.id] != (1 if order else cards[row.id] and state in (State.CANCELLED, State.LAPSED)):
            yield f"application {row.id} is {state} and has {cards[row.id]} cards"
        open_ones[row.resident_id] += state.value in ("received", "photo problem", "reviewed", "accepted", "making")
        if state is not State.BEGUN and Receipt.objects.filter(application_id=row.id).count() != 1:
            yield f"application {row.id} has not one receipt"
    yield from (f"order {order.id} has no application" for order in orders.values())
    yield from (f"resident {one} has {count} open applications" for one, count in open_ones.items() if count > 1)


def numbers() -> Findings:
    """No number twice, nobody without, nobody with two."""
    assigned = Counter(Assignment.objects.values_list("number", flat=True))
    yield from (f"a number is assigned {count} times" for count in assigned.values() if count > 1)
    if set(assigned) != set(UsedNumber.objects.values_list("number", flat=True)):
        yield "the directory of numbers and the assignments differ"
    holders = Counter(Assignment.objects.filter(retired_at=None).values_list("resident_id", flat=True))
    for resident in Record.objects.values_list("id", flat=True):
        if holders[resident] != 1:
            yield f"resident {resident} has {holders[resident]} numbers"


def cards() -> Findings:
    """No card without record, no record without card; serials, keys and certificates are each card's own."""
    drawer = Home(Path(settings.HOME), clock)
    there = {folder.name for folder in (drawer.root / "cards").glob("[!.]*")}
    entries = {entry.name for entry in drawer.cards()}
    yield from (f"card {name} lies there half-written" for name in there ^ entries)
    rows = {str(card.id): card for card in Card.objects.all()}
    in_the_making = set(map(str, Order.objects.filter(state__in=["making", "stopped"]).values_list("id", flat=True)))
    yield from (f"card {name} lies there without a record" for name in there - set(rows))
    serials, keys = Counter[str](), Counter[bytes]()
    for name, card in rows.items():
        if (card.state in MADE) != (name in there) and card.state not in ("invalid", "destroyed"):
            if name not in in_the_making:
                yield f"card {name} is {card.state} and {'lies there' if name in there else 'does not lie there'}"
            continue
        if name in there and card.serial:
            serials[card.serial] += 1
            yield from _chip(drawer, card, keys)
    yield from (f"serial {serial} is on {count} cards" for serial, count in serials.items() if count > 1)
    yield from (f"a key is on {count} cards" for count in keys.values() if count > 1)
    with_serial = {card.serial: card.id for card in rows.values() if card.serial}
    if with_serial != dict(CardSerial.objects.values_list("serial", "card_id")):
        yield "the directory of serial numbers and the cards differ"
    for name, card in rows.items():
        steps = list(LifeLine.objects.filter(card_id=name).order_by("number").values_list("number", "state"))
        if [number for number, _ in steps] != list(range(1, len(steps) + 1)) or steps[-1][1] != card.state:
            yield f"the life line of card {name} does not lead to {card.state}"


def _chip(drawer: Home, card: Card, keys: Counter[bytes]) -> Findings:
    with drawer.open_card(str(card.id)) as chip:
        connection = InProcess(chip)
        if CommonSession(connection).record().serial != card.serial[:15]:
            yield f"card {card.id} has another serial number in its chip"
        session = JpkiSession(connection)
        if not session.presence().authentication:
            return
        found = UnverifiedCertificate.parse(session.certificate("auth"))
    keys[found.public_key] += 1
    newest = Certificate.objects.filter(card_id=card.id, kind=Kind.AUTHENTICATION.value).order_by("-issued_at").first()
    if newest is None or newest.serial != found.serial:
        yield f"card {card.id} holds a certificate that is not its newest on record"


def certificates_agree() -> Findings:
    """Those in our tables are those at the authorities, with the same status; none twice for one key; no order left."""
    books = certificates.reconcile(act(Permission.RECONCILE, town=None, at=now()))
    for what in ("missing_there", "missing_here", "twice", "differ"):
        yield from (f"certificate {key}: {what.replace('_', ' ')}" for key in getattr(books, what))
    per_key = Counter(CertificateOrder.objects.values_list("card_id", "kind", "key_digest"))
    yield from (f"{count} orders of certificates for one key" for count in per_key.values() if count > 1)
    per_card = Counter(Certificate.objects.filter(predecessor=None).values_list("card_id", "kind"))
    yield from (f"card {card} has {count} first {kind}" for (card, kind), count in per_card.items() if count > 1)
    left = CertificateOrder.objects.filter(state__in=["asked", "prepared"]).count()
    left += Ending.objects.filter(done_at=None).count()
    if left:
        yield f"{left} orders or endings still wait for the authorities"


def queues() -> Findings:
    """The outbox is drained; nothing lies on the way; nobody's keys are left over."""
    for waiting in Delivery.objects.all():
        yield f"delivery to {waiting.handler} waits after {waiting.attempts} attempts: {waiting.fault}"
    yield from (f"order {order.id} is {order.state}" for order in Order.objects.filter(state__in=["waiting", "making"]))
    finished = Order.objects.exclude(state__in=["waiting", "making", "stopped"]).values("id")
    yield from (f"keys of card {keys.card_id} are left over" for keys in KeySet.objects.filter(card_id__in=finished))
    for parcel in Shipment.objects.all():
        if Order.objects.filter(shipment=parcel.id).count() != parcel.cards:
            yield f"parcel {parcel.id} says {parcel.cards} cards"
    listed = Counter(TransferItem.objects.filter(acknowledged_at=None).values_list("application_id", flat=True))
    yield from (f"application {one} is on {count} open lists" for one, count in listed.items() if count > 1)


def stock() -> Findings:
    """Stock and cards say the same; where a card is, is where its last scan put it."""
    items = {item.card_id: item for item in StockItem.objects.all()}
    for card in Card.objects.all():
        item = items.pop(card.id, None)
        where = item.whereabouts if item else ""
        if where not in WHERE.get(card.state, {where}):
            yield f"card {card.id} is {card.state} and the stock says {where or 'nothing'}"
    yield from (f"stock has {card}, which is no card" for card in items)
    for item in StockItem.objects.all():
        moves = list(StockMove.objects.filter(card_id=item.card_id).order_by("id").values_list("scan", "whereabouts"))
        if len(moves) != item.version or moves[-1][1] != item.whereabouts:
            yield f"the scans of card {item.card_id} do not lead to {item.whereabouts}"
    for row in Handover.objects.filter(state="done"):
        if Card.objects.get(id=row.card_id).handed_over_on is None:
            yield f"handover {row.id} is done and its card is not handed over"


def audit_log() -> Findings:
    """Every chain holds, from its beginning to its head."""
    for chain in AuditHead.objects.values_list("chain", flat=True):
        try:
            audit.verify(chain)
        except audit.ChainBroken as broken:
            yield str(broken)


CHECKS: dict[str, Callable[[], Findings]] = {
    "every application in one lawful state": applications,
    "no number twice": numbers,
    "no card without record, no record without card, keys and serials unique": cards,
    "certificates as at the authorities, none twice": certificates_agree,
    "outbox and queues drained": queues,
    "stock count right": stock,
    "audit chains hold": audit_log,
}

_KEPT: dict[str, tuple[type[Any], Callable[[Any], bool]]] = {
    "apply": (Application, lambda row: row.state != State.BEGUN),
    "review": (Application, lambda row: row.state not in (State.BEGUN, State.RECEIVED)),
    "cancel": (Application, lambda row: row.state == State.CANCELLED),
    "unpack": (Card, lambda card: card.state not in ("ordered", "made", "shipped")),
    "hand over": (Card, lambda card: card.handed_over_on is not None),
    "delivered": (Card, lambda card: card.handed_over_on is not None),
    "take back": (Card, lambda card: card.state in ("invalid", "destroyed")),
    "to bin": (StockItem, lambda item: item.whereabouts in ("bin", "shredded")),
    "renew": (Rewriting, lambda row: row.state == "done"),
    "stop": (Card, lambda card: card.state in ("suspended", "invalid", "destroyed")),
    "shred": (Card, lambda card: card.state == "destroyed"),
    "send": (Shipment, lambda parcel: parcel.sent_at is not None),
}


def acknowledged_acts(acts: Sequence[Sequence[str]]) -> Findings:
    """What somebody was told is done is done: (verb, id) of each answer that reached a person."""
    for verb, thing in acts:
        model, holds = _KEPT[verb]
        row = model.objects.filter(**{"card_id" if model is StockItem else "id": thing}).first()
        if row is None or not holds(row):
            yield f"{verb} of {thing} was answered and is not so"


def check(acts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """All findings by check, and how much there is."""
    found = {name: list(one()) for name, one in CHECKS.items()}
    found["what was answered is so"] = list(acknowledged_acts(acts))
    states = Counter(Application.objects.values_list("state", flat=True))
    return {
        "findings": found,
        "counts": {
            "applications": dict(states),
            "cards": dict(Counter(Card.objects.values_list("state", flat=True))),
            "certificates": Certificate.objects.count(),
            "audit entries": AuditEntry.objects.count(),
            "stopped orders": Order.objects.filter(state="stopped").count(),
        },
    }
