"""Playing the cast's stories with the rooms' own acts: apply, be identified, reviewed, made, shipped, unpacked, handed over.

Each step looks at where somebody stands, so that it may be repeated; staff do it through the permissions of their duties.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from tegata.ground import two_person
from tegata.ground.act import Act, system
from tegata.rules.pins import PinKind
from tegata.server import desks
from tegata.server.duties import Duty
from tegata.server.sandbox.acts import act_of, own_act, second_of, settle
from tegata.server.sandbox.cast import Player, Stage
from tegata.server.sandbox.pool import Pool
from tegata.services.applications import api as applications
from tegata.services.applications.actions import reviewing
from tegata.services.applications.rules.applicants import secrets_wanted
from tegata.services.applications.rules.tracing import MAIN_OFFICE
from tegata.services.cards import api as cards
from tegata.services.counter import queries as counter
from tegata.services.counter.actions import handing, posting, stock
from tegata.services.counter.rules.proofing import DocumentKind, Item, Proof, Shown, checklist_on
from tegata.services.production import actions as production
from tegata.services.production import api as parcels
from tegata.services.production import tasks

PINS = {
    PinKind.SIGNATURE: "ABC123",
    PinKind.AUTHENTICATION: "1234",
    PinKind.TEXT: "2345",
    PinKind.REGISTER: "3456",
}
DESK = "sandbox"
SHELF = "A-1"
GROWN_UP = 15


def apply(player: Player, at: datetime, photo: bytes) -> None:
    """Apply at the counter, identified where the card comes by post; once."""
    if applications.applications_of(player.resident_id):
        return
    clerk = act_of(Duty.CLERK, at, player.role.town)
    begun = applications.begin_at_office(clerk, player.resident_id, _entry(player, at))
    ids = begun.resident_id, begun.application_id
    applications.take_photo(clerk, *ids, photo)
    wishes = applications.application(*ids).wishes
    pins = {kind: PINS[kind] for kind in secrets_wanted(wishes)}
    sent = applications.confirm_and_send(
        own_act(player.resident_id, at), *ids, hashlib.sha256(photo).hexdigest(), pins or None
    )
    applications.identify(clerk, *ids, [applications.Document.LICENCE])
    listed = applications.pass_on(clerk, player.role.town, MAIN_OFFICE, [sent.receipt])
    applications.acknowledge(act_of(Duty.CENTRE_OPERATOR, at), listed, [sent.receipt])


def review(player: Player, at: datetime) -> None:
    """Pass the application; where a face is doubtful, two look."""
    (one,) = applications.applications_of(player.resident_id)
    if one.state is not applications.State.RECEIVED or player.role.stage is Stage.APPLIED:
        return
    reviewer = act_of(Duty.REVIEWER, at, player.role.town)
    try:
        applications.pass_review(reviewer, player.resident_id, one.application_id)
    except reviewing.TwoHaveToLook:
        proposal = reviewing.propose_pass(reviewer, player.resident_id, one.application_id)
        second = second_of(reviewer)
        reviewing.approve_and_pass(second, player.resident_id, one.application_id, proposal)


def make(pool: Pool, at: datetime) -> None:
    """Let the issuing centre make all that is ordered."""
    act = system("production.make", at)
    pool.stock_keys(at)
    while tasks.make(act):
        pool.stock_keys(at)
    settle(at)


def ship(town: str, at: datetime) -> UUID | None:
    """Pack and send what is made for a town."""
    centre = act_of(Duty.CENTRE_OPERATOR, at)
    parcel = production.pack(centre, town)
    for one in parcels.shipments(town):
        if one.sent_at is None:
            production.send(centre, one.shipment_id)
    settle(at)
    return parcel


def unpack(players: Iterable[Player], town: str, at: datetime) -> None:
    """Scan in the parcels that are not for later."""
    later = {player.resident_id for player in players if player.role.stage is Stage.PARCEL}
    keeper = act_of(Duty.STOCK_KEEPER, at, town)
    for one in parcels.shipments(town):
        listed = parcels.manifest(one.shipment_id)
        unpacked = counter.parcels_opened([one.shipment_id]).get(one.shipment_id)
        if unpacked or {who for who, _ in listed} & later:
            continue
        stock.open_parcel(keeper, one.shipment_id)
        for resident_id, card_id in listed:
            card = cards.card(resident_id, card_id)
            if card.state is cards.State.SHIPPED:
                stock.unpack(keeper, one.shipment_id, card.serial, SHELF)
        stock.close_parcel(keeper, one.shipment_id)
    settle(at)


def bring(player: Player, at: datetime) -> None:
    """Into the holder's hand: by recipient-only mail, or at the counter."""
    card = card_of(player)
    if card is None or card.state is not cards.State.IN_STOCK:
        return
    desks.lay(DESK, str(card.card_id))
    if player.role.stage is Stage.HELD:
        _post(card, act_of(Duty.STOCK_KEEPER, at, player.role.town))
    elif player.role.stage is Stage.COLLECTED:
        _hand_over(card, act_of(Duty.PROOFING_OFFICER, at, player.role.town))
    desks.lay(DESK, None)


def card_of(player: Player) -> cards.CardView | None:
    """The card of a role, when there is one."""
    return next(iter(cards.cards_of(player.resident_id)), None)


def _entry(player: Player, at: datetime) -> applications.Entry:
    grown_up = player.age_at(at) >= GROWN_UP
    by_post = player.role.stage is Stage.HELD
    return applications.Entry(
        applications.Channel.COUNTER,
        by=applications.AppliedBy.SELF if grown_up else applications.AppliedBy.REPRESENTATIVE,
        wishes=applications.Wishes(
            handover=applications.Handover.POST if by_post else applications.Handover.COLLECTION,
            face_only=player.role.face_only,
        ),
    )


def _post(card: cards.CardView, keeper: Act) -> None:
    if counter.item(card.card_id) is None:
        return
    posting.post(keeper, DESK, card.serial, posting.label_of(card), f"{card.card_id.int % 10**11:011}")
    posting.delivered(keeper, card.resident_id, card.card_id)


def _hand_over(card: cards.CardView, officer: Act) -> None:
    resident_id, handover = handing.begin(officer, DESK, card.serial)

    def shown() -> int:
        view = counter.handover_of(resident_id, handover)
        return view.version if view else 0

    licence = Shown(DocumentKind.LICENCE, officer.today + timedelta(days=900))
    proof = Proof(checklist_on(officer.today).version, frozenset(Item), (licence,))
    handing.identify_holder(officer, resident_id, handover, proof, None, shown())
    second = handing.propose_comparison(officer, resident_id, handover)
    two_person.approve(second_of(officer), second)
    handing.compare_by_two(officer, resident_id, handover, second, shown())
    handing.hand_over(officer, resident_id, handover, 0, shown())
