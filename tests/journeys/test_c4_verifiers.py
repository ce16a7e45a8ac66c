"""C4: a firm applies, two officers accredit it, it asks with its own key for those it has contracts with; it is stopped at once
by one, and asks again only when two agree. A service provider never asks.
"""

import json
import re

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.test import Client
from joserfc.jwk import ECKey
from pytest_django.live_server_helper import LiveServer
from tests.journeys.rounds import browser, employed, in_use, settle
from tests.offices import START, clock
from tests.unit.services.residents.newcomers import registered
from tests.unit.services.validation.callers import PrivateKey, new_key, public_bytes
from tests.unit.services.verifiers.parties import (
    BANK,
    INSURER,
    OPERATOR,
    Operator,
    accredited,
    operator,
    problem,
    serial_of,
)

from tegata.ground.models import AuditEntry
from tegata.parties.operator.country import Country, CountryRefused
from tegata.pki.names import Kind
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.services.cards.api import CardView
from tegata.services.validation import api as validation
from tegata.services.verifiers.queries import firm
from tegata.services.verifiers.rules import Role

pytestmark = [pytest.mark.django_db(transaction=True)]
PEM = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
WHERE = f"/verifiers/firms/{OPERATOR}/"


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


@pytest.fixture
def card(country: Home) -> CardView:
    who = registered()
    settle()
    found = in_use(who)
    settle()
    return found


def pem(key: PrivateKey) -> str:
    return key.public_key().public_bytes(*PEM).decode()


def asks(one: Operator, card: CardView) -> str:
    """What the firm gets when it asks for the id of a holder: nothing, or the word of the problem."""
    answer = one.user_id(Kind.SIGNATURE, serial_of(card.resident_id, card.card_id))
    return "" if answer.status_code == 200 else problem(answer)


def test_from_the_application_to_the_first_answer_and_back(country: Home, card: CardView) -> None:
    one, two = browser(employed(Duty.AUTHORITY, "officer-1", "")), browser(employed(Duty.AUTHORITY, "officer-2", ""))
    sent = {"role": "operator", "firm_id": OPERATOR, "name": "手形プラットフォーム", "purpose": "口座開設"}
    assert one.post("/verifiers/new", sent)["Location"] == WHERE
    key = new_key()
    assert "no key yet" in one.post(f"{WHERE}accredit").content.decode()
    assert one.post(f"{WHERE}key", {"key": pem(key)}).status_code == 302
    one.post(f"{WHERE}accredit")
    assert "To accredit this firm is proposed." in one.get(WHERE).content.decode()
    assert one.post(f"{WHERE}decide").status_code == 403, "nobody agrees with themself"
    assert "Accredited" not in one.get(WHERE).content.decode()
    two.post(f"{WHERE}decide")
    caller = firm(OPERATOR).caller_id
    assert caller is not None
    firms = Operator(OPERATOR, caller, key)
    assert asks(firms, card) == "no-contract"
    one.post("/verifiers/new", {**sent, "role": "provider", "firm_id": BANK, "name": "みほん銀行"})
    one.post(f"/verifiers/firms/{BANK}/contract", {"other": OPERATOR})
    assert asks(firms, card) == "suspended", "the bank was not decided about yet"
    one.post(f"/verifiers/firms/{BANK}/accredit")
    two.post(f"/verifiers/firms/{BANK}/decide")
    assert asks(firms, card) == ""
    one.post(f"{WHERE}suspend")
    assert asks(firms, card) == "not-signed"
    with pytest.raises(validation.CallerRefused):
        validation.caller(caller).require(validation.May.OCSP)
    one.post(f"{WHERE}resume")
    assert asks(firms, card) == "not-signed", "one alone ends no suspension"
    two.post(f"{WHERE}decide")
    assert asks(firms, card) == ""
    contract = re.search(r"/contracts/[0-9a-f-]+/end", one.get(WHERE).content.decode())
    assert contract is not None
    one.post(f"{WHERE.rstrip('/')}{contract[0]}")
    assert asks(firms, card) == "no-contract"
    page = one.get(WHERE).content.decode()
    assert "Usage this month" in page
    verbs = set(AuditEntry.objects.filter(verb__startswith="verifiers").values_list("verb", flat=True))
    assert verbs >= {f"verifiers {each}" for each in ("apply", "add key", "accredit", "suspend", "resume", "user id")}


def test_a_service_provider_never_asks_the_centre_itself(country: Home, card: CardView) -> None:
    operator(OPERATOR, BANK)
    one = browser(employed(Duty.AUTHORITY, "officer-1", ""))
    refused = one.post(f"/verifiers/firms/{BANK}/key", {"key": pem(new_key())})
    assert "never asks the centre itself" in refused.content.decode()
    assert firm(BANK).caller_id is None
    assert [each.name for each in validation.callers()] == [firm(OPERATOR).name]


