"""What tests of the counter share: real cards made by production, parcels that arrived, cards on a desk, officers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tests.offices import act, clock
from tests.unit.services.applications.desk import PINS as CHOSEN
from tests.unit.services.applications.desk import (
    POSTED,
    accepted,
    at_centre,
    begun_at_counter,
    begun_online,
    clerk,
    face,
    reviewing,
    sent,
)
from tests.unit.services.production.orders import centre, make, ordered
from tests.unit.services.residents.newcomers import registered

from tegata.ground import outbox, two_person
from tegata.ground.act import Act
from tegata.ground.offices import Office
from tegata.rules.pins import PinKind
from tegata.server import desks
from tegata.services.applications.api import Channel, Document, Entry, Wishes
from tegata.services.cards import api as cards
from tegata.services.counter.actions import handing, holder, proofing, stock
from tegata.services.counter.models import Handover
from tegata.services.counter.permissions import Permission
from tegata.services.counter.rules.desk import Errand
from tegata.services.counter.rules.proofing import DocumentKind, Item, Proof, Shown
from tegata.services.production import actions as production

TOWN, DESK = "132217", "kiyose-1"
PINS = {
    PinKind.TEXT: "1357",
    PinKind.REGISTER: "2468",
    PinKind.AUTHENTICATION: "8642",
    PinKind.SIGNATURE: "new4life",
}
LICENCE = (Shown(DocumentKind.LICENCE, date(2029, 1, 1)),)
PROOF = Proof(1, frozenset(Item), LICENCE)


@dataclass(frozen=True)
class Stocked:
    """A real card that lies in the town's stock."""

    resident_id: UUID
    card_id: UUID
    serial: str
    shipment: UUID

    @property
    def card(self) -> cards.CardView:
        return cards.card(self.resident_id, self.card_id)


def officer(who: str = "clerk", town: str = TOWN) -> Act:
    """A member of staff of the town hall with all permissions of this room."""
    return act(*Permission, who=who, town=town)


def post_office(who: str = "postmaster") -> Act:
    """At a post office's counter."""
    return act(
        Permission.SEE, Permission.PINS, Permission.RENEW, Permission.IDENTIFY, who=who, office=Office.POST_OFFICE
    )


def shipped(identities: tuple[int, ...] = (1,), *, posted: bool = False, **person: object) -> list[Stocked]:
    """Cards made for people with these faces, in one parcel that is on its way."""
    return _sent([_posted(one) if posted else _ordered(one, **person) for one in identities])


def _sent(found: list[tuple[UUID, UUID]]) -> list[Stocked]:
    while make():
        pass
    shipment = production.pack(centre(), TOWN)
    assert shipment is not None
    production.send(centre(), shipment)
    outbox.deliver(clock(), 1000)
    return [Stocked(one, card_id, cards.card(one, card_id).serial, shipment) for one, card_id in found]


def stocked(identities: tuple[int, ...] = (1,), *, posted: bool = False, **person: object) -> list[Stocked]:
    """The same, unpacked onto a shelf."""
    return _unpacked(shipped(identities, posted=posted, **person))


def _unpacked(found: list[Stocked]) -> list[Stocked]:
    stock.open_parcel(officer(), found[0].shipment)
    for one in found:
        stock.unpack(officer(), one.shipment, one.serial, "A-1")
    assert stock.close_parcel(officer(), found[0].shipment) == frozenset()
    outbox.deliver(clock(), 1000)
    return found


def lay(one: Stocked | None, desk: str = DESK) -> None:
    """Lay a card on the desk's reader."""
    desks.lay(desk, str(one.card_id) if one else None)


def version(one: Stocked) -> int:
    """Of the card's last handover, as a page shows it: the open one, for the clock of a test may stand still."""
    of_card = Handover.objects.filter(resident_id=one.resident_id, card_id=one.card_id)
    return (of_card.exclude(state__in=("done", "stopped")).first() or of_card.latest("opened_at")).version


def identified(one: Stocked, errand: Errand = Errand.RESET, by: Act | None = None) -> UUID:
    """The holder was identified at the desk."""
    return proofing.identify(by or officer(), one.resident_id, errand, PROOF)


def agreed(proposal: UUID) -> UUID:
    """Approved by a second officer."""
    two_person.approve(officer("second"), proposal)
    return proposal


def to_comparison(one: Stocked, by: Act | None = None) -> UUID:
    """A handover up to the compared face. Returns its id."""
    me = by or officer()
    lay(one)
    _, handover = handing.begin(me, DESK, one.serial)
    handing.identify_holder(me, one.resident_id, handover, PROOF, None, version(one))
    second = agreed(handing.propose_comparison(me, one.resident_id, handover))
    handing.compare_by_two(me, one.resident_id, handover, second, version(one))
    return handover


def to_pins(one: Stocked) -> UUID:
    """A handover up to the PINs that the holder set."""
    handover = to_comparison(one)
    code = holder.open_for_handover(officer(), one.resident_id, handover, version(one))
    holder.set_pins(code, PINS, clock())
    return handover


def held(identity: int = 1, **person: object) -> Stocked:
    """A card in its holder's hand, lying on the desk."""
    (one,) = stocked((identity,), **person)
    handing.hand_over(officer(), one.resident_id, to_pins(one), 0, version(one))
    outbox.deliver(clock(), 1000)
    return one


def in_stock_again(old: Stocked, wishes: Wishes, identity: int = 1) -> Stocked:
    """A second card for the holder of one, applied for with another picture of the same face."""
    accepted(sent(begun_online(old.resident_id, face(identity, 1), Entry(Channel.WEB, wishes=wishes))))
    outbox.deliver(clock(), 1000)
    new = next(one for one in cards.cards_of(old.resident_id) if one.card_id != old.card_id and one.is_alive)
    (one,) = _unpacked(_sent([(old.resident_id, new.card_id)]))
    return one


def _ordered(identity: int, **person: object) -> tuple[UUID, UUID]:
    one = ordered(identity, **person)  # type: ignore[arg-type]
    return one.resident_id, one.card_id


def _posted(identity: int) -> tuple[UUID, UUID]:
    """Applied at the counter, identified there, PINs chosen and sealed."""
    resident_id = registered()
    outbox.deliver(clock(), 1000)
    one = sent(begun_at_counter(resident_id, face(identity), POSTED), CHOSEN)
    reviewing.identify(clerk(), resident_id, one.application_id, [Document.LICENCE])
    at_centre(one)
    accepted(one)
    outbox.deliver(clock(), 1000)
    (card,) = cards.cards_of(resident_id)
    return resident_id, card.card_id
