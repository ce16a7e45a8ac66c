"""The feed of changes: every change once, in order, without gaps, signed; links of serial numbers; for those entitled only."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet
from tests.offices import clock
from tests.unit.services.validation.callers import admit, new_key, token

from tegata.ground import outbox
from tegata.server.home import Home
from tegata.services.certificates.events import CertificateEnded, CertificateIssued, CertificateResumed
from tegata.services.validation import actions, api, handlers, queries
from tegata.services.validation.models import Change, QueryLog
from tegata.services.validation.rules import Fact, State

pytestmark = pytest.mark.django_db
PATH = "/validation/v1/changes"
WHO, CARD = UUID(int=1), UUID(int=2)
KEY = new_key()


def facts(many: int, start: int = 0) -> list[Fact]:
    return [Fact("sign", start + n, State.GOOD, "", clock()) for n in range(many)]


def asked(caller: UUID, path: str = PATH, query: str = "", **changed: Any) -> HttpResponse:
    bearer = token(changed.pop("key", KEY), caller, "GET", path, at=clock(), **changed)
    answer: HttpResponse = Client().get(path + query, headers={"authorization": f"Bearer {bearer}"})
    return answer


def read(answer: HttpResponse) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/jwt"), answer.content
    keys = KeySet.import_key_set(Client().get("/validation/v1/keys.json").json())
    found = jwt.decode(answer.content.decode(), keys, algorithms=["ES256"])
    assert found.header["typ"] == "changes+jwt"
    return dict(found.claims)


@pytest.fixture
def caller(country: Home) -> UUID:
    return admit(KEY, may=(api.May.WATCH,))


def test_what_happens_to_a_certificate_is_told_in_order(caller: UUID) -> None:
    since = datetime(2026, 4, 2, 3, 4, 5, tzinfo=UTC)
    today = since.date()
    story = [
        CertificateIssued(WHO, CARD, "auth", 0x05000001, today, since),
        CertificateEnded(WHO, CARD, "auth", 0x05000001, "certificateHold", today, since + timedelta(1)),
        CertificateResumed(WHO, CARD, "auth", 0x05000001, since + timedelta(2)),
        CertificateEnded(WHO, CARD, "auth", 0x05000001, "superseded", today, since + timedelta(3)),
    ]
    for event in story:
        outbox.announce(clock(), event)
        outbox.deliver(clock())
    told = read(asked(caller))
    assert [(one["number"], one["state"], one["reason"], one["at"]) for one in told["changes"]] == [
        (1, "good", "", "2026-04-02T03:04:05Z"),
        (2, "held", "certificateHold", "2026-04-03T03:04:05Z"),
        (3, "good", "", "2026-04-04T03:04:05Z"),
        (4, "revoked", "superseded", "2026-04-05T03:04:05Z"),
    ]
    assert {(one["kind"], one["serial"]) for one in told["changes"]} == {("auth", "05000001")}
    assert str(WHO) not in str(told), "nothing of the holder is in it"
    assert (told["after"], told["last"], told["more"], told["iss"]) == (0, 4, False, "http://testserver")


def test_a_fact_heard_twice_is_told_once(caller: UUID) -> None:
    event = CertificateEnded(WHO, CARD, "sign", 7, "superseded", clock().date(), clock())
    act = outbox.system("test", clock())
    handlers.certificate_ended(act, event)
    handlers.certificate_ended(act, event)
    actions.tell([*facts(2, 7), *facts(2, 7)])
    assert list(Change.objects.order_by("number").values_list("number", "serial", "state")) == [
        (1, 7, "revoked"), (2, 7, "good"), (3, 8, "good"),
    ]  # fmt: skip


def test_a_transaction_that_fails_takes_no_number() -> None:
    actions.tell(facts(2))
    with pytest.raises(AttributeError):
        actions.tell([*facts(2, 10), None])  # type: ignore[list-item]
    actions.tell(facts(1, 20))
    assert [one.number for one in queries.feed(0, 10).changes] == [1, 2, 3]


def test_facts_announced_before_they_had_moments_are_told() -> None:
    fact = CertificateEnded(WHO, CARD, "sign", 7, "superseded", clock().date())
    older = outbox._encoded(fact).replace(', "since": null', "")
    assert "since" not in older
    handlers.certificate_ended(outbox.system("test", clock()), outbox._decoded(CertificateEnded, older))
    assert queries.feed(0, 10).changes[0].fact.at == clock()


def test_many_certificates_are_told_in_few_statements(django_assert_max_num_queries: Any) -> None:
    day, act = clock().date(), outbox.system("test", clock())
    events = [CertificateIssued(uuid4(), CARD, "sign", n, day, clock()) for n in range(200)]
    with django_assert_max_num_queries(12):
        handlers._issued_together(act, events)
    assert [one.number for one in queries.feed(0, 1000).changes] == list(range(1, 201))


def test_it_is_read_page_by_page_and_gone_on_with_later(caller: UUID) -> None:
    actions.tell(facts(25))
    seen, after, more = [], 0, True
    while more:
        told = read(asked(caller, query=f"?after={after}&limit=10"))
        seen += [one["number"] for one in told["changes"]]
        after, more = seen[-1], told["more"]
    assert seen == list(range(1, 26))
    assert read(asked(caller, query="?after=25"))["changes"] == []
    actions.tell(facts(1, 99))
    assert [one["number"] for one in read(asked(caller, query="?after=25"))["changes"]] == [26]
    assert len(read(asked(caller, query="?limit=0"))["changes"]) == 1


def test_a_page_that_was_altered_does_not_verify(caller: UUID) -> None:
    actions.tell(facts(1))
    head, body, seal = asked(caller).content.decode().split(".")
    _, other, _ = asked(caller, query="?after=1").content.decode().split(".")
    keys = KeySet.import_key_set(Client().get("/validation/v1/keys.json").json())
    jwt.decode(f"{head}.{body}.{seal}", keys, algorithms=["ES256"])
    with pytest.raises(BadSignatureError):
        jwt.decode(f"{head}.{other}.{seal}", keys, algorithms=["ES256"])


def test_the_key_that_everybody_gets_is_the_public_half(caller: UUID) -> None:
    (key,) = Client().get("/validation/v1/keys.json").json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


@pytest.mark.parametrize("query", ["?after=-1", "?after=x", "?limit=1e3", "?after=１", "?after=" + "9" * 19])
def test_a_question_that_is_none(caller: UUID, query: str) -> None:
    answer = asked(caller, query=query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert Client().get(answer.json()["type"]).status_code == 200  # type: ignore[attr-defined]


def test_who_is_not_entitled(country: Home) -> None:
    links_only, watch_only = admit(KEY, may=(api.May.LINKS,)), admit(other := new_key(), may=(api.May.WATCH,))
    links = "/validation/v1/links/sign/01000001"
    assert asked(links_only).status_code == 403
    assert asked(watch_only, links, key=other).status_code == 403
    assert asked(links_only, key=other).status_code == 401
    assert Client().get(PATH).status_code == 401
    assert Client().post(PATH).status_code == 405
    assert "WWW-Authenticate" in Client().get(PATH).headers
    assert QueryLog.objects.count() == 0


@pytest.mark.parametrize("path", ["other/01000001", "sign/xyz", "sign/" + "f" * 16, "auth/-1"])
def test_links_of_no_certificate(country: Home, path: str) -> None:
    assert asked(admit(KEY), f"/validation/v1/links/{path}").status_code == 400


def test_links_of_an_unknown_certificate_are_logged(country: Home) -> None:
    caller = admit(KEY, may=(api.May.LINKS,))
    answer = asked(caller, "/validation/v1/links/sign/0badf00d")
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (404, "unknown-certificate")  # type: ignore[attr-defined]
    row = QueryLog.objects.get()
    assert (row.caller, row.service, row.kind, row.serial, row.result) == (
        caller,
        "links",
        "sign",
        "0BADF00D",
        "unknown",
    )


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("word", ["malformed", "not-recognised", "not-in-contract", "unknown-certificate"])
def test_each_refusal_has_a_page(word: str, language: str) -> None:
    answer = Client(headers={"accept-language": language}).get(f"/validation/problems/{word}")
    assert answer.status_code == 200
    assert ("要求が拒否された理由" in answer.content.decode()) == (language == "ja")
    assert Client().get("/validation/problems/other").status_code == 404
