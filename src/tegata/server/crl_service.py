"""Published revocation lists over HTTP: files, validators, compression, parts (RFC 9110). A bare WSGI callable.

It needs the folder of lists and nothing else: an authority whose records are away still has what it published, and a list's own
nextUpdate says when that has become stale.
"""

import gzip
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tegata.pki import crl
from tegata.server.crl_door import ListDoor
from tegata.services.validation.rules import CallerRefused

Start = Callable[[str, list[tuple[str, str]]], Any]
Fields = list[tuple[str, str]]

CRL, JSON, TEXT = "application/pkix-crl", "application/json", "text/plain; charset=utf-8"
LONGEST_KEPT = timedelta(minutes=1)
"""How long a list may be passed on without asking again: a change is published within a second."""
PLACE = re.compile(r"/crl/(sign|auth)/((?:all|\d{5})\.crl|index\.json)", re.ASCII)
PART = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def _zstd(body: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 - an optional package: tegata[server]

    return zstandard.ZstdCompressor(level=6, write_checksum=True).compress(body)


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": _zstd,
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "identity": lambda body: body,
}
"""Content codings, those we like best first; made once for each list, at the first question for it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One representation of a file: its bytes, strong validator, when it was made and when it ends (lists only)."""

    body: bytes
    coding: str
    tag: str
    made: datetime
    ends: datetime | None


class CrlService:
    """`/crl/{sign,auth}/{municipality's code or all}.crl` and index.json beside them, by GET and HEAD; without a door for all."""

    def __init__(self, folder: Path, now: Callable[[], datetime], door: ListDoor | None = None) -> None:
        self._folder = folder
        self._now = now
        self._door = door

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        status, fields, body = self._answer(environ)
        start(f"{status.value} {status.phrase}", [*fields, ("X-Content-Type-Options", "nosniff")])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, environ: dict[str, Any]) -> tuple[HTTPStatus, Fields, bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, "lists are fetched by GET and HEAD")
        place = PLACE.fullmatch(environ.get("PATH_INFO", ""))
        if place is None:
            return _problem(HTTPStatus.NOT_FOUND, "lists are at /crl/{sign,auth}/{municipality code or all}.crl")
        try:
            if self._door is not None:
                self._door(environ)
        except CallerRefused as refused:
            status, told, text = _problem(HTTPStatus.UNAUTHORIZED, str(refused))
            return status, [*told, ("WWW-Authenticate", "Bearer")], text
        return self._file(environ, place)

    def _file(self, environ: dict[str, Any], place: re.Match[str]) -> tuple[HTTPStatus, Fields, bytes]:
        wants_part = "HTTP_RANGE" in environ
        coding = "identity" if wants_part else _coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        shown = _shown(self._folder / place[1] / place[2], coding)
        if shown is None:
            text = "no such list is published: no certificate was issued there, or for `all` there are too many; see index.json"
            return _problem(HTTPStatus.NOT_FOUND, text)
        fields = _fields(shown, self._now(), "public" if self._door is None else "private")
        if _is_current(environ, shown):
            return HTTPStatus.NOT_MODIFIED, fields, b""
        fields += [("Content-Type", CRL if place[2].endswith(".crl") else JSON), ("Accept-Ranges", "bytes")]
        if wants_part and environ.get("HTTP_IF_RANGE", shown.tag) == shown.tag:
            return _part(environ["HTTP_RANGE"], shown.body, fields)
        if shown.coding != "identity":
            fields.append(("Content-Encoding", shown.coding))
        return HTTPStatus.OK, [*fields, ("Content-Length", str(len(shown.body)))], shown.body


def _shown(file: Path, coding: str) -> Shown | None:
    """The file as it is now; None where there is none."""
    try:
        found = file.stat()
        return _read(file, coding, (found.st_ino, found.st_mtime_ns, found.st_size))
    except (FileNotFoundError, NotADirectoryError):
        return None


@lru_cache(maxsize=128)
def _read(file: Path, coding: str, identity: tuple[int, int, int]) -> Shown:
    body = file.read_bytes()
    made, ends = datetime.fromtimestamp(identity[1] // 10**9, UTC), None
    if file.suffix == ".crl":
        head = crl.read_head(body)
        made, ends = head.this_update, head.next_update
    tag = f'"{sha256(body).hexdigest()[:32]}-{coding}"'
    return Shown(CODINGS[coding](body), coding, tag, made, ends)


def _coding(accepted: str) -> str:
    """The best coding that the client takes (RFC 9110 §12.5.3)."""
    wishes = [wish.replace(" ", "").lower().partition(";q=") for wish in accepted.split(",")]
    taken = {name for name, _, quality in wishes if quality.strip("0.") or not quality}
    return next((coding for coding in CODINGS if coding in taken), "identity")


def _is_current(environ: dict[str, Any], shown: Shown) -> bool:
    """Whether the client has it already (RFC 9110 §13.1.2 and §13.1.3; the former goes first)."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in (shown.tag, "*") for tag in tags.split(","))
    try:
        return shown.made <= parsedate_to_datetime(environ["HTTP_IF_MODIFIED_SINCE"])
    except (KeyError, ValueError, TypeError):  # not asked, no date, or one without a zone
        return False


def _part(asked: str, body: bytes, fields: Fields) -> tuple[HTTPStatus, Fields, bytes]:
    """One part of a body (RFC 9110 §14); several at once are answered by the whole."""
    found = PART.fullmatch(asked.replace(" ", ""))
    if found is None or found[1] == found[2] == "":
        return HTTPStatus.OK, [*fields, ("Content-Length", str(len(body)))], body
    size = len(body)
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first > last:
        status, told, text = _problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"the list has {size} bytes")
        return status, [*told, ("Content-Range", f"bytes */{size}")], text
    part = body[first : last + 1]
    more = [("Content-Range", f"bytes {first}-{last}/{size}"), ("Content-Length", str(len(part)))]
    return HTTPStatus.PARTIAL_CONTENT, [*fields, *more], part


def _fields(shown: Shown, now: datetime, kept_by: str) -> Fields:
    expires = now + LONGEST_KEPT if shown.ends is None else min(now + LONGEST_KEPT, shown.ends)
    age = max(0, int((expires - now).total_seconds()))
    return [
        ("Date", _http_date(now)),
        ("Last-Modified", _http_date(shown.made)),
        ("Expires", _http_date(expires)),
        ("ETag", shown.tag),
        ("Cache-Control", f"max-age={age}, {kept_by}, no-transform, must-revalidate"),
        ("Vary", "Accept-Encoding"),
    ]


def _problem(status: HTTPStatus, detail: str) -> tuple[HTTPStatus, Fields, bytes]:
    body = f"{detail}\n".encode()
    fields = [("Content-Type", TEXT), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    return status, fields, body


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
