"""Callers: admitted with their keys, suspended, and recognised by a token that is good for one request, once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.http import HttpRequest
from django.test import RequestFactory
from tests.offices import act, clock
from tests.unit.services.validation.callers import admit, new_key, public_bytes, token

from tegata.ground.models import AuditEntry
from tegata.services.validation import actions, api
from tegata.services.validation.models import SpentToken

pytestmark = pytest.mark.django_db
PATH, BODY = "/validation/v1/changes", b'{"after": 7}'
NOBODY = UUID(int=7)


def sent(authorization: str, method: str = "POST", path: str = PATH, body: bytes = BODY) -> HttpRequest:
    return RequestFactory().generic(
        method, path, body, content_type="application/json", headers={"authorization": authorization}
    )


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return new_key()


def test_a_caller_is_recognised(key: ec.EllipticCurvePrivateKey) -> None:
    caller = admit(key, purposes=("contract",))
    found = api.caller_of(sent(f"Bearer {token(key, caller, 'POST', PATH, BODY)}"))
    assert (found.caller_id, found.name, found.purposes) == (caller, "手形銀行", frozenset({"contract"}))
    found.require(api.May.WATCH)
    assert AuditEntry.objects.filter(verb="validation admit caller", thing=str(caller)).count() == 1


def test_an_rsa_key_and_the_second_of_two_keys() -> None:
    first, second = new_key(), rsa.generate_private_key(65537, 2048)
    caller = admit(first, second)
    for one in (first, second):
        assert api.caller_of(sent(f"Bearer {token(one, caller, 'POST', PATH, BODY)}")).caller_id == caller


def test_a_token_counts_once(key: ec.EllipticCurvePrivateKey) -> None:
    shown = f"Bearer {token(key, admit(key), 'POST', PATH, BODY)}"
    api.caller_of(sent(shown))
    with pytest.raises(api.CallerRefused, match="used before"):
        api.caller_of(sent(shown))
    actions.forget_ended_tokens(act(at=clock() + timedelta(seconds=61)))
    assert SpentToken.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"aud": "http://elsewhere"}, "aud"),
        ({"sub": str(NOBODY)}, "sub"),
        ({"htm": "GET"}, "htm"),
        ({"htu": "http://testserver/other"}, "htu"),
        ({"bh": "AAAA"}, "bh"),
        ({"jti": "short"}, "jti"),
        ({"jti": None}, "jti"),
        ({"exp": None}, "iat and exp"),
        ({"iat": 1, "exp": 60}, "has ended"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_token_is_about_this_request(key: ec.EllipticCurvePrivateKey, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(api.CallerRefused, match=said):
        api.caller_of(sent(f"Bearer {token(key, admit(key), 'POST', PATH, BODY, **changed)}"))


@pytest.mark.parametrize("after", [-6, 60, 3600])
def test_a_token_lives_for_a_minute(key: ec.EllipticCurvePrivateKey, after: int) -> None:
    made = token(key, admit(key), "POST", PATH, BODY, at=clock() - timedelta(seconds=after))
    with pytest.raises(api.CallerRefused, match="has ended or has not begun"):
        api.caller_of(sent(f"Bearer {made}"))


def test_a_token_of_more_than_a_minute(key: ec.EllipticCurvePrivateKey) -> None:
    now = int(clock().timestamp())
    with pytest.raises(api.CallerRefused, match="at most 60 s"):
        api.caller_of(sent(f"Bearer {token(key, admit(key), 'POST', PATH, BODY, exp=now + 61)}"))


def test_another_s_key_and_a_changed_body(key: ec.EllipticCurvePrivateKey) -> None:
    caller = admit(key)
    with pytest.raises(api.CallerRefused, match="not signed by a key"):
        api.caller_of(sent(f"Bearer {token(new_key(), caller, 'POST', PATH, BODY)}"))
    with pytest.raises(api.CallerRefused, match="bh"):
        api.caller_of(sent(f"Bearer {token(key, caller, 'POST', PATH, BODY)}", body=b'{"after": 8}'))


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer ", "Bearer a.b.c", "Bearer e30.W10.x", "Bearer e30.e30."])
def test_what_is_no_token(header: str) -> None:
    with pytest.raises(api.CallerRefused):
        api.caller_of(sent(header))


def test_nobody_and_the_suspended(key: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(api.CallerRefused, match="admitted"):
        api.caller_of(sent(f"Bearer {token(key, NOBODY, 'POST', PATH, BODY)}"))
    caller = admit(key)
    api.suspend_caller(act(), caller)
    api.suspend_caller(act(), caller)
    with pytest.raises(api.CallerRefused, match="suspended"):
        api.caller_of(sent(f"Bearer {token(key, caller, 'POST', PATH, BODY)}"))
    api.resume_caller(act(), caller)
    assert api.caller_of(sent(f"Bearer {token(key, caller, 'POST', PATH, BODY)}")).caller_id == caller
    with pytest.raises(api.UnknownCaller):
        api.suspend_caller(act(), NOBODY)


def test_what_a_caller_may_not(key: ec.EllipticCurvePrivateKey) -> None:
    found = api.caller(admit(key, may=(api.May.OCSP,)))
    found.require(api.May.OCSP)
    with pytest.raises(api.CallerRefused, match="links"):
        found.require(api.May.LINKS)


def test_keys_that_nobody_may_have(key: ec.EllipticCurvePrivateKey) -> None:
    admit(key)
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - refused for that
    for keys in ((key,), (), (weak,), (ec.generate_private_key(ec.SECP384R1()),)):
        with pytest.raises(api.KeyRefused):
            admit(*keys)
    other = admit(new_key())
    newer = new_key()
    api.change_keys(act(), other, [public_bytes(newer)])
    assert api.caller(other).keys == (public_bytes(newer),)
    assert [one.caller_id for one in api.callers() if one.caller_id == other] == [other]
