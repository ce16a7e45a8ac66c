"""What tests of the room share: officers, accredited firms with keys, an operator that sends signed requests, signed consents."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from tests.offices import act, clock
from tests.unit.services.validation.callers import PrivateKey, new_key, public_bytes, token

from tegata.cardspec import jpki
from tegata.ground.act import Act
from tegata.ground.offices import Office
from tegata.pki.documents import cms
from tegata.pki.names import Kind
from tegata.reader import CardSigner, InProcess, JpkiSession
from tegata.rules.consents import Attribute, Consent, Withdrawal
from tegata.server.home import Home
from tegata.services.certificates import api as certificates
from tegata.services.verifiers import actions
from tegata.services.verifiers.permissions import Permission
from tegata.services.verifiers.queries import firm
from tegata.services.verifiers.rules import Role, Step

BANK, INSURER, OPERATOR = "bank-1", "insurer-1", "operator-1"
NAMES = {BANK: "みほん銀行", INSURER: "みほん生命", OPERATOR: "手形PF"}
PASSWORD = "NEW4LIFE"
_references = count(1)


def officer(who: str = "first") -> Act:
    """An officer of the authority."""
    return act(*Permission, who=who, office=Office.AUTHORITY, town=None)


def decided(firm_id: str, step: Step) -> None:
    """Proposed by one, carried out by another."""
    actions.propose(officer(), firm_id, step)
    actions.decide(officer("second"), firm_id)


def accredited(firm_id: str, role: Role, key: PrivateKey | None = None) -> str:
    """A firm that applied and was accredited."""
    actions.apply(officer(), firm_id, role, NAMES.get(firm_id, firm_id), "口座開設")
    if key is not None:
        actions.add_key(officer(), firm_id, public_bytes(key))
    decided(firm_id, Step.ACCREDIT)
    return firm_id


@dataclass
class Operator:
    """An operator's program: it signs each request with its key."""

    firm_id: str
    caller: UUID
    key: PrivateKey
    client: Client = field(default_factory=Client)

    def post(self, path: str, sent: object, **changed: Any) -> HttpResponse:
        body = json.dumps(sent).encode()
        there = f"/verifiers/v1/{path}"
        signed = token(self.key, self.caller, "POST", there, body, **changed)
        return self.client.post(there, body, content_type="application/json", headers=_bearer(signed))

    def get(self, path: str, query: str = "") -> HttpResponse:
        there = f"/verifiers/v1/{path}"
        return self.client.get(there + query, headers=_bearer(token(self.key, self.caller, "GET", there)))

    def consent(self, document: bytes, provider: str = BANK, **more: str) -> HttpResponse:
        return self.post("consents", {"provider": provider, "document": b64(document), **more})

    def attributes(self, consent_id: str, serial: int) -> HttpResponse:
        return self.post("attributes", {"consent": consent_id, "serial": f"{serial:08X}"})

    def user_id(self, kind: Kind, serial: int, tenant: str = BANK) -> HttpResponse:
        return self.post("user-ids", {"tenant": tenant, "kind": kind.value, "serial": f"{serial:08X}"})


def operator(firm_id: str = OPERATOR, *providers: str) -> Operator:
    """An accredited operator with these service providers behind it."""
    key = new_key()
    accredited(firm_id, Role.OPERATOR, key)
    for provider in providers:
        accredited(provider, Role.PROVIDER)
        actions.contract(officer(), provider, firm_id)
    caller = firm(firm_id).caller_id
    assert caller is not None
    return Operator(firm_id, caller, key)


def text(
    provider: str = BANK, through: str = OPERATOR, attributes: tuple[Attribute, ...] = tuple(Attribute)
) -> Consent:
    """A consent as a service provider words it, with a fresh reference."""
    return Consent(
        f"{next(_references):016d}",
        provider,
        NAMES.get(provider, provider),
        through,
        NAMES.get(through, through),
        "普通預金",
        "住所の確認",
        attributes,
        "マイナポータルまたは当行の窓口",
    )


def signed(country: Home, card: UUID, content: bytes, password: str = PASSWORD) -> bytes:
    """CMS that the chip of a card signed."""
    with country.open_card(str(card)) as chip:
        session = JpkiSession(InProcess(chip))
        session.verify(jpki.SIGNATURE_PASSWORD, password)
        return cms.sign(content, CardSigner(session), clock())


def withdrawal(consent_id: str, provider: str = BANK) -> bytes:
    """The text of a withdrawal."""
    return Withdrawal(f"{next(_references):016d}", consent_id, provider).text()


def serial_of(who: UUID, card: UUID, kind: Kind = Kind.SIGNATURE) -> int:
    """The serial number of the newest certificate on a card."""
    found = certificates.current(who, card, kind)
    assert found is not None
    return found.serial


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def problem(answer: HttpResponse) -> str:
    """The word of a problem, and its page is there."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    where = json.loads(answer.content)["type"]
    assert Client().get(where.removeprefix("http://testserver")).status_code == 200
    return str(where.rsplit("/", 1)[-1])


def _bearer(signed_token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {signed_token}"}
