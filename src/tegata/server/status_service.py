"""Certificate status over HTTP: OCSP (RFC 6960 appendix A, RFC 9919 §5), CRLs and the authorities' certificates.

A bare WSGI callable, so that a stored answer waits for no framework. It knows no clock and no store but those it is given.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from tegata.pki import ocsp
from tegata.pki.authority import Authority
from tegata.pki.names import Kind
from tegata.pki.ports import StoreUnavailable
from tegata.rules.municipalities import Municipality, UnknownMunicipality, municipality

Start = Callable[[str, list[tuple[str, str]]], Any]

OCSP_REQUEST, OCSP_RESPONSE = "application/ocsp-request", "application/ocsp-response"
CERTIFICATE, CRL = "application/pkix-cert", "application/pkix-crl"
LARGEST_REQUEST = 16_384
COMPLETE = "all"


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out: status, media type, body, and until when it may be kept (None: not at all)."""

    status: HTTPStatus
    media_type: str
    body: bytes
    made: datetime | None = None
    expires: datetime | None = None


@dataclass(slots=True)
class CrlShelf:
    """CRLs made on demand and kept until a status changes or they are a day old."""

    authority: Authority
    _made: dict[str, tuple[int, datetime, bytes]] = field(default_factory=dict)

    def current(self, town: Municipality | None, now: datetime) -> tuple[bytes, datetime]:
        """The list of a partition (None: complete) and when it was made. Raises StoreUnavailable."""
        name, version = town.code5 if town else COMPLETE, self.authority.store.version()
        kept = self._made.get(name)
        if kept is None or kept[0] != version or now - kept[1] > timedelta(days=1):
            kept = self._made[name] = (version, now, self.authority.crl(town, now))
        return kept[2], kept[1]


class StatusService:
    """The WSGI callable. `front_page` answers a browser that comes without a question."""

    def __init__(
        self,
        authorities: Mapping[Kind, Authority],
        responders: Callable[[], list[ocsp.Responder]],
        now: Callable[[], datetime],
        front_page: Callable[[str], bytes],
    ) -> None:
        self._authorities = authorities
        self._responders = responders
        self._now = now
        self._front_page = front_page
        self._shelves = {kind: CrlShelf(authority) for kind, authority in authorities.items()}

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        now = self._now()
        try:
            reply = self._reply(environ, now)
        except StoreUnavailable:
            reply = problem(HTTPStatus.SERVICE_UNAVAILABLE, "the authority's records cannot be read; try again later")
        start(f"{reply.status.value} {reply.status.phrase}", headers(reply, now))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body]

    def _reply(self, environ: dict[str, Any], now: datetime) -> Reply:
        method = environ["REQUEST_METHOD"]
        if method == "POST":
            return self._posted(environ, now)
        if method not in ("GET", "HEAD"):
            return problem(HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD and POST")
        first, *rest = environ.get("PATH_INFO", "/").removeprefix("/").split("/")
        if not first and not rest:
            page = self._front_page(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
            return Reply(HTTPStatus.OK, "text/html; charset=utf-8", page)
        if first == "ca" and len(rest) == 1:
            return self._certificate(rest[0].removesuffix(".cer"))
        if first == "crl" and len(rest) == 2:
            return self._crl(rest[0], rest[1].removesuffix(".crl"), now)
        return self._in_path("/".join((first, *rest)), now)

    def _posted(self, environ: dict[str, Any], now: datetime) -> Reply:
        if environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower() != OCSP_REQUEST:
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a request is {OCSP_REQUEST}")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST_REQUEST:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {LARGEST_REQUEST} bytes")
        return self._ocsp(environ["wsgi.input"].read(int(length)), now)

    def _in_path(self, path: str, now: datetime) -> Reply:
        """RFC 6960 A.1: GET {url}/{url-encoding of base-64 encoding of the DER encoding of the OCSPRequest}."""
        text = unquote(path).removeprefix("ocsp/")
        try:
            request = b64decode(text + "=" * (-len(text) % 4), validate=True)
        except (NotBase64, ValueError):
            request = b""
        return self._ocsp(request, now) if request[:1] == b"\x30" else problem(HTTPStatus.NOT_FOUND, "nothing is here")

    def _ocsp(self, request: bytes, now: datetime) -> Reply:
        answer = ocsp.respond(self._responders(), request, now)
        return Reply(HTTPStatus.OK, OCSP_RESPONSE, answer.response, answer.this_update, answer.next_update)

    def _certificate(self, kind: str) -> Reply:
        try:
            return Reply(HTTPStatus.OK, CERTIFICATE, self._authorities[Kind(kind)].certificate)
        except (ValueError, KeyError):
            return problem(HTTPStatus.NOT_FOUND, f"authorities are {', '.join(Kind)}")

    def _crl(self, kind: str, name: str, now: datetime) -> Reply:
        try:
            town = None if name == COMPLETE else municipality(name)
            body, made = self._shelves[Kind(kind)].current(town, now)
        except (ValueError, KeyError, UnknownMunicipality):
            return problem(HTTPStatus.NOT_FOUND, "no such list: /crl/{sign,auth}/{municipality code or all}.crl")
        return Reply(HTTPStatus.OK, CRL, body, made, now + timedelta(minutes=1))


def headers(reply: Reply, now: datetime) -> list[tuple[str, str]]:
    """Header fields; those of RFC 9919 §5.2 where the body may be kept."""
    fields = [
        ("Content-Type", reply.media_type),
        ("Content-Length", str(len(reply.body))),
        ("X-Content-Type-Options", "nosniff"),
        ("Date", _http_date(int(now.timestamp()))),
    ]
    if reply.made is None or reply.expires is None:
        return [*fields, ("Cache-Control", "no-store")]
    age = max(0, int((reply.expires - now).total_seconds()))
    return [
        *fields,
        ("Last-Modified", _http_date(int(reply.made.timestamp()))),
        ("Expires", _http_date(int(reply.expires.timestamp()))),
        ("ETag", _etag(reply.body)),
        ("Cache-Control", f"max-age={age}, public, no-transform, must-revalidate"),
    ]


@lru_cache(maxsize=1024)
def _http_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


@lru_cache(maxsize=4096)
def _etag(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()}"'


def problem(status: HTTPStatus, detail: str) -> Reply:
    """An error in words (one line of text)."""
    return Reply(status, "text/plain; charset=utf-8", f"{detail}\n".encode())
