"""Certificate status over HTTP: OCSP (RFC 6960 appendix A, RFC 9919 §5), the authorities' certificates, and lists.

A bare WSGI callable, so that a stored answer waits for no framework. It knows no clock and no store but those it is given.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from tegata.pki.authority import Authority
from tegata.pki.names import Kind
from tegata.pki.ports import StoreUnavailable
from tegata.server.crl_service import CrlService
from tegata.services.validation.responder import OcspResponder
from tegata.services.validation.responder.http import Reply, Start, problem, send

CERTIFICATE = "application/pkix-cert"
QUESTIONS = ("/ocsp/", "/M")
"""How the path of a question by GET begins: base64 of a DER SEQUENCE begins with M."""


class StatusService:
    """The WSGI callable. `front_page` answers a browser that comes without a question; `lists` shows published ones."""

    def __init__(
        self,
        authorities: Mapping[Kind, Authority],
        answers: OcspResponder,
        now: Callable[[], datetime],
        front_page: Callable[[str], bytes],
        lists: CrlService,
    ) -> None:
        self._authorities = authorities
        self._answers = answers
        self._now = now
        self._front_page = front_page
        self._lists = lists

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(QUESTIONS) and environ["REQUEST_METHOD"] == "GET":
            return self._answers(environ, start)
        if path.startswith("/crl/"):
            return self._lists(environ, start)
        now = self._now()
        try:
            reply = self._reply(environ)
        except StoreUnavailable:
            reply = problem(HTTPStatus.SERVICE_UNAVAILABLE, "the authority's records cannot be read; try again later")
        return self._answers(environ, start) if reply is None else send(environ, start, reply, now)

    def _reply(self, environ: dict[str, Any]) -> Reply | None:
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
        return None

    def _certificate(self, kind: str) -> Reply:
        try:
            return Reply(HTTPStatus.OK, CERTIFICATE, self._authorities[Kind(kind)].certificate)
        except (ValueError, KeyError):
            return problem(HTTPStatus.NOT_FOUND, f"authorities are {', '.join(Kind)}")
