"""What operators send and get as JSON: strict readers, and writers. The document of the interface is data/openapi.json."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tegata.pki.names import Kind
from tegata.rules.calendar import JST
from tegata.services.verifiers.queries import ConsentView, UsageLine
from tegata.services.verifiers.rules import LARGEST_DOCUMENT, Next, Refusal, Refused

LARGEST_BODY = 4 * LARGEST_DOCUMENT
_LARGEST_SERIAL = 1 << 64


@dataclass(frozen=True, slots=True)
class NewConsent:
    """`POST /consents`."""

    provider: str
    document: bytes
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewWithdrawal:
    """`POST /consents/{id}/withdrawal`."""

    document: bytes


@dataclass(frozen=True, slots=True)
class AttributesAsked:
    """`POST /attributes`."""

    consent: UUID
    serial: int


@dataclass(frozen=True, slots=True)
class UserIdAsked:
    """`POST /user-ids` and `POST /user-ids/deletion`."""

    tenant: str
    kind: Kind
    serial: int


def new_consent(body: bytes) -> NewConsent:
    """Read a body. Raises Refused."""
    sent = _object(body, {"provider", "document"}, {"received_at"})
    received = sent.get("received_at")
    return NewConsent(
        _text(sent, "provider"), _document(sent), None if received is None else _moment(_text(sent, "received_at"))
    )


def new_withdrawal(body: bytes) -> NewWithdrawal:
    """Read a body. Raises Refused."""
    return NewWithdrawal(_document(_object(body, {"document"})))


def attributes_asked(body: bytes) -> AttributesAsked:
    """Read a body. Raises Refused."""
    sent = _object(body, {"consent", "serial"})
    try:
        return AttributesAsked(UUID(_text(sent, "consent")), _serial(sent))
    except ValueError as error:
        raise Refused(Refusal.UNKNOWN_CONSENT) from error


def user_id_asked(body: bytes) -> UserIdAsked:
    """Read a body. Raises Refused."""
    sent = _object(body, {"tenant", "kind", "serial"})
    try:
        return UserIdAsked(_text(sent, "tenant"), Kind(_text(sent, "kind")), _serial(sent))
    except ValueError as error:
        raise Refused(Refusal.MALFORMED, f"kind is one of {', '.join(Kind)}") from error


def month(text: str, today: date) -> tuple[int, int]:
    """Year and month of `2026-11`; this month where nothing is said. Raises Refused."""
    if not text:
        return today.year, today.month
    try:
        found = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a month has no hour
    except ValueError as error:
        raise Refused(Refusal.MALFORMED, "month is written 2026-11") from error
    return found.year, found.month


def consent_json(one: ConsentView, at: datetime) -> dict[str, Any]:
    """A consent as its operator sees it. Withdrawals are not pushed: it asks."""
    return {
        "id": str(one.consent_id),
        "provider": one.provider,
        "state": one.state(at),
        "attributes": [attribute.value for attribute in one.attributes],
        "given_at": _in_japan(one.given_at),
        "begins": _in_japan(one.period.begins),
        "ends": _in_japan(one.period.ends),
        "withdrawn_at": _in_japan(one.withdrawn_at) if one.withdrawn_at else None,
    }


def next_json(found: Next) -> dict[str, Any]:
    """What is new; the attributes and the serial number only where something is given."""
    answer: dict[str, Any] = {"result": found.answered.value}
    if found.serial is not None:
        answer |= {"attributes": found.given, "serial": serial_text(found.serial)}
    return answer


def usage_json(lines: list[UsageLine], text: str) -> dict[str, Any]:
    """A month's usage and what it costs."""
    rows = [
        {"provider": one.provider, "what": one.what, "outcome": one.outcome, "number": one.number, "yen": one.yen}
        for one in lines
    ]
    return {"month": text, "yen": sum(one.yen for one in lines), "lines": rows}


def serial_text(serial: int) -> str:
    """A serial number as everywhere here: hexadecimal, eight digits at least."""
    return f"{serial:08X}"


def _in_japan(at: datetime) -> str:
    """Days of a consent are days in Japan."""
    return at.astimezone(JST).isoformat(timespec="seconds")


def _object(body: bytes, required: set[str], optional: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    if len(body) > LARGEST_BODY:
        raise Refused(Refusal.MALFORMED, f"a body has at most {LARGEST_BODY} bytes")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(Refusal.MALFORMED, "the body is no JSON in UTF-8") from error
    if not isinstance(sent, dict) or not required <= set(sent) <= required | optional:
        names = ", ".join([*sorted(required), *(f"{name} (may be left out)" for name in sorted(optional))])
        raise Refused(Refusal.MALFORMED, f"the body is an object with the members {names}, and no others")
    return sent


def _text(sent: dict[str, Any], name: str) -> str:
    found = sent[name]
    if not isinstance(found, str) or not found:
        raise Refused(Refusal.MALFORMED, f"{name} is a text")
    return found


def _document(sent: dict[str, Any]) -> bytes:
    try:
        return b64decode(_text(sent, "document"), validate=True)
    except (NotBase64, ValueError) as error:
        raise Refused(Refusal.MALFORMED, "document is CMS in base64") from error


def _serial(sent: dict[str, Any]) -> int:
    try:
        found = int(_text(sent, "serial"), 16)
    except ValueError as error:
        raise Refused(Refusal.MALFORMED, "serial is hexadecimal") from error
    if not 0 < found < _LARGEST_SERIAL // 2:
        raise Refused(Refusal.UNKNOWN_SERIAL)
    return found


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(Refusal.MALFORMED, "received_at is a time of RFC 3339") from error
    if found.tzinfo is None:
        raise Refused(Refusal.MALFORMED, "received_at names its time zone")
    return found
