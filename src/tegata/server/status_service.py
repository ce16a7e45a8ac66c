"""Certificate status over HTTP: OCSP (RFC 6960 appendix A, RFC 9919 §5), CRLs and the authorities' certificates.

A bare WSGI callable, so that a stored answer waits for no framework. It knows no clock and no store but those it is given.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from tegata.pki.authority import Authority
from tegata.pki.names import Kind
from tegata.pki.ports import StoreUnavailable
from tegata.rules.municipalities import Municipality, UnknownMunicipality, municipality
from tegata.services.validation.responder import OcspResponder
from tegata.services.validation.responder.http import Reply, Start, problem, send

CERTIFICATE, CRL = "application/pkix-cert", "application/pkix-crl"
COMPLETE = "all"


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
        answers: OcspResponder,
        now: Callable[[], datetime],
        front_page: Callable[[str], bytes],
    ) -> None:
        self._authorities = authorities
        self._answers = answers
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
        return self._answers(environ, start) if reply is None else send(environ, start, reply, now)

    def _reply(self, environ: dict[str, Any], now: datetime) -> Reply | None:
        """None: it is a question for the OCSP responder."""
        method = environ["REQUEST_METHOD"]
        if method == "POST":
            return None
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
        return None

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
