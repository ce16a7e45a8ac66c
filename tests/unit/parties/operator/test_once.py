"""Idempotency keys: the same request is answered once, another one under its key is refused, and nobody reads the answers."""

from base64 import b64decode, b64encode
from collections.abc import Iterator

import httpx
import pytest
from tests.offices import clock
from tests.operating import Operating

from tegata.parties.operator import tenants
from tegata.pki.documents import cms
from tegata.pki.names import Kind

KEY = {"Idempotency-Key": "one"}


@pytest.fixture
def http(operator: Operating) -> Iterator[httpx.Client]:
    with operator.http() as http:
        yield http


def answer_of(operator: Operating, http: httpx.Client) -> dict[str, str]:
    person = operator.person(Kind.AUTHENTICATION)
    challenge = http.post("/v1/challenges").json()["challenge"]
    signature = b64encode(person.answer(b64decode(challenge))).decode()
    return {
        "challenge": challenge,
        "signature": signature,
        "certificate": b64encode(person.certificate).decode(),
    }


def test_a_lost_answer_is_given_again_though_the_challenge_is_used(operator: Operating, http: httpx.Client) -> None:
    body = answer_of(operator, http)
    first = http.post("/v1/signatures", json=body, headers=KEY)
    again = http.post("/v1/signatures", json=body, headers=KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert http.post("/v1/signatures", json=body).status_code == 409


def test_another_request_under_the_same_key_is_refused(operator: Operating, http: httpx.Client) -> None:
    body = answer_of(operator, http)
    http.post("/v1/signatures", json=body, headers=KEY)
    other = http.post("/v1/signatures", json=body | {"evidence": True}, headers=KEY)
    assert other.status_code == 422
    assert other.json()["type"].endswith("idempotency-key-reused")
    elsewhere = http.post("/v1/login", json=body, headers=KEY)
    assert elsewhere.json()["type"].endswith("idempotency-key-reused")


def test_a_refusal_is_an_answer_too(operator: Operating, http: httpx.Client) -> None:
    first = http.post("/v1/signatures", json={"document": "MAA="}, headers=KEY)
    again = http.post("/v1/signatures", json={"document": "MAA="}, headers=KEY)
    assert first.status_code == again.status_code == 422
    assert first.content == again.content
    assert again.headers["Content-Type"] == "application/problem+json"


def test_keys_of_tenants_do_not_meet(operator: Operating, http: httpx.Client) -> None:
    http.post("/v1/challenges", headers=KEY)
    with operator.http(operator.tenant("shop")) as shop:
        assert "Idempotent-Replayed" not in shop.post("/v1/challenges", headers=KEY).headers


def test_after_a_day_the_key_is_free(operator: Operating, http: httpx.Client) -> None:
    before = clock.moment
    first = http.post("/v1/challenges", headers=KEY).content
    clock.forward(hours=25)
    try:
        assert http.post("/v1/challenges", headers=KEY).content != first
    finally:
        clock.moment = before


def test_kept_answers_and_records_name_nobody_in_clear(operator: Operating, http: httpx.Client) -> None:
    document = b64encode(cms.sign(b"text", operator.person().signer, operator.home.now())).decode()
    answer = http.post("/v1/signatures", json={"document": document}, headers=KEY)
    assert "手形" in answer.text
    with operator.platform.store.reading() as db:
        dump = "\n".join(db.iterdump())
    assert "手形" not in dump
    assert "手形".encode().hex() not in dump.lower()
    assert operator.key not in dump


def test_a_new_key_ends_the_old_one(operator: Operating, http: httpx.Client) -> None:
    http.post("/v1/challenges", headers=KEY)
    fresh = tenants.new_key()
    tenants.change_key(operator.platform.store, "bank", fresh)
    assert http.post("/v1/challenges").status_code == 401
    with operator.http(fresh) as renewed:
        assert renewed.post("/v1/challenges").status_code == 201
        assert renewed.post("/v1/challenges", headers=KEY).status_code == 422
