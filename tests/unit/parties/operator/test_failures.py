"""Attacks and faults at an operator: each ends in its own problem, and nothing that is not known is ever valid."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.offices import clock
from tests.operating import NOWHERE, CountryStatus, Operating, operating, served

from tegata.client import Client, OperatorUnreachable, errors
from tegata.parties.operator.limits import Limited
from tegata.parties.operator.problems import KINDS
from tegata.parties.operator.settings import StatusBy
from tegata.pki.documents import cms
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason
from tegata.server.home import Home

CONTENT = b"what is signed\n"


@pytest.fixture(autouse=True)
def _one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tegata.client.calls.ATTEMPTS", 1)


@pytest.fixture
def time_passes() -> Iterator[None]:
    before = clock.moment
    yield
    clock.moment = before


def test_every_problem_has_a_class_at_the_client_and_a_page(operator: Operating) -> None:
    assert set(errors.BY_NAME) - {""} == set(KINDS)
    with operator.http() as http:
        for name, kind in KINDS.items():
            page = http.get(f"/problems/{name}", headers={"Authorization": ""})
            assert page.status_code == 200
            assert all(text in unescape(page.text) for text in kind.title.values())
        assert http.get("/problems/nothing").json()["type"].endswith("/problems/not-found")


def test_another_tenant_s_challenge_is_none_of_ours(operator: Operating) -> None:
    person = operator.person(Kind.AUTHENTICATION)
    with operator.client() as bank, operator.client(operator.tenant("shop")) as shop:
        challenge = bank.new_challenge().value
        with pytest.raises(errors.ChallengeUnknown):
            shop.verify_answer(challenge, person.answer(challenge), person.certificate)
        assert bank.verify_answer(challenge, person.answer(challenge), person.certificate)


def test_what_another_tenant_made_is_not_found(operator: Operating) -> None:
    document = cms.sign(CONTENT, operator.person().signer, operator.home.now())
    with operator.client() as bank, operator.client(operator.tenant("shop")) as shop:
        verdict = bank.verify_document(document, evidence=True)
        watch = bank.watch({"policy-1": verdict.signature.certificate_id})
        for ask in (lambda: shop.evidence(verdict.evidence or ""), lambda: shop.changes(watch.id)):
            with pytest.raises(errors.NotFound):
                ask()


@pytest.mark.parametrize("key", ["", "wrong", "tgk_wrong", "bank"])
def test_a_wrong_key_opens_nothing(operator: Operating, key: str) -> None:
    with operator.client(key or " ") as client, pytest.raises(errors.ApiKeyUnknown):
        client.new_challenge()


def test_a_challenge_does_not_last(operator: Operating, time_passes: None) -> None:
    person = operator.person(Kind.AUTHENTICATION)
    with operator.client() as client:
        challenge = client.new_challenge().value
        clock.forward(minutes=6)
        with pytest.raises(errors.ChallengeExpired):
            client.verify_answer(challenge, person.answer(challenge), person.certificate)


def test_a_swapped_document_is_altered(operator: Operating) -> None:
    signer, now = operator.person().signer, operator.home.now()
    first = cms.sign(b"sell", signer, now, detached=True)
    with operator.client() as client, pytest.raises(errors.DocumentAltered):
        client.verify_document(first, content=b"buy!")


def test_a_held_certificate_is_held(operator: Operating) -> None:
    person = operator.person()
    operator.home.authorities[Kind.SIGNATURE].hold(person.serial, operator.home.now())
    with operator.client() as client, pytest.raises(errors.CertificateHeld) as held:
        client.verify_document(cms.sign(CONTENT, person.signer, operator.home.now()))
    assert held.value.reason == "certificateHold"


def test_an_authority_that_is_not_trusted_is_unknown(founded: Home, status_url: str, tmp_path: Path) -> None:
    with operating(founded, tmp_path / "other", status_url, anchors=()) as operator:
        document = cms.sign(CONTENT, operator.person().signer, founded.now())
        with operator.client() as client, pytest.raises(errors.IssuerUnknown):
            client.verify_document(document)


@pytest.mark.parametrize("by", list(StatusBy))
def test_without_the_country_nothing_is_valid(founded: Home, tmp_path: Path, by: StatusBy) -> None:
    with operating(founded, tmp_path / "alone", NOWHERE, status_by=by) as operator:
        document = cms.sign(CONTENT, operator.person().signer, founded.now())
        with operator.client() as client, pytest.raises(errors.StatusUnreachable):
            client.verify_document(document)


def test_a_list_serves_until_its_end_and_is_stale_afterwards(founded: Home, tmp_path: Path, time_passes: None) -> None:
    with served(CountryStatus(founded)) as url, operating(founded, tmp_path / "stale", url) as operator:
        document = cms.sign(CONTENT, operator.person().signer, founded.now())
        with operator.client() as client:
            client.verify_document(document)
            operator.platform.country.base_url = NOWHERE
            clock.forward(hours=6)
            assert client.verify_document(document).signature.status.source == "CRL"
            clock.forward(days=3)
            with pytest.raises(errors.StatusStale):
                client.verify_document(document)


def test_ocsp_answers_carry_our_nonce(founded: Home, tmp_path: Path) -> None:
    """A country that repeats yesterday's answer is not believed."""
    service, kept = CountryStatus(founded), []

    def replaying(environ: dict[str, Any], start: Any) -> Any:
        answer = list(service(environ, start))
        kept.append(answer)
        return kept[0]

    with served(replaying) as url, operating(founded, tmp_path / "n", url, status_by=StatusBy.RESPONDER) as operator:
        document = cms.sign(CONTENT, operator.person().signer, founded.now())
        with operator.client() as client:
            assert client.verify_document(document).signature.status.source == "OCSP"
            with pytest.raises(errors.StatusNotTrusted):
                client.verify_document(document)


