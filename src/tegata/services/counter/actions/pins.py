"""Unlocking and setting anew PINs of cards in use: the holder is there and identified, or by phone and a store's terminal."""

from uuid import UUID

from django.db import transaction

from tegata.cardspec import jpki
from tegata.cardspec.applications import PIN_REFERENCES
from tegata.ground import audit, outbox
from tegata.ground.act import Act, NotAllowed
from tegata.ground.ids import new_id
from tegata.ground.offices import Office
from tegata.reader import JpkiSession
from tegata.rules.pins import PinKind, check_pin, normalise
from tegata.services.cards import api as cards
from tegata.services.counter.actions import chip
from tegata.services.counter.actions.holder import open_task
from tegata.services.counter.actions.proofing import require_identification
from tegata.services.counter.actions.scans import card_of
from tegata.services.counter.events import PinsReset
from tegata.services.counter.models import PasswordRequest
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import DeskRefused, Errand, require_office, store_may_set
from tegata.services.production import api as production
from tegata.services.residents import api as residents


def unlock(act: Act, desk: str, typed: str, kinds: tuple[PinKind, ...], identification: UUID) -> None:
    """Give PINs their tries back; their values stay. Raises DeskRefused, NotIdentified, ChangeRefused, NotAllowed."""
    card = _card(act, typed, Errand.UNLOCK, identification)
    order = production.order_pins(act, card.resident_id, card.card_id, production.Occasion.UNLOCK, kinds)
    with chip.card_on(desk, card) as connection:
        session = chip.desk_session(act, connection, order)
        for kind in kinds:
            for application, fid in PIN_REFERENCES[kind]:
                session.unlock(application, fid)
    production.change_done(act, order)
    _told(act, card, Errand.UNLOCK)


@transaction.atomic
def ask_reset(
    act: Act, desk: str, typed: str, kinds: tuple[PinKind, ...], identification: UUID
) -> tuple[UUID, UUID, str]:
    """Open the holder's screen for new PINs. Returns (resident, task, code). Raises as `unlock`."""
    card = _card(act, typed, Errand.RESET, identification)
    order = production.order_pins(act, card.resident_id, card.card_id, production.Occasion.RESET, kinds)
    task, code = open_task(act, card, desk, Errand.RESET, kinds, order, identification)
    return card.resident_id, task, code


@transaction.atomic
def request_by_phone(act: Act, card_id: UUID) -> UUID:
    """The holder, signed in on the phone with the authentication certificate, asks to set the signature password at a store.

    Raises NotAllowed for anybody else, DeskRefused.
    """
    card = cards.by_card_id(card_id)
    if act.actor != f"resident:{card.resident_id}":
        raise NotAllowed("to be the holder of this card")
    if not card.is_valid_on(act.today) or card.face_only:
        raise DeskRefused("this card has no signature password that could be set; go to the counter of your town")
    row = PasswordRequest(resident_id=card.resident_id, id=new_id(act.at), card_id=card_id, requested_at=act.at)
    row.save(force_insert=True)
    audit.record(act, "counter password requested by phone", subject=card.resident_id, thing=card_id)
    return row.id


def set_at_store(act: Act, desk: str, authentication_pin: str, password: str) -> None:
    """At a store's terminal: the card on its reader, its authentication PIN, the new signature password. Nothing is kept.

    Raises DeskRefused without a request within the hours, WrongPin, PinFormatError, ChangeRefused, ReaderError.
    """
    value = normalise(PinKind.SIGNATURE, password)
    check_pin(PinKind.SIGNATURE, value)
    card = chip.card_lying_on(desk)
    request = _request(act, card)
    holder = Act(f"resident:{card.resident_id}", Office.PUBLIC, act.at, "own card")
    with chip.card_on(desk, card) as connection:
        JpkiSession(connection).verify(jpki.AUTHENTICATION_PIN, authentication_pin)
        kinds = (PinKind.SIGNATURE,)
        order = production.order_pins(holder, card.resident_id, card.card_id, production.Occasion.STORE, kinds)
        chip.desk_session(holder, connection, order).set_pin(PinKind.SIGNATURE, value)
        JpkiSession(connection).verify(jpki.SIGNATURE_PASSWORD, value)
    production.change_done(holder, order)
    with transaction.atomic():
        PasswordRequest.objects.filter(resident_id=card.resident_id, id=request.id).update(done_at=act.at)
        _told(holder, card, Errand.STORE)


def _request(act: Act, card: cards.CardView) -> PasswordRequest:
    rows = PasswordRequest.objects.filter(resident_id=card.resident_id, card_id=card.card_id, done_at=None)
    row = rows.order_by("-requested_at").first()
    if row is None or not store_may_set(row.requested_at, act.at):
        raise DeskRefused("no request of the last 24 hours was made by phone for this card; make one first")
    return row


def _card(act: Act, typed: str, errand: Errand, identification: UUID) -> cards.CardView:
    card = card_of(typed)
    act.require(Permission.PINS, card.town)
    require_office(errand, act.office.value, entrusted=cards.post_office_renews(card.town, act.today))
    require_identification(card.resident_id, identification, act)
    return card


@transaction.atomic
def _told(act: Act, card: cards.CardView, errand: Errand) -> None:
    audit.record(act, f"counter PINs {errand.value}", subject=card.resident_id, thing=card.card_id)
    residents.tell(act, card.resident_id, "PINs set", {"card": str(card.card_id)})
    outbox.announce(act.at, PinsReset(card.resident_id, card.card_id, card.town, errand.value, act.today))
