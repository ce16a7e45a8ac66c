"""Letters by the calendar: the notice before a card expires, warnings before the 90 days run out. Each once; for tasks."""

from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.services.cards.actions.steps import keep, locked
from tegata.services.cards.events import CardExpiring
from tegata.services.cards.rules import HELD, State
from tegata.services.residents import api as residents


@transaction.atomic
def send_notice(act: Act, resident_id: UUID, card_id: UUID) -> bool:
    """The notice (有効期限通知書) about the card's own expiry, once for each expiry. Returns whether it was sent now."""
    row = locked(resident_id, card_id)
    if row.notice_on is None or row.notice_on > act.today or State(row.state) not in HELD or row.expires is None:
        return False
    row.noticed = row.expires
    keep(row)
    residents.tell(act, resident_id, "card expiring", {"card": str(card_id), "expires": row.expires.isoformat()})
    audit.record(act, "cards notice", subject=resident_id, thing=card_id)
    outbox.announce(act.at, CardExpiring(resident_id, card_id, row.town, "card", row.expires))
    return True


@transaction.atomic
def send_warning(act: Act, resident_id: UUID, card_id: UUID) -> bool:
    """A letter that the card will fall invalid unless it is carried on. Returns whether it was sent now."""
    row = locked(resident_id, card_id)
    if row.warn_on is None or row.warn_on > act.today or State(row.state) not in HELD or row.falls_on is None:
        return False
    row.warned = act.today
    keep(row)
    residents.tell(act, resident_id, "card not carried on", {"card": str(card_id), "falls": row.falls_on.isoformat()})
    audit.record(act, "cards warning", subject=resident_id, thing=card_id)
    return True