def test_the_list_of_another_town_or_an_older_one_is_not_believed(
    founded: Home, tmp_path: Path, time_passes: None
) -> None:
    old = founded.authorities[Kind.SIGNATURE].crl(None, founded.now())
    served_now = {"body": b""}

    def country(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [("Content-Type", "application/pkix-crl")])
        return [served_now["body"]]

    with served(country) as url, operating(founded, tmp_path / "older", url) as operator:
        document = cms.sign(CONTENT, operator.person().signer, founded.now())
        served_now["body"] = founded.authorities[Kind.SIGNATURE].crl(None, founded.now())
        with operator.client() as client:
            client.verify_document(document)
            served_now["body"] = old
            clock.forward(minutes=20)
            with pytest.raises(errors.StatusNotTrusted):
                client.verify_document(document)


def test_a_huge_body_is_refused_before_it_is_looked_at(founded: Home, status_url: str, tmp_path: Path) -> None:
    with operating(founded, tmp_path / "small", status_url, largest_request=10_000) as operator:
        with operator.client() as client, pytest.raises(errors.RequestTooLarge) as refused:
            client.verify_document(b"0" * 10_000)
        assert refused.value.members["limit"] == 10_000


def test_a_body_that_never_says_how_long_it_is_ends_at_the_limit() -> None:
    told: list[Any] = []

    async def receive() -> dict[str, Any]:
        told.append("read")
        return {"type": "http.request", "body": b"x" * 600, "more_body": True}

    async def send(message: Any) -> None:
        told.append(message)

    async def never(*_: Any) -> None:
        raise AssertionError("nothing behind the limit sees it")

    scope = {"type": "http", "method": "POST", "headers": []}
    asyncio.run(Limited(never, 1000, "http://operator.example")(scope, receive, send))
    assert told[:2] == ["read", "read"]
    assert told[2]["status"] == 413


def test_a_request_in_another_form_says_where_and_repeats_nothing(operator: Operating) -> None:
    with operator.http() as http:
        for body in ("{", "[]", '{"document": "!!"}', '{"secret": "1234"}', "{}", '{"document": 1}', '{"at": "noon"}'):
            answer = http.post("/v1/signatures", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code == 400, body
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["errors"]
            assert "1234" not in answer.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), at=st.integers(0, 2000), flip=st.integers(1, 255))
def test_malformed_der_is_a_problem_and_never_a_fault(operator: Operating, data: bytes, at: int, flip: int) -> None:
    """Noise, and good documents with one byte changed."""
    document = bytearray(_signed(operator))
    document[at % len(document)] ^= flip
    with operator.client() as client:
        for sent in (data, b"0" + data):
            with pytest.raises(errors.OperatorProblem) as refused:
                client.verify_document(sent)
            assert refused.value.status == 422
        try:
            verdict = client.verify_document(bytes(document))
        except errors.OperatorProblem as problem:
            assert problem.status == 422, problem.type  # noqa: PT017 - a byte that no signature is over changes nothing
        else:
            assert verdict.signature.holder is not None
        with pytest.raises(errors.CertificateMalformed):
            client.verify_certificate(data)


_DOCUMENTS: dict[int, bytes] = {}


def _signed(operator: Operating) -> bytes:
    if id(operator) not in _DOCUMENTS:
        signer = operator.person().signer
        _DOCUMENTS[id(operator)] = cms.sign(CONTENT, type(signer)(signer._key, signer.certificate), operator.home.now())
    return _DOCUMENTS[id(operator)]


def test_who_answers_without_being_an_operator_is_not_believed(founded: Home) -> None:
    def yes(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"valid": False, "form": "cms", "signatures": []}).encode()]

    with served(yes) as url, Client(url, "key") as client, pytest.raises(OperatorUnreachable):
        client.verify_document(b"0")


def test_watches_show_what_becomes_of_certificates(operator: Operating, time_passes: None) -> None:
    people = {f"policy-{number}": operator.person() for number in range(3)}
    with operator.client() as client:
        ids = {
            name: client.verify_certificate(person.certificate).signature.certificate_id
            for name, person in people.items()
        }
        watch = client.watch(ids)
        assert watch.items == 3
        assert client.changes(watch.id).changes == ()
        authority = operator.home.authorities[Kind.SIGNATURE]
        authority.revoke(people["policy-1"].serial, Reason.CESSATION_OF_OPERATION, operator.home.now())
        authority.hold(people["policy-2"].serial, operator.home.now())
        clock.forward(minutes=20)
        found = client.changes(watch.id)
        told = {(item.reference, item.state, item.reason) for item in found.changes}
        assert told == {("policy-1", "revoked", "cessationOfOperation"), ("policy-2", "held", "certificateHold")}
        assert client.changes(watch.id, found.last).changes == ()
        operator.platform.country.base_url = NOWHERE
        clock.forward(days=3)
        assert [item.state for item in client.changes(watch.id, found.last).changes][:1] == ["unknown"]


def test_a_watch_takes_ids_of_verdicts_only(operator: Operating) -> None:
    with operator.client() as client:
        for bad in ("", "x", "0" * 40 + ".01000001.all.20260101T000000Z", "../../etc/passwd"):
            with pytest.raises((errors.RequestMalformed, errors.IssuerUnknown)):
                client.watch({"policy": bad})


def test_certificates_that_end_are_shown_as_expired(operator: Operating, time_passes: None) -> None:
    person = operator.person(days=2)
    with operator.client() as client:
        watch = client.watch({"a": client.verify_certificate(person.certificate).signature.certificate_id})
        clock.moment += timedelta(days=4)
        assert [item.state for item in client.changes(watch.id).changes] == ["expired"]
