"""C6: what happens at the town hall is read by an insurer from the authorities' lists: whom to write to, whom to leave alone.

The insurer sees the lists over HTTP, and of its customers what their certificates said when they signed.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from django.test import Client
from joserfc.jwk import ECKey
from tests.journeys.rounds import in_use, register, settle
from tests.offices import START, act, clock
from tests.unit.services.certificates.asking import asked
from tests.unit.services.residents.newcomers import ELSEWHERE_IN_KIYOSE, registered
from tests.unit.services.validation.callers import admit, new_key, token

from tegata.parties.insurer import batch, fetching, intake, watching
from tegata.parties.insurer.lists import Mirror
from tegata.parties.insurer.rules import Finding, Step
from tegata.parties.insurer.store import Store
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.path import UnverifiedCertificate
from tegata.rules.municipalities import municipality
from tegata.server.home import Home
from tegata.services.cards.api import CardView
from tegata.services.certificates import api as certificates
from tegata.services.hotline import actions as hotline
from tegata.services.residents import actions as events
from tegata.services.residents.api import Days
from tegata.services.validation import api as validation

pytestmark = [pytest.mark.django_db(transaction=True)]
SIGN, AUTH = Kind.SIGNATURE, Kind.AUTHENTICATION
PEOPLE = {
    "dies": "見本　一郎",
    "moves": "見本　二郎",
    "loses": "見本　三郎",
    "renews": "見本　四郎",
    "lives": "見本　五郎",
}


class Insurer:
    """The firm outside: its folder, the lists it fetches, the night it works."""

    def __init__(self, folder: Path, country: Home) -> None:
        authorities = {
            kind: UnverifiedCertificate.parse(authority.certificate) for kind, authority in country.authorities.items()
        }
        self.country = country
        self.store = Store(folder / "insurer.sqlite3")
        self.mirror = Mirror(folder / "lists", authorities, Naming().organisation)

    def insure(self, number: str, card: CardView) -> None:
        """A life annuity, taken out with the card."""
        kept = {kind: self._certificate(card, kind) for kind in Kind}
        wanted = intake.Asked(number, "受取人", annuity=True, consented=True)
        taken = intake.policy_of(kept[SIGN], wanted, Naming().organisation)
        with self.store.transaction():
            self.store.add([intake.with_authentication(taken, kept[AUTH], Naming().organisation)])

    def _certificate(self, card: CardView, kind: Kind) -> UnverifiedCertificate:
        current = certificates.current(card.resident_id, card.card_id, kind)
        assert current is not None
        return UnverifiedCertificate.parse(self.country.authorities[kind].store.certificate(current.serial) or b"")

    def night(self, now: datetime) -> batch.Outcome:
        """Fetch, then work."""
        transport = httpx.MockTransport(self._centre)
        with httpx.Client(transport=transport, base_url="http://centre.example") as client:
            assert fetching.renew(self.store, self.mirror, client, now) == {}
        return batch.run(self.store, self.mirror, now)

    def _centre(self, request: httpx.Request) -> httpx.Response:
        """The newest list of the partition that is asked for, by the authority itself."""
        kind, code = request.url.path.removeprefix("/crl/").removesuffix(".crl").split("/")
        return httpx.Response(200, content=self.country.authorities[Kind(kind)].crl(municipality(code), clock()))

    def listed(self) -> dict[str, tuple[str, str]]:
        """Policy → what may have happened, what to do."""
        return {number: (finding, step) for number, _, finding, step, *_ in self.store.contacts(None, "", 100)}


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.fixture
def insurer(tmp_path: Path, country: Home) -> Iterator[Insurer]:
    made = Insurer(tmp_path, country)
    yield made
    made.store.close()


def today() -> Days:
    return Days(register().today, register().today)


def happen(people: dict[str, CardView]) -> None:
    """What brings people to the town hall, or to the telephone."""
    events.death(register(), people["dies"].resident_id, today())
    events.move_within(register(), people["moves"].resident_id, today(), ELSEWHERE_IN_KIYOSE)
    hotline.report_by_holder(act(), people["loses"].resident_id)
    renewed = people["renews"]
    asked(renewed, SIGN, SoftwareKey.generate().public_key)
    certificates.installed(register(), renewed.resident_id, renewed.card_id)
    settle()


def with_cards() -> dict[str, CardView]:
    def card(name: str) -> CardView:
        who: UUID = registered(name, "ミホン")
        settle()
        return in_use(who)

    found = {what: card(name) for what, name in PEOPLE.items()}
    settle()
    return found


def test_a_night_at_the_insurer_s(insurer: Insurer) -> None:
    people = with_cards()
    for what, card in people.items():
        insurer.insure(what, card)
    clock.forward(minutes=10)
    first = insurer.night(clock())
    assert (first.policies, first.good, first.contacts, first.unusable) == (5, 5, 0, 0)
    assert insurer.store.notices(1) == (5, 5)
    clock.forward(hours=1)
    happen(people)
    clock.forward(days=1)
    second = insurer.night(clock())
    assert (second.policies, second.good, second.contacts) == (5, 1, 4)
    assert insurer.listed() == {
        "dies": (Finding.DEATH_OR_ABROAD, Step.ASK_THE_FAMILY),
        "moves": (Finding.CHANGED, Step.ASK_NEW_ATTRIBUTES),
        "loses": (Finding.CARD_LOST, Step.ASK_NEW_CERTIFICATE),
        "renews": (Finding.CHANGED, Step.ASK_NEW_ATTRIBUTES),
    }
    alive = {number: getattr(insurer.store.contact(number), "alive", None) for number in PEOPLE}
    assert alive == {"dies": None, "moves": 1, "loses": None, "renews": 1, "lives": None}
    assert insurer.store.notices(2) == (5, 3), "who moved, who renewed and who simply lives send no status notice"
    assert batch.standing_of(insurer.store, "lives") is Finding.ALIVE


def test_the_centre_is_away_for_a_week(insurer: Insurer) -> None:
    people = with_cards()
    for what, card in people.items():
        insurer.insure(what, card)
    clock.forward(minutes=10)
    insurer.night(clock())
    happen(people)
    clock.forward(days=7)
    away = httpx.MockTransport(lambda request: httpx.Response(503, request=request))
    with httpx.Client(transport=away, base_url="http://centre.example") as client:
        assert set(fetching.renew(insurer.store, insurer.mirror, client, clock())) == {"sign/13221", "auth/13221"}
    outcome = batch.run(insurer.store, insurer.mirror, clock())
    assert (outcome.good, outcome.contacts, outcome.unusable) == (0, 0, 1)
    assert insurer.listed() == {}
    assert insurer.store.notices(2) == (5, 0), "nobody is called alive by an old list"


def test_the_feed_tells_the_insurer_before_the_night(insurer: Insurer) -> None:
    key = new_key()
    caller = admit(key, may=(validation.May.WATCH,))
    people = with_cards()
    for what, card in people.items():
        insurer.insure(what, card)
    centre = ECKey.import_key(Client().get("/validation/v1/keys.json").json()["keys"][0])

    def ask(path: str) -> bytes:
        bearer = token(key, caller, "GET", path.split("?", maxsplit=1)[0], at=clock())
        return bytes(Client().get(path, headers={"authorization": f"Bearer {bearer}"}).content)

    watching.follow(insurer.store, ask, centre, clock())
    assert insurer.listed() == {}
    clock.forward(hours=1)
    happen(people)
    watching.follow(insurer.store, ask, centre, clock())
    assert {number: finding for number, (finding, _) in insurer.listed().items()} == {
        "dies": Finding.DEATH_OR_ABROAD,
        "moves": Finding.CHANGED,
        "loses": Finding.CARD_LOST,
        "renews": Finding.CHANGED,
    }
    heard = [insurer.store.contact(number) for number in PEOPLE]
    clock.forward(hours=1)
    insurer.night(clock())
    by_list = [insurer.store.contact(number) for number in PEOPLE]
    assert [one and one._replace(alive=None) for one in by_list] == heard, "the night says the same, and doubles nobody"
