"""C2, through the rooms: what happens to people at the town hall is seen in the published lists and in the feed of changes, with
the reason that the table gives; openssl and our own loader judge the lists.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet
from tests.journeys.rounds import GOOD, PURPOSES, answered, in_use, register, settle
from tests.journeys.test_a4_life_events import TABLE
from tests.offices import START, clock
from tests.unit.services.cards.living import town
from tests.unit.services.certificates.asking import asked
from tests.unit.services.residents.newcomers import registered
from tests.unit.services.validation.callers import admit, new_key, token

from tegata.pki.crl import LoadedCrl
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.path import CrlSource, UnverifiedCertificate, validate
from tegata.pki.path.errors import StatusStale
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView
from tegata.services.certificates import api as certificates
from tegata.services.certificates.api import LifeEvent
from tegata.services.validation import api as validation

pytestmark = [pytest.mark.django_db(transaction=True)]
KEY = new_key()


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@dataclass
class Bank:
    """A verifier with the feed in its contract. It remembers where it was."""

    caller: UUID
    after: int = 0

    def hears(self) -> list[dict[str, Any]]:
        """What is new, read with the centre's public key."""
        path = "/validation/v1/changes"
        bearer = token(KEY, self.caller, "GET", path, at=clock())
        answer = Client().get(f"{path}?after={self.after}", headers={"authorization": f"Bearer {bearer}"})
        keys = KeySet.import_key_set(Client().get("/validation/v1/keys.json").json())
        told = jwt.decode(answer.content.decode(), keys, algorithms=["ES256"]).claims["changes"]
        assert [one["number"] for one in told] == list(range(self.after + 1, self.after + 1 + len(told))), "no gap"
        self.after += len(told)
        return list(told)


@pytest.fixture
def bank(country: Home) -> Bank:
    found = Bank(admit(KEY, may=(validation.May.WATCH,)))
    found.hears()
    return found


def lists_of(home: Home, certificate: UnverifiedCertificate, kind: Kind) -> tuple[Path, LoadedCrl]:
    """The published list that the certificate's own distribution point names."""
    key = home.authorities[kind].issuer.public_key
    for file in sorted((home.root / "crl" / kind).glob("[0-9]*.crl")):
        loaded = LoadedCrl.load(file.read_bytes(), key)
        if loaded.distribution_point == certificate.crl_point:
            return file, loaded
    raise AssertionError("the certificate's list is not published")


def listed(home: Home, card: CardView) -> dict[str, str]:
    """What a relying party finds in the lists about the newest certificates of a card: `good`, or the reason."""
    found: dict[str, str] = {}
    for one in certificates.certificates_of(card.resident_id, card.card_id):
        encoded = home.authorities[one.kind].store.certificate(one.serial)
        assert encoded is not None
        _, loaded = lists_of(home, UnverifiedCertificate.parse(encoded), one.kind)
        entry = loaded.lookup(one.serial)
        found.setdefault(one.kind.value, entry.reason.standard_name if entry else "good")
    return found


