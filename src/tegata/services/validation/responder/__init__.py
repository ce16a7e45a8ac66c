"""The OCSP responder's hot path, a bare WSGI callable (RFC 6960 appendix A, RFC 9919 §5): no framework, no database, no clock.

It knows who may ask, writes every question into a journal before it answers, and answers from what is signed already. A nonce
is signed on demand, at a rate for each caller: over it the answer is tryLater, for RFC 9654 §2.1 lets a responder leave out
a nonce of 1 to 15 or 33 to 128 octets only, and whoever sent one wants it back.
"""

from binascii import a2b_base64
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import unquote

from tegata.pki import ocsp
from tegata.pki.ocsp import Answer, ResponseStatus
from tegata.pki.ocsp_request import CertId, MalformedRequest, parse
from tegata.pki.ports import StoreUnavailable
from tegata.services.validation.responder.asking import ANYBODY, Asker, AskerRefused, CallerBook, asker_of
from tegata.services.validation.responder.http import Reply, Start, answer_headers, problem, send
from tegata.services.validation.responder.limits import Limits

OCSP_REQUEST = "application/ocsp-request"
LARGEST_REQUEST = 16_384
REMEMBERED = 255
"""Characters of a path with a question about one certificate; longer ones would fill the memory with other people's text."""
LATER = ResponseStatus.TRY_LATER


class Journal(Protocol):
    """Where every question is written down before it is answered."""

    def note(self, asker: Asker, answer: Answer, at: datetime) -> None:
        """Raises OSError, and then nothing is answered."""


class OcspResponder:
    """The WSGI callable. `registered`: whoever asks signs the request with a key that the authority knows."""

    def __init__(
        self,
        responders: Callable[[], Sequence[ocsp.Responder]],
        now: Callable[[], datetime],
        journal: Journal,
        book: CallerBook,
        *,
        registered: bool,
    ) -> None:
        self._responders = responders
        self._now = now
        self._journal = journal
        self._book = book
        self._registered = registered
        self._limits = Limits()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        now = self._now()
        request = self._posted(environ) if environ["REQUEST_METHOD"] == "POST" else self._in_path(environ)
        if isinstance(request, Reply):
            return send(environ, start, request, now)
        answer = self.answer(request, environ.get("REMOTE_ADDR", ""), now)
        start("200 OK", answer_headers(answer, now))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.response]

    def answer(self, request: bytes, address: str, now: datetime) -> Answer:
        """Any bytes to an answer that is written down, or to a refusal."""
        asker, answer = self._decided(request, address, now)
        try:
            self._journal.note(asker, answer, now)
        except OSError:
            return ocsp.refusal(LATER)
        return answer

    def _decided(self, request: bytes, address: str, now: datetime) -> tuple[Asker, Answer]:
        asker = ANYBODY
        asked: tuple[CertId, ...] = ()
        try:
            found = None if self._registered else ocsp.kept(self._responders(), request, now)
            if found is not None:
                return asker, found
            parsed = parse(request)
            asked = parsed.cert_ids
            asker = asker_of(request, self._book, registered=self._registered)
            if parsed.nonce is not None and not self._limits.take(asker, address, now):
                return asker, self._refusal(LATER, asked)
            answer = ocsp.respond_to(self._responders(), parsed, now)
            return asker, answer if answer.told else self._refusal(answer.refused, asked)
        except MalformedRequest:
            return asker, ocsp.refusal(ResponseStatus.MALFORMED_REQUEST)
        except AskerRefused as refused:
            return refused.asker, self._refusal(refused.status, asked)
        except StoreUnavailable:
            return asker, self._refusal(LATER, asked or parse(request).cert_ids)

    def _refusal(self, status: ResponseStatus, asked: tuple[CertId, ...]) -> Answer:
        """A refusal that says, for the journal alone, which certificates it was about."""
        issuers = {id(item): one.issuer.kind for item in asked for one in self._responders() if one.knows(item)}
        told = tuple(ocsp.Told(issuers[id(item)], item.serial, None) for item in asked if id(item) in issuers)
        return ocsp.refusal(status)._replace(told=told)

    def _posted(self, environ: dict[str, Any]) -> bytes | Reply:
        if environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower() != OCSP_REQUEST:
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a request is {OCSP_REQUEST}")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST_REQUEST:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {LARGEST_REQUEST} bytes")
        return bytes(environ["wsgi.input"].read(int(length)))

    def _in_path(self, environ: dict[str, Any]) -> bytes | Reply:
        path: str = environ.get("PATH_INFO", "/")
        request = _remembered(path) if len(path) <= REMEMBERED else _request_in(path)
        return request or problem(HTTPStatus.NOT_FOUND, "nothing is here")


def _request_in(path: str) -> bytes:
    """RFC 6960 A.1: GET {url}/{url-encoding of base-64 encoding of the DER encoding of the OCSPRequest}; empty: none."""
    text = (unquote(path) if "%" in path else path).removeprefix("/").removeprefix("ocsp/")
    try:
        request = a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        return b""
    return request if request[:1] == b"\x30" else b""


_remembered = lru_cache(maxsize=32_768)(_request_in)
