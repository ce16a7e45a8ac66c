"""Every call as a value: method, address, body, how its answer is read. The two clients differ only in who waits."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import httpx

from tegata.client import errors
from tegata.client.results import Challenge, Verdict

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


def new_challenge() -> Call[Challenge]:
    """Bytes for a card to sign. A second one does no harm."""
    return Call("POST", "/v1/challenges", Challenge.read)


def verify_document(
    document: bytes, *, content: bytes | None, at: datetime | None, evidence: bool, identify: bool
) -> Call[Verdict]:
    """A signed CMS, PDF or XML document."""
    body = {"document": _base64(document), "evidence": evidence, "identify": identify}
    return Call("POST", "/v1/signatures", Verdict.read, body | _given(content=content, at=at))


def verify_answer(
    challenge: bytes,
    signature: bytes,
    certificate: bytes,
    *,
    origin: str | None,
    evidence: bool,
    identify: bool,
    key: str,
) -> Call[Verdict]:
    """A card's answer to a challenge; the key makes sure that a lost answer is not a used-up challenge."""
    body = answered(challenge, signature, certificate) | {"evidence": evidence, "identify": identify}
    body |= _given(origin=origin)
    return Call("POST", "/v1/signatures", Verdict.read, body, headers={"Idempotency-Key": key})


def verify_certificate(
    certificate: bytes, *, kind: str | None, at: datetime | None, evidence: bool, identify: bool
) -> Call[Verdict]:
    """A certificate, now or at a moment."""
    body = {"certificate": _base64(certificate), "evidence": evidence, "identify": identify}
    return Call("POST", "/v1/certificates", Verdict.read, body | _given(kind=kind, at=at))


def answered(challenge: bytes, signature: bytes, certificate: bytes) -> dict[str, Any]:
    """A card's answer in the operator's JSON."""
    return {
        "challenge": _base64(challenge),
        "signature": _base64(signature),
        "certificate": _base64(certificate),
    }


def headers(key: str) -> dict[str, str]:
    """What every request carries."""
    return {"Authorization": f"Bearer {key}", "Accept": "application/json, application/problem+json"}


def result(call: Call[T], answer: httpx.Response) -> T:
    """What an answer says. Raises OperatorProblem or OperatorUnreachable."""
    try:
        body = answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.content
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


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
