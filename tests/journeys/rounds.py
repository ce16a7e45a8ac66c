"""What journeys through the rooms share: the worker's rounds, staff at their pages, what the authorities answer by OCSP."""

from uuid import UUID

from django.test import Client
from tests.offices import act, clock
from tests.unit.services.certificates.asking import with_certificates
from tests.unit.services.counter.desk import Stocked, officer
from tests.unit.services.production.orders import Ordered, centre

from tegata.ground import schedule
from tegata.ground.act import Act, system
from tegata.ground.models import Grant, Staff
from tegata.ground.worker import round_of_work
from tegata.pki import path
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.path.errors import Revoked
from tegata.server.duties import POSTS, Duty
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView
from tegata.services.certificates import api as certificates
from tegata.services.counter.actions import stock
from tegata.services.production import actions as production
from tegata.services.production import tasks as making
from tegata.services.residents.permissions import Permission as Register

TOWN = "132217"
NEIGHBOUR = "131016"
OFFICE_LINE = frozenset({schedule.OFFICE})
GOOD = {"auth": "good", "sign": "good"}
PURPOSES = {Kind.SIGNATURE: path.SIGNATURE, Kind.AUTHENTICATION: path.AUTHENTICATION}


def settle(days: int = 0) -> None:
    """The office's worker, day by day, until it rests. The making of cards is another line."""
    _rest()
    for _ in range(days):
        clock.forward(days=1)
        _rest()


def make_cards() -> None:
    """The maker until nothing is left to be made; no keys ahead."""
    while making.make(system("test", clock())):
        pass
    _rest()


def arrived(order: Ordered) -> Stocked:
    """A made card, sent to its town and unpacked onto a shelf."""
    shipment = production.pack(centre(), TOWN)
    assert shipment is not None
    production.send(centre(), shipment)
    _rest()
    serial = cards.card(order.resident_id, order.card_id).serial
    stock.open_parcel(officer(), shipment)
    stock.unpack(officer(), shipment, serial, "A-1")
    _rest()
    return Stocked(order.resident_id, order.card_id, serial, shipment)


def register(town: str = TOWN) -> Act:
    """An act of whoever keeps a town's register."""
    return act(*Register, town=town)


def employed(duty: Duty, login: str = "", town: str = TOWN) -> Staff:
    """Whoever has this duty, with its permissions."""
    post = POSTS[duty]
    login = login or duty.value
    staff = Staff.objects.create(login=login, display_name=login, office=post.office.value, town=town, duty=duty.value)
    Grant.objects.bulk_create(Grant(staff=staff, permission=permission) for permission in post.permissions)
    return staff


def browser(staff: Staff) -> Client:
    """The browser of a member of staff, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff)
    return client


def in_use(who: UUID | None = None) -> CardView:
    """A card in its holder's hand with two certificates of the real authorities, for keys that lie in no chip."""
    return with_certificates([SoftwareKey.generate().public_key for _ in Kind], who)


def answered(home: Home, card: CardView) -> dict[str, str]:
    """What a relying party finds by OCSP about the newest certificates of a card: `good`, or the reason why not."""
    found: dict[str, str] = {}
    for one in certificates.certificates_of(card.resident_id, card.card_id):
        found.setdefault(one.kind.value, status_of(home, one.kind, one.serial))
    return found


def status_of(home: Home, kind: Kind, serial: int) -> str:
    """What OCSP says of one certificate."""
    encoded = home.authorities[kind].store.certificate(serial)
    assert encoded is not None
    source = path.OcspSource(home.ask_status)
    try:
        path.validate(encoded, home.trust(source).anchors, PURPOSES[kind], source, clock())
    except Revoked as refused:
        return refused.reason.standard_name
    return "good"


def _rest() -> None:
    while round_of_work(OFFICE_LINE):
        pass
