"""Cards posted to holders identified at application (申請時来庁方式): card and label of one order, recipient-only mail.

Okuma 2023: two cards in each other's envelope. Nasushiobara 2023: posted cards without PINs. Aoba 2021: a returned letter lost.
"""

from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.applications import api as applications
from tegata.services.cards import api as cards
from tegata.services.counter.actions.handing import require_ready
from tegata.services.counter.actions.scans import card_of, scan
from tegata.services.counter.events import CardPosted
from tegata.services.counter.models import Posting
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.handover import HandoverRefused, WrongEnvelope
from tegata.services.counter.rules.stock import Scan
from tegata.services.residents import api as residents

MAIL_LENGTH = range(11, 14)
"""Digits of a recipient-only mail's number [guess]."""


def label_of(card: cards.CardView) -> str:
    """What the bar code on the address label says: the order, nothing of the person."""
    return card.card_id.hex.upper()


def post(act: Act, desk: str, typed: str, label: str, mail: str) -> None:
    """Put a card into the envelope and the envelope into the post. Card and label are both scanned; the chip is looked at.

    Raises WrongEnvelope, HandoverRefused, PinsNotSet, StockRefused, NotAllowed.
    """
    card = card_of(typed)
    act.require(Permission.POST, card.town)
    if label.strip().replace("-", "").upper() != label_of(card):
        with transaction.atomic():
            audit.refused(act, "counter post", subject=card.resident_id, thing=card.card_id, why="wrong envelope")
        raise WrongEnvelope
    application = applications.application(card.resident_id, card.application_id)
    if card.handover != "post" or not application.identified:
        raise HandoverRefused("its holder was not identified at application; this card is handed over at the counter")
    number = mail.replace("-", "").strip()
    if not (number.isdecimal() and number.isascii() and len(number) in MAIL_LENGTH):
        raise HandoverRefused("the number of the recipient-only mail has 11 to 13 digits; scan its label")
    require_ready(desk, card, act)
    _post(act, card, number)


@transaction.atomic
def _post(act: Act, card: cards.CardView, mail: str) -> None:
    scan(act, card, Scan.POST)
    posting = Posting(
        resident_id=card.resident_id,
        id=new_id(act.at),
        card_id=card.card_id,
        town=card.town,
        mail=mail,
        posted_at=act.at,
        state="posted",
    )
    posting.save(force_insert=True)
    residents.tell(act, card.resident_id, "card posted", {"card": str(card.card_id), "mail": mail})
    audit.record(act, "counter posted", subject=card.resident_id, thing=card.card_id)
    outbox.announce(act.at, CardPosted(card.resident_id, card.card_id, card.town, act.today))


@transaction.atomic
def delivered(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The post says that the recipient has it. Raises HandoverRefused, CardRefused, NotAllowed."""
    posting = _open(act, resident_id, card_id)
    card = cards.card(resident_id, card_id)
    cards.delivered(act, resident_id, card_id)
    scan(act, card, Scan.DELIVERED)
    _end(act, posting, "delivered")


@transaction.atomic
def come_back(act: Act, typed: str, place: str) -> None:
    """A letter came back: the card is scanned onto a shelf at once, and its holder told. Raises StockRefused, HandoverRefused."""
    card = card_of(typed)
    posting = _open(act, card.resident_id, card.card_id)
    scan(act, card, Scan.COME_BACK, place)
    _end(act, posting, "returned")
    residents.tell(act, card.resident_id, "card came back", {"card": str(card.card_id)})


def _open(act: Act, resident_id: UUID, card_id: UUID) -> Posting:
    row = Posting.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id, state="posted").first()
    if row is None:
        raise HandoverRefused("this card is not in the post; scan it in stock to see where it stands")
    act.require(Permission.POST, row.town)
    return row


def _end(act: Act, posting: Posting, state: str) -> None:
    posting.state, posting.ended_at = state, act.at
    posting.save()
    audit.record(act, f"counter mail {state}", subject=posting.resident_id, thing=posting.card_id)