def openssl_says(home: Home, card: CardView, kind: Kind, folder: Path) -> str:
    """`openssl verify -crl_check_all` with the certificate's list and the complete one, at the moment of the lists."""
    one = certificates.current(card.resident_id, card.card_id, kind)
    assert one is not None
    encoded = home.authorities[kind].store.certificate(one.serial) or b""
    file, loaded = lists_of(home, UnverifiedCertificate.parse(encoded), kind)
    pem = Encoding.PEM
    lists = [x509.load_der_x509_crl(path.read_bytes()) for path in (file, file.with_name("all.crl"))]
    moment = max(loaded.this_update, clock(), *(item.last_update_utc for item in lists))
    (folder / "lists.pem").write_bytes(b"".join(item.public_bytes(pem) for item in lists))
    for name, data in (("ca", home.authorities[kind].certificate), ("ee", encoded)):
        (folder / f"{name}.pem").write_bytes(x509.load_der_x509_certificate(data).public_bytes(pem))
    argv = ["openssl", "verify", "-crl_check_all", "-attime", str(int(moment.timestamp())), "-CAfile", "ca.pem"]
    done = subprocess.run(
        [*argv, "-CRLfile", "lists.pem", "ee.pem"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def phoned(who: UUID) -> None:
    (card,) = cards.cards_of(who)
    cards.suspend(town(), who, card.card_id)


def leaked(who: UUID) -> None:
    (card,) = cards.cards_of(who)
    certificates.end(register(), who, card.card_id, LifeEvent.KEY_COMPROMISED)


MORE: list[tuple[str, Callable[[UUID], object], dict[str, str]]] = [
    ("loss by phone", phoned, dict.fromkeys(GOOD, "certificateHold")),
    ("key known to another", leaked, dict.fromkeys(GOOD, "keyCompromise")),
]
EVENTS = [(name, event, says) for name, event, _, _, says in TABLE] + MORE


@pytest.mark.parametrize(("event", "says"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS])
def test_a_life_event_is_in_the_lists_and_in_the_feed(
    country: Home, bank: Bank, tmp_path: Path, event: Callable[[UUID], object], says: dict[str, str]
) -> None:
    who = registered()
    settle()
    card = in_use(who)
    settle()
    assert {(one["kind"], one["state"]) for one in bank.hears()} == {("auth", "good"), ("sign", "good")}
    assert listed(country, card) == GOOD
    clock.forward(hours=1)
    event(who)
    settle()
    assert listed(country, card) == answered(country, card) == says
    heard = {one["kind"]: (one["state"], one["reason"]) for one in bank.hears()}
    state = {"certificateHold": "held"}
    assert heard == {kind: (state.get(why, "revoked"), why) for kind, why in says.items() if why != "good"}
    for kind in Kind:
        said = openssl_says(country, card, kind, tmp_path)
        assert ("certificate revoked" in said) == (says[kind.value] != "good"), said
        assert ("ee.pem: OK" in said) == (says[kind.value] == "good"), said


def test_a_renewal_ends_the_old_one_and_tells_the_new(country: Home, bank: Bank) -> None:
    card = in_use()
    settle()
    old = certificates.current(card.resident_id, card.card_id, Kind.AUTHENTICATION)
    assert old is not None
    bank.hears()
    clock.forward(days=1)
    asked(card, Kind.AUTHENTICATION, SoftwareKey.generate().public_key)
    certificates.installed(register(), card.resident_id, card.card_id)
    settle()
    new = certificates.current(card.resident_id, card.card_id, Kind.AUTHENTICATION)
    assert new is not None
    assert listed(country, card) == GOOD
    heard = [(one["serial"], one["state"], one["reason"]) for one in bank.hears()]
    assert heard == [(f"{new.serial:08X}", "good", ""), (f"{old.serial:08X}", "revoked", "superseded")]


def test_a_list_is_new_each_day_and_one_that_is_out_of_date_is_stale_and_never_valid(country: Home) -> None:
    card = in_use()
    settle()
    one = certificates.current(card.resident_id, card.card_id, Kind.SIGNATURE)
    assert one is not None
    authority = country.authorities[Kind.SIGNATURE]
    certificate = UnverifiedCertificate.parse(authority.store.certificate(one.serial) or b"")
    _, old = lists_of(country, certificate, Kind.SIGNATURE)
    anchors = country.trust(CrlSource([old])).anchors
    validate(certificate, anchors, PURPOSES[Kind.SIGNATURE], CrlSource([old]), clock())
    clock.forward(days=4)
    with pytest.raises(StatusStale, match="out of date"):
        validate(certificate, anchors, PURPOSES[Kind.SIGNATURE], CrlSource([old]), clock())
    settle()
    _, new = lists_of(country, certificate, Kind.SIGNATURE)
    assert (new.number or 0) > (old.number or 0)
    validate(certificate, anchors, PURPOSES[Kind.SIGNATURE], CrlSource([new]), clock())
