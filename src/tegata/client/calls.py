"""Every call as a value: method, address, body, how its answer is read. The two clients differ only in who waits."""

import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx

from tegata.client import errors
from tegata.client.results import Attributes, Challenge, Changes, Consent, User, Verdict, Watch

T = TypeVar("T")
PATIENCE = 30.0
ATTEMPTS = 3
PAUSES = (0.2, 1.0)
"""Seconds before the second and the third attempt."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request. `repeatable`: it may be sent again when no answer came, because it changes nothing or carries a key."""

    method: str
    path: str
    read: Callable[[Any], T]
    body: dict[str, Any] | None = None
    repeatable: bool = True
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a card made of a challenge; `origin` is the site's where it answered through a local agent."""

    challenge: bytes
    signature: bytes
    certificate: bytes
    origin: str | None


def new_challenge() -> Call[Challenge]:
    """Bytes for a card to sign. A second one does no harm."""
    return Call("POST", "/v1/challenges", Challenge.read)


def verify_document(
    document: bytes, *, content: bytes | None, at: datetime | None, evidence: bool, identify: bool
) -> Call[Verdict]:
    """A signed CMS, PDF or XML document."""
    body = {"document": _base64(document), "evidence": evidence, "identify": identify}
    return Call("POST", "/v1/signatures", Verdict.read, body | _given(content=content, at=at))


def verify_answer(answer: Answer, *, evidence: bool, identify: bool, key: str | None) -> Call[Verdict]:
    """A card's answer to a challenge; the key makes sure that a lost answer is not a used-up challenge."""
    body = answered(answer) | {"evidence": evidence, "identify": identify}
    return Call("POST", "/v1/signatures", Verdict.read, body, headers=_once(key))


def verify_certificate(
    certificate: bytes, *, kind: str | None, at: datetime | None, evidence: bool, identify: bool
) -> Call[Verdict]:
    """A certificate, now or at a moment."""
    body = {"certificate": _base64(certificate), "evidence": evidence, "identify": identify}
    return Call("POST", "/v1/certificates", Verdict.read, body | _given(kind=kind, at=at))


def identified(mode: str, answer: Answer, *, evidence: bool, key: str | None) -> Call[User]:
    """Login, registration or replacement by a card's answer to a challenge."""
    return Call("POST", f"/v1/{mode}", User.read, answered(answer) | {"evidence": evidence}, headers=_once(key))


def forget_user(user_id: str) -> Call[None]:
    """Delete a registration. Not repeated: the second time there would be nobody."""
    return Call("DELETE", f"/v1/registrations/{_segment(user_id)}", lambda _: None, repeatable=False)


def give_consent(document: bytes, received_at: datetime | None, key: str | None) -> Call[Consent]:
    """A consent document that its holder signed."""
    body = {"document": _base64(document)} | _given(received_at=received_at)
    return Call("POST", "/v1/consents", Consent.read, body, headers=_once(key))


def consent(consent_id: str) -> Call[Consent]:
    """Whether a consent counts."""
    return Call("GET", f"/v1/consents/{_segment(consent_id)}", Consent.read)


def withdraw_consent(consent_id: str, document: bytes, key: str | None) -> Call[Consent]:
    """A withdrawal that the holder signed."""
    path = f"/v1/consents/{_segment(consent_id)}/withdrawal"
    return Call("POST", path, Consent.read, {"document": _base64(document)}, headers=_once(key))


def latest_attributes(consent_id: str, serial: str) -> Call[Attributes]:
    """What is new about the holder of a signature certificate."""
    return Call("POST", "/v1/attributes", Attributes.read, {"consent": consent_id, "serial": serial})


def watch(items: Mapping[str, str], key: str | None) -> Call[Watch]:
    """Begin to watch."""
    return Call("POST", "/v1/watches", Watch.read, _items(items), headers=_once(key))


def add_to_watch(watch_id: str, items: Mapping[str, str]) -> Call[Watch]:
    """Watch more. Saying it twice changes nothing."""
    return Call("POST", f"/v1/watches/{_segment(watch_id)}/items", Watch.read, _items(items))


def changes(watch_id: str, after: int) -> Call[Changes]:
    """What changed since a number."""
    return Call("GET", f"/v1/watches/{_segment(watch_id)}/changes?after={after}", Changes.read)


def evidence(record_id: str) -> Call[bytes]:
    """A record of evidence."""
    return Call("GET", f"/v1/evidence/{_segment(record_id)}", _bytes)


def answered(answer: Answer) -> dict[str, Any]:
    """A card's answer in the operator's JSON."""
    return _given(**asdict(answer))


def new_key() -> str:
    """An idempotency key that nobody used before."""
    return secrets.token_urlsafe(16)


def _once(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key or new_key()}


def headers(key: str) -> dict[str, str]:
    """What every request carries."""
    return {"Authorization": f"Bearer {key}", "Accept": "application/json, application/problem+json"}


def result(call: Call[T], answer: httpx.Response) -> T:
    """What an answer says. Raises OperatorProblem or OperatorUnreachable."""
    try:
        is_json = bool(answer.content) and "json" in answer.headers.get("Content-Type", "")
        body = answer.json() if is_json else answer.content
        if answer.is_success:
            return call.read(body)
    except (ValueError, KeyError, TypeError) as error:
        raise errors.OperatorUnreachable(f"what answers is no operator of this kind: {error}") from error
    if isinstance(body, dict) and "type" in body:
        raise errors.problem(body)
    raise errors.OperatorUnreachable(f"the operator answered {answer.status_code} without a problem document")


def again(call: Call[Any], attempt: int, error: Exception) -> bool:
    """Whether to try once more: only what may be repeated, and only where that can help."""
    transient = isinstance(error, errors.OperatorUnreachable | errors.Retriable)
    return transient and call.repeatable and attempt + 1 < ATTEMPTS


def _given(**fields: bytes | datetime | str | None) -> dict[str, Any]:
    return {name: _text(value) for name, value in fields.items() if value is not None}


def _text(value: bytes | datetime | str) -> str:
    if isinstance(value, bytes):
        return _base64(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _items(items: Mapping[str, str]) -> dict[str, Any]:
    listed = [{"reference": reference, "certificate_id": certificate} for reference, certificate in items.items()]
    return {"items": listed}


def _segment(text: str) -> str:
    return quote(text, safe="")


def _bytes(body: object) -> bytes:
    if not isinstance(body, bytes):
        raise TypeError("a file was expected")
    return body


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