def test_a_key_is_changed_and_the_old_one_counts_no_more(country: Home, card: CardView) -> None:
    firms = operator(OPERATOR, BANK)
    one = browser(employed(Duty.AUTHORITY, "officer-1", ""))
    new = new_key()
    clock.forward(hours=1)
    one.post(f"{WHERE}key", {"key": pem(new)})
    assert asks(firms, card) == ""
    old = re.findall(r"/keys/[0-9a-f-]+/retire", one.get(WHERE).content.decode())[-1]
    one.post(f"{WHERE.rstrip('/')}{old}")
    assert asks(firms, card) == "not-signed"
    assert asks(Operator(OPERATOR, firms.caller, new), card) == ""
    last = re.findall(r"/keys/[0-9a-f-]+/retire", one.get(WHERE).content.decode())[-1]
    assert "last key" in one.post(f"{WHERE.rstrip('/')}{last}").content.decode()
    private = '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}'
    assert "private key" in one.post(f"{WHERE}key", {"key": private}).content.decode()


def test_every_request_is_signed_for_itself_alone(country: Home, card: CardView) -> None:
    firms = operator(OPERATOR, BANK)
    serial = f"{serial_of(card.resident_id, card.card_id):08X}"
    sent = {"tenant": BANK, "kind": "sign", "serial": serial}
    other = Operator(OPERATOR, firms.caller, new_key())
    assert problem(other.post("user-ids", sent)) == "not-signed"
    assert problem(firms.post("user-ids", sent, htu="http://testserver/verifiers/v1/usage")) == "not-signed"
    assert problem(firms.post("user-ids", sent, bh="AAAA")) == "not-signed"
    assert firms.post("user-ids", sent, jti="once" * 8).status_code == 200
    assert problem(firms.post("user-ids", sent, jti="once" * 8)) == "not-signed"
    assert problem(Client().post("/verifiers/v1/user-ids", "{}", "application/json")) == "not-signed"
    assert Client(enforce_csrf_checks=True).post(f"{WHERE}suspend").status_code in {302, 403}
    assert problem(firms.post("user-ids", {**sent, "name": "見本"})) == "malformed"
    assert problem(firms.get("user-ids")) == "malformed"


def test_over_http_with_the_operator_s_own_program(country: Home, card: CardView, live_server: LiveServer) -> None:
    """Two halves that know each other by the wire only."""
    firms = operator(OPERATOR, BANK)
    key = ECKey.import_key(firms.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    centre = Country(live_server.url, str(firms.caller), key, clock)
    try:
        sent = {"tenant": BANK, "kind": "sign", "serial": f"{serial_of(card.resident_id, card.card_id):08X}"}
        found = json.loads(centre.post("/verifiers/v1/user-ids", json.dumps(sent).encode()))
        assert len(found["user_id"]) >= 16
        assert json.loads(centre.get("/verifiers/v1/usage"))["lines"][0]["number"] == 1
        with pytest.raises(CountryRefused) as refused:
            centre.post("/verifiers/v1/user-ids", json.dumps({**sent, "tenant": INSURER}).encode())
        assert str(refused.value.problem["type"]) == f"{live_server.url}/verifiers/problems/no-contract"
    finally:
        centre.close()


def test_a_quota_ends_the_day_and_not_the_next(country: Home, card: CardView) -> None:
    firms = operator(OPERATOR, BANK)
    one = browser(employed(Duty.AUTHORITY, "officer-1", ""))
    one.post(f"{WHERE}quota", {"quota": "2"})
    assert [asks(firms, card) for _ in range(3)] == ["", "", "quota"]
    clock.forward(days=1)
    assert asks(firms, card) == ""


def test_one_id_for_a_person_at_one_firm(country: Home, card: CardView) -> None:
    firms = operator(OPERATOR, BANK, INSURER)
    sign, auth = (serial_of(card.resident_id, card.card_id, kind) for kind in Kind)
    mine = firms.user_id(Kind.SIGNATURE, sign).json()["user_id"]
    assert firms.user_id(Kind.AUTHENTICATION, auth).json()["user_id"] == mine
    elsewhere = firms.user_id(Kind.SIGNATURE, sign, INSURER).json()["user_id"]
    assert elsewhere != mine
    settle()
    newer = in_use(card.resident_id)
    settle()
    for kind in Kind:
        found = firms.user_id(kind, serial_of(newer.resident_id, newer.card_id, kind)).json()["user_id"]
        assert found == mine, "kept through a new card with new certificates"
    gone = firms.post("user-ids/deletion", {"tenant": BANK, "kind": "sign", "serial": f"{sign:08X}"})
    assert json.loads(gone.content) == {"deleted": True}
    assert firms.user_id(Kind.SIGNATURE, sign).json()["user_id"] not in {mine, elsewhere}
    assert firms.user_id(Kind.SIGNATURE, sign, INSURER).json()["user_id"] == elsewhere
    assert problem(firms.user_id(Kind.SIGNATURE, 0xDEAD)) == "unknown-serial"


def test_an_accredited_verifier_asks_for_itself_alone(country: Home, card: CardView) -> None:
    operator(OPERATOR, BANK)
    key = new_key()
    accredited("ministry-1", Role.VERIFIER, key)
    caller = firm("ministry-1").caller_id
    assert caller is not None
    verifier = Operator("ministry-1", caller, key)
    serial = serial_of(card.resident_id, card.card_id)
    assert verifier.user_id(Kind.SIGNATURE, serial, "ministry-1").status_code == 200
    assert problem(verifier.user_id(Kind.SIGNATURE, serial, BANK)) == "no-contract"
    assert public_bytes(key) in validation.caller(caller).keys
