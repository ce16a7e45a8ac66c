"""Orders for the tests of production: a synthetic resident with a number, an application with a photo, an ordered card."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tests.offices import act, clock
from tests.unit.services.applications.desk import accepted, begun_online, face, sent
from tests.unit.services.residents.newcomers import registered

from tegata.ground import outbox
from tegata.ground.act import Act, system
from tegata.ground.offices import Office
from tegata.services.applications.api import AppliedBy, Channel, Entry, Wishes
from tegata.services.cards import api as cards
from tegata.services.production import queries, tasks
from tegata.services.production.permissions import Permission
from tegata.services.production.rules import State


@dataclass(frozen=True)
class Ordered:
    """An order in the centre's queue."""

    resident_id: UUID
    application_id: UUID
    card_id: UUID

    @property
    def state(self) -> State:
        row = queries.order_of(self.card_id)
        assert row is not None
        return row.state


def worker() -> Act:
    """The worker's act."""
    return system("test", clock())


def centre() -> Act:
    """A member of staff of the issuing centre with all permissions of this room."""
    return act(*Permission, who="centre", office=Office.ISSUING_CENTRE, town=None)


def ordered(identity: int = 1, birth: date = date(1990, 5, 6), *, face_only: bool = False, **person: object) -> Ordered:
    """A resident who applied with a photo of this identity, reviewed and accepted; events delivered."""
    resident_id = registered(birth=birth, **person)  # type: ignore[arg-type]
    outbox.deliver(clock(), 1000)
    by = AppliedBy.REPRESENTATIVE if birth > date(2011, 4, 1) else AppliedBy.SELF
    one = sent(begun_online(resident_id, face(identity), Entry(Channel.WEB, by, Wishes(face_only=face_only)), birth))
    accepted(one)
    outbox.deliver(clock(), 1000)
    (card,) = [card for card in cards.cards_of(resident_id) if card.application_id == one.application_id]
    return Ordered(resident_id, one.application_id, card.card_id)


def make() -> int:
    """One round of a maker."""
    return tasks.make(worker())
