"""Money at the counter: what is due is decided by the rules, and anything else is not taken (Ryuo 2018 on, Sakata 2019 on)."""

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.services.cards import api as cards
from tegata.services.counter.models import FeeTaken


def take(act: Act, card: cards.CardView, due: cards.Fee, taken: int, excuse: cards.Excuse | None = None) -> None:
    """Take exactly what is due, in the caller's transaction; what an excuse made free leaves a line. Raises WrongFee."""
    cards.require_right(due, taken)
    if excuse is not None:
        facts = {"excuse": excuse.value}
        audit.record(act, "counter fee waived", subject=card.resident_id, thing=card.card_id, facts=facts)
    if not taken:
        return
    FeeTaken(
        resident_id=card.resident_id,
        id=new_id(act.at),
        card_id=card.card_id,
        town=act.town or card.town,
        yen=taken,
        because=due.because[:200],
        at=act.at,
        actor=act.actor,
    ).save(force_insert=True)
    audit.record(act, "counter fee", subject=card.resident_id, thing=card.card_id, facts={"yen": taken})
