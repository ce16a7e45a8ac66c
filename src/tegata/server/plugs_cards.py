"""What became of somebody's last card, for the word `last-card`: applications are upstream of cards and cannot ask."""

from datetime import date
from uuid import UUID

from tegata.rules.invalidity import Ground
from tegata.services.applications.rules.reasons import LastCard, Stands
from tegata.services.cards import api as cards


class KeptCards:
    """The cards in the tables."""

    def of(self, resident_id: UUID, day: date) -> LastCard | None:
        """The card held now, else the one that ended last among those once handed over."""
        once_held = [one for one in cards.cards_of(resident_id) if one.handed_over_on is not None]
        held = next((one for one in once_held if one.is_held), None)
        if held is not None:
            noted = held.note_lines > 0 or held.rewrite_since is not None
            return LastCard(Stands.HELD, cards.renewal_open(held, day), noted)
        last = max(once_held, key=lambda one: one.invalid_on or date.min, default=None)
        return None if last is None else LastCard(_stands(last))


def _stands(card: cards.CardView) -> Stands:
    if card.ground is Ground.NUMBER_CHANGED:
        return Stands.NUMBER_CHANGED
    return Stands.LOST if card.why is cards.Why.LOST else Stands.ENDED


last_card = KeptCards()
