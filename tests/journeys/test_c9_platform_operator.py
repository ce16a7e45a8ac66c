"""C9, C5: a bank behind a platform operator, all of it real: the chip signs, the operator checks, the centre's rooms answer.

Registered by the signature certificate, back with four digits, led to replacement after a move; the latest attributes by consent.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pytest_django.live_server_helper import LiveServer
from tests.journeys.rounds import settle
from tests.journeys.test_c5_attributes import moved, renewed
from tests.offices import START, clock
from tests.operating import CountryStatus, Operating, operating, served
from tests.unit.services.counter.desk import Stocked, held
from tests.unit.services.verifiers.parties import BANK, PASSWORD, operator, serial_of, signed, text

from tegata.cardspec import jpki
from tegata.client import Client, errors
from tegata.client.results import User
from tegata.pki.names import Kind
from tegata.reader import InProcess, JpkiSession
from tegata.server.home import Home

pytestmark = [pytest.mark.django_db(transaction=True)]
PIN = "8642"


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


class Country:
    """Status by its own service, everything else by the rooms: one address, as `tegata run` has it."""

    def __init__(self, home: Home, rooms: str) -> None:
        self._status = CountryStatus(home)
        self._rooms = rooms

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        if not environ["PATH_INFO"].startswith("/verifiers/"):
            return self._status(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {"Authorization": environ["HTTP_AUTHORIZATION"], "Host": environ["HTTP_HOST"]}
        headers |= {"Content-Type": environ.get("CONTENT_TYPE") or "application/json"}
        method, url = environ["REQUEST_METHOD"], self._rooms + environ["PATH_INFO"]
        answer = httpx.request(method, url, content=body, headers=headers, trust_env=False)
        start(f"{answer.status_code} {answer.reason_phrase}", [("Content-Type", answer.headers["Content-Type"])])
        return [answer.content]


@pytest.fixture
def one(country: Home) -> Stocked:
    found = held()
    settle()
    return found


@pytest.fixture
def platform(country: Home, one: Stocked, live_server: LiveServer, tmp_path: Path) -> Iterator[Operating]:
    """The operator with the key that the centre admitted, and the bank as its tenant."""
    firms, folder = operator("operator-1", BANK), tmp_path / "operator"
    folder.mkdir()
    (folder / "caller.key").write_bytes(firms.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = firms.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    (folder / "caller.pub").write_bytes(public)
    with (
        served(Country(country, live_server.url)) as url,
        operating(country, folder, url, caller=str(firms.caller)) as found,
    ):
        found.key = found.tenant(BANK)
        yield found


def answered(country: Home, one: Stocked, client: Client, kind: Kind, mode: str) -> User:
    """The chip's answer to a fresh challenge, sent on."""
    challenge = client.new_challenge().value
    with country.open_card(str(one.card_id)) as chip:
        session = JpkiSession(InProcess(chip))
        if kind is Kind.SIGNATURE:
            session.verify(jpki.SIGNATURE_PASSWORD, PASSWORD)
        else:
            session.verify(jpki.AUTHENTICATION_PIN, PIN)
        certificate = session.certificate(kind.value)
        signature = session.sign_digest(kind.value, "sha256", sha256(challenge).digest())
    found: User = getattr(client, mode)(challenge, signature, certificate, evidence=True)
    return found


def test_a_customer_for_life(country: Home, one: Stocked, platform: Operating) -> None:
    with platform.client() as bank:
        customer = answered(country, one, bank, Kind.SIGNATURE, "register")
        assert customer.signature.holder is not None
        assert answered(country, one, bank, Kind.AUTHENTICATION, "log_in").user_id == customer.user_id
        old = customer.signature.serial
        consent = bank.give_consent(signed(country, one.card_id, text(BANK).text()))
        clock.forward(days=1)
        assert bank.latest_attributes(consent.id, old).result == "same"
        moved(one)
        platform.platform.mirror.forget()
        with pytest.raises(errors.ReplacementNeeded):
            answered(country, one, bank, Kind.AUTHENTICATION, "log_in")
        assert bank.latest_attributes(consent.id, old).result == "not_yet"
        renewed(one)
        found = bank.latest_attributes(consent.id, old)
        assert (found.result, found.serial) == ("superseded", f"{serial_of(one.resident_id, one.card_id):08X}")
        assert found.attributes is not None
        again = answered(country, one, bank, Kind.SIGNATURE, "replace")
        assert again.user_id == customer.user_id, "kept through a move"
        assert again.signature.holder is not None
        assert again.signature.holder.address == found.attributes["address"]
        assert answered(country, one, bank, Kind.AUTHENTICATION, "log_in").user_id == customer.user_id
        assert bank.evidence(again.evidence or "")[:2] == b"PK"


def test_another_tenant_does_not_use_the_bank_s_consent(country: Home, one: Stocked, platform: Operating) -> None:
    with platform.client() as bank, platform.client(platform.tenant("shop-1")) as shop:
        consent = bank.give_consent(signed(country, one.card_id, text(BANK).text()))
        clock.forward(days=1)
        serial = f"{serial_of(one.resident_id, one.card_id):08X}"
        with pytest.raises(errors.ConsentRefused):
            shop.latest_attributes(consent.id, serial)
        assert bank.latest_attributes(consent.id, serial).result == "same"


def test_an_operator_with_another_key_is_refused_by_the_centre(
    country: Home, one: Stocked, platform: Operating, tmp_path: Path
) -> None:
    """It knows the accredited operator's id and has a key of its own."""
    settings = platform.platform.settings
    with operating(country, tmp_path / "impostor", settings.country, caller=settings.caller) as impostor:
        impostor.key = impostor.tenant(BANK)
        with impostor.client() as bank, pytest.raises(errors.CountryRefused) as refused:
            answered(country, one, bank, Kind.SIGNATURE, "register")
        assert str(refused.value.members["centre"]).endswith("/verifiers/problems/not-signed")
