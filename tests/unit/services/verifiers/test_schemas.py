"""What is read is what the OpenAPI document describes; everything else is refused, whatever the bytes."""

import json
import re
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern
from hypothesis import given
from hypothesis import strategies as st

from tegata.services.verifiers import schemas
from tegata.services.verifiers.endpoints import DOCUMENT
from tegata.services.verifiers.rules import Answered, Refusal, Refused
from tegata.services.verifiers.urls import urlpatterns
from tegata.services.verifiers.views import texts

OPENAPI: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf8"))
SCHEMAS = OPENAPI["components"]["schemas"]
EXAMPLES: dict[str, dict[str, str]] = {
    "NewConsent": {"provider": "bank-1", "document": b64encode(b"CMS").decode()},
    "NewWithdrawal": {"document": b64encode(b"CMS").decode()},
    "AttributesAsked": {"consent": str(UUID(int=7)), "serial": "0100000A"},
    "UserIdAsked": {"tenant": "bank-1", "kind": "sign", "serial": "0100000A"},
}
READERS = {
    "NewConsent": schemas.new_consent,
    "NewWithdrawal": schemas.new_withdrawal,
    "AttributesAsked": schemas.attributes_asked,
    "UserIdAsked": schemas.user_id_asked,
}


def test_every_address_is_described_and_no_other() -> None:
    ours = {
        "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(one.pattern).removeprefix("verifiers/v1/"))
        for one in urlpatterns
        if isinstance(one, URLPattern) and str(one.pattern).startswith("verifiers/v1/")
    }
    assert set(OPENAPI["paths"]) == ours


@pytest.mark.django_db
def test_the_methods_are_those_described() -> None:
    for path, methods in OPENAPI["paths"].items():
        where = "/verifiers/v1" + path.replace("{consent_id}", str(UUID(int=1)))
        for method in ("get", "post"):
            answer = getattr(Client(), method)(where)
            assert (answer.status_code == 405) == (method not in methods) or path == "/openapi.json", (method, path)
    assert Client().get("/verifiers/v1/openapi.json").json() == OPENAPI


def test_every_reference_leads_somewhere() -> None:
    for where in re.findall(r'"#/([^"]+)"', DOCUMENT.read_text(encoding="utf8")):
        found = OPENAPI
        for step in where.split("/"):
            found = found[step]


def test_answers_are_those_described() -> None:
    assert set(SCHEMAS["Latest"]["properties"]["result"]["enum"]) == {one.value for one in Answered}
    assert set(SCHEMAS["Latest"]["properties"]["attributes"]["properties"]) == set(texts.ATTRIBUTES)
    assert set(texts.PROBLEMS) == set(Refusal)
    assert len({one.word for one in Refusal}) == len(Refusal)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_described_is_read(name: str) -> None:
    assert set(SCHEMAS[name]["required"]) == set(EXAMPLES[name])
    READERS[name](json.dumps(EXAMPLES[name]).encode())
    for left_out in EXAMPLES[name]:
        less = {word: value for word, value in EXAMPLES[name].items() if word != left_out}
        with pytest.raises(Refused):
            READERS[name](json.dumps(less).encode())
    with pytest.raises(Refused):
        READERS[name](json.dumps({**EXAMPLES[name], "name": "見本"}).encode())


def test_a_receipt_names_its_zone() -> None:
    body = EXAMPLES["NewConsent"] | {"received_at": "2026-11-24T10:00:00+09:00"}
    assert schemas.new_consent(json.dumps(body).encode()).received_at == datetime(2026, 11, 24, 1, tzinfo=UTC)
    with pytest.raises(Refused):
        schemas.new_consent(json.dumps(body | {"received_at": "2026-11-24T10:00:00"}).encode())


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
MEMBERS = st.sampled_from(["provider", "document", "consent", "serial", "tenant", "kind", "received_at"])


@pytest.mark.parametrize("name", READERS)
@given(st.binary(max_size=40) | st.dictionaries(MEMBERS, ODD, max_size=4).map(lambda sent: json.dumps(sent).encode()))
def test_whatever_comes_is_read_or_refused(name: str, body: bytes) -> None:
    with suppress(Refused):
        READERS[name](body)


@pytest.mark.parametrize("text", ["2026", "2026-13", "x", "2026-1-1", "-1"])
def test_a_month_that_is_none(text: str) -> None:
    with pytest.raises(Refused):
        schemas.month(text, datetime(2026, 11, 24, tzinfo=UTC).date())
