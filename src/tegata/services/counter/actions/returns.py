"""Cards that come back (返納), that are ordered back, that were found again; and the shredder, with two people and a last look.

Taito 2023: cards went out of the house cut so that they could still be read.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tegata.ground import audit, two_person
from tegata.ground.act import Act
from tegata.reader import CommonSession
from tegata.services.cards import api as cards
from tegata.services.counter import queries
from tegata.services.counter.actions import chip
from tegata.services.counter.actions.proofing import require_identification
from tegata.services.counter.actions.scans import card_of, item_of, scan
from tegata.services.counter.models import Shredding, StockItem
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import StillReadable
from tegata.services.counter.rules.handover import require_old_cards
from tegata.services.counter.rules.stock import Scan, StockRefused, Where, read_serial
from tegata.services.residents import api as residents

SHRED = two_person.verb("counter shred", _("Cut a card"))
"""The verb that a second officer approves."""


@transaction.atomic
def take_back(act: Act, typed: str, cause: cards.ReturnCause, identification: UUID | None) -> None:
    """The card is given back and goes into the locked bin. One in use needs its holder, identified.

    An invalid card may be given back by anybody. Raises NotIdentified, CardRefused, StockRefused, NotAllowed.
    """
    card = card_of(typed)
    act.require(Permission.TAKE_BACK)
    if card.is_held:
        require_identification(card.resident_id, identification or card.card_id, act)
    _into_the_bin(act, card, cause)


@transaction.atomic
def report_gone(act: Act, resident_id: UUID, card_id: UUID, cause: cards.ReturnCause, identification: UUID) -> None:
    """Lost or destroyed: its holder says so at the counter, and there is nothing to put into the bin."""
    act.require(Permission.TAKE_BACK)
    require_identification(resident_id, identification, act)
    _gone(act, cards.card(resident_id, card_id), cause)


def take_old_back(
    act: Act, new: cards.CardView, given_back: Collection[str], gone: cards.ReturnCause | None = None
) -> None:
    """What the holder of a new card had before, in the handover's transaction: scanned into the bin, or reported `gone`.

    Raises OldCardMissing, NotAnOldCard, NotASerial, CardRefused, NotAllowed.
    """
    old = {one.serial: one for one in queries.old_cards(new)}
    scanned = {read_serial(typed) for typed in given_back}
    require_old_cards(old, scanned, gone=gone is not None)
    for serial, card in old.items():
        if serial in scanned:
            _into_the_bin(act, card, cards.ReturnCause.RENEWED)
        elif gone is not None:
            _gone(act, card, gone)


def _into_the_bin(act: Act, card: cards.CardView, cause: cards.ReturnCause) -> None:
    if card.is_held:
        cards.returned(act, card.resident_id, card.card_id, cause, card.version)
    elif card.is_alive:
        raise StockRefused("this card was never handed over; it belongs into the stock")
    scan(act, card, Scan.TAKE_BACK)
    audit.record(act, "counter taken back", subject=card.resident_id, thing=card.card_id, facts={"cause": cause.value})


def _gone(act: Act, card: cards.CardView, cause: cards.ReturnCause) -> None:
    if card.is_alive:
        cards.returned(act, card.resident_id, card.card_id, cause)
    scan(act, card, Scan.REPORT_GONE)
    facts = {"cause": cause.value}
    audit.record(act, "counter reported gone", subject=card.resident_id, thing=card.card_id, facts=facts)


@transaction.atomic
def order_back(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """Order a card back that rests on an error or a lie (Order 14(10)). It is invalid at once, and its holder told."""
    act.require(Permission.ORDER_BACK, cards.card(resident_id, card_id).town)
    cards.return_ordered(act, resident_id, card_id)
    residents.tell(act, resident_id, "card ordered back", {"card": str(card_id)})
    audit.record(act, "counter ordered back", subject=resident_id, thing=card_id)


def propose_shredding(act: Act, typed: str) -> UUID:
    """First person: this card is to be cut. Returns the proposal's id. Raises StockRefused, NotAllowed."""
    card = _in_the_bin(act, typed)
    return two_person.propose(act, SHRED, card.card_id, {"serial": card.serial}, permission=Permission.SHRED)


def shred(act: Act, typed: str, proposal: UUID) -> None:
    """Cut a card that two people agreed on: written down, cut, tried in a reader, and only then out of the books.

    Cut off anywhere, it is done again. Raises StillReadable, TwoPersonRefused, StockRefused, NotAllowed.
    """
    card = _in_the_bin(act, typed)
    _begin(act, card, proposal)
    chip.plastic().destroy(card.card_id)
    require_unreadable(card)
    with transaction.atomic():
        if item_of(card.card_id) is None:
            raise StockRefused("this card is not in the bin")
        scan(act, card, Scan.SHRED)
        cards.destroyed(act, card.resident_id, card.card_id)
        Shredding.objects.filter(card_id=card.card_id).update(confirmed_at=act.at, confirmed_by=act.actor)
        audit.record(act, "counter shredded", subject=card.resident_id, thing=card.card_id)


@transaction.atomic
def _begin(act: Act, card: cards.CardView, proposal: UUID) -> None:
    if Shredding.objects.filter(card_id=card.card_id, proposal=proposal).exists():
        return  # the approval was used already, for this card; a cut that did not work is done again
    two_person.redeem(act, proposal, SHRED, card.card_id, {"serial": card.serial})
    facts = {"resident_id": card.resident_id, "town": card.town, "serial": card.serial, "proposal": proposal}
    Shredding.objects.update_or_create(
        card_id=card.card_id, defaults={**facts, "begun_at": act.at, "begun_by": act.actor}
    )
    audit.record(act, "counter shredding begun", subject=card.resident_id, thing=card.card_id)


def require_unreadable(card: cards.CardView) -> None:
    """Lay the pieces on a reader and under the scanner: nothing may come back. Raises StillReadable."""
    try:
        with chip.plastic().open(card.card_id) as connection:
            CommonSession(connection).record()
    except Exception:  # noqa: BLE001 - whatever says no is what we want to hear
        return
    raise StillReadable(
        "the card can still be read; cut it again, through the chip and across the face, before it leaves"
    )


def _in_the_bin(act: Act, typed: str) -> cards.CardView:
    card = card_of(typed)
    act.require(Permission.SHRED)
    where = StockItem.objects.filter(card_id=card.card_id).values_list("whereabouts", flat=True).first()
    if where != Where.BIN.value:
        raise StockRefused("only what lies in the bin is cut; scan the card into the bin first")
    return card
