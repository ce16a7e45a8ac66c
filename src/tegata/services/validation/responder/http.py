"""What goes out over HTTP: bodies with their header fields, those of RFC 9919 §5.2 where the body may be kept."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NamedTuple

Start = Callable[[str, list[tuple[str, str]]], Any]
_STATUS_LINES = {status: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Reply(NamedTuple):
    """Status, media type, body, and until when it may be kept (None: not at all). `tag` tells the body from every other."""

    status: HTTPStatus
    media_type: str
    body: bytes
    made: datetime | None = None
    expires: datetime | None = None
    tag: str = ""


def send(environ: dict[str, Any], start: Start, reply: Reply, now: datetime) -> Iterable[bytes]:
    """Answer a WSGI request with a reply."""
    start(_STATUS_LINES[reply.status], headers(reply, now))
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body]


def headers(reply: Reply, now: datetime) -> list[tuple[str, str]]:
    """Header fields; those of RFC 9919 §5.2 where the body may be kept."""
    fields = [
        ("Content-Type", reply.media_type),
        ("Content-Length", str(len(reply.body))),
    ]
    if reply.made is None or reply.expires is None:
        return [*fields, *_unkept(int(now.timestamp()))]
    tag = reply.tag or sha256(reply.body).hexdigest()
    return [*fields, ("ETag", f'"{tag}"'), *_kept(int(now.timestamp()), reply.made, reply.expires)]


@lru_cache(maxsize=16)
def _unkept(now: int) -> tuple[tuple[str, str], ...]:
    return ("X-Content-Type-Options", "nosniff"), ("Date", _http_date(now)), ("Cache-Control", "no-store")


@lru_cache(maxsize=1024)
def _kept(now: int, made: datetime, expires: datetime) -> tuple[tuple[str, str], ...]:
    age = max(0, int(expires.timestamp()) - now)
    return (
        ("X-Content-Type-Options", "nosniff"),
        ("Date", _http_date(now)),
        ("Last-Modified", _http_date(int(made.timestamp()))),
        ("Expires", _http_date(int(expires.timestamp()))),
        ("Cache-Control", f"max-age={age}, public, no-transform, must-revalidate"),
    )


def _http_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


def problem(status: HTTPStatus, detail: str) -> Reply:
    """An error in words (one line of text)."""
    return Reply(status, "text/plain; charset=utf-8", f"{detail}\n".encode())
