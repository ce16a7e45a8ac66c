"""What goes out over HTTP: bodies with their header fields, those of RFC 9919 §5.2 where the body may be kept."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NamedTuple

from tegata.pki.ocsp import Answer

Start = Callable[[str, list[tuple[str, str]]], Any]
OCSP_RESPONSE = "application/ocsp-response"


class Reply(NamedTuple):
    """Status, media type, body, and until when it may be kept (None: not at all)."""

    status: HTTPStatus
    media_type: str
    body: bytes
    made: datetime | None = None
    expires: datetime | None = None


def send(environ: dict[str, Any], start: Start, reply: Reply, now: datetime) -> Iterable[bytes]:
    """Answer a WSGI request with a reply."""
    start(f"{reply.status.value} {reply.status.phrase}", headers(reply, now))
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body]


def headers(reply: Reply, now: datetime) -> list[tuple[str, str]]:
    """Header fields; those of RFC 9919 §5.2 where the body may be kept."""
    seconds, size = int(now.timestamp()), len(reply.body)
    if reply.made is None or reply.expires is None:
        return [*_unkept(seconds, size, reply.media_type)]
    tag = sha256(reply.body).hexdigest()
    return [("ETag", f'"{tag}"'), *_kept(seconds, size, reply.media_type, reply.made, reply.expires)]


def answer_headers(answer: Answer, now: datetime) -> list[tuple[str, str]]:
    """Those of an OCSP answer. Its own signature is its tag; all others are worked out once a second."""
    seconds, size = int(now.timestamp()), len(answer.response)
    if answer.this_update is None or answer.next_update is None:
        return [*_unkept(seconds, size, OCSP_RESPONSE)]
    kept = _kept(seconds, size, OCSP_RESPONSE, answer.this_update, answer.next_update)
    return [("ETag", f'"{answer.tag}"'), *kept]


@lru_cache(maxsize=256)
def _unkept(now: int, size: int, media_type: str) -> tuple[tuple[str, str], ...]:
    return (*_always(now, size, media_type), ("Cache-Control", "no-store"))


@lru_cache(maxsize=256)
def _kept(now: int, size: int, media_type: str, made: datetime, expires: datetime) -> tuple[tuple[str, str], ...]:
    age = max(0, int(expires.timestamp()) - now)
    return (
        *_always(now, size, media_type),
        ("Last-Modified", _http_date(int(made.timestamp()))),
        ("Expires", _http_date(int(expires.timestamp()))),
        ("Cache-Control", f"max-age={age}, public, no-transform, must-revalidate"),
    )


def _always(now: int, size: int, media_type: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", media_type),
        ("Content-Length", str(size)),
        ("X-Content-Type-Options", "nosniff"),
        ("Date", _http_date(now)),
    )


def _http_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


def problem(status: HTTPStatus, detail: str) -> Reply:
    """An error in words (one line of text)."""
    return Reply(status, "text/plain; charset=utf-8", f"{detail}\n".encode())
