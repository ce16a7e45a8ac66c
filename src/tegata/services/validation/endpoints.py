"""What programs ask for under /validation/v1/: the feed of changes (失効情報の提供), links of serial numbers, the feed's key.

Whoever asks shows a token of its own (validation.rules) and has the word in its contract: `watch` or `links`.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from joserfc.jwk import ECKey

from tegata.ground.clock import now
from tegata.ground.pages.access import endpoint
from tegata.ground.pages.problems import problem
from tegata.ground.ports import plugged
from tegata.services.certificates.api import UnknownCertificate
from tegata.services.validation import actions, queries, schemas
from tegata.services.validation.rules import CallerRefused, CallerView, FeedKey, May, Problem, public_jwk, signed_page


@endpoint(title=_("Changes of certificates"))
def changes(request: HttpRequest) -> HttpResponse:
    """GET ?after=N&limit=M: what changed after that number, in order, as a JWT by the key at keys.json."""

    def told(_caller: CallerView) -> HttpResponse:
        page = queries.feed(*schemas.place_in_feed(request))
        text = signed_page(page, schemas.base_of(request), now(), _key())
        return HttpResponse(text, content_type="application/jwt")

    return _answer(request, May.WATCH, told)


@endpoint(title=_("Serial numbers that belong together"))
def links(request: HttpRequest, kind: str, serial: str) -> HttpResponse:
    """GET: the certificate before, the one after, the newest, and the newest of the other kind."""

    def told(caller: CallerView) -> HttpResponse:
        which, number = schemas.certificate_of(kind, serial)
        found = actions.links(caller, which, number, now())
        serials = {"predecessor": found.predecessor, "successor": found.successor, "newest": found.newest}
        serials["other_kind"] = found.other_kind
        shown = {name: None if one is None else f"{one:08X}" for name, one in serials.items()}
        return JsonResponse({"kind": which.value, "serial": f"{number:08X}"} | shown)

    return _answer(request, May.LINKS, told)


@endpoint(title=_("Key of the feed"))
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """GET, by anybody: a JWK Set (RFC 7517 §5)."""
    return JsonResponse({"keys": [public_jwk(_key())]}, headers={"Cache-Control": "public, max-age=3600"})


def _answer(request: HttpRequest, what: May, tell: Callable[[CallerView], HttpResponse]) -> HttpResponse:
    if request.method != "GET":
        return _refused(request, HTTPStatus.METHOD_NOT_ALLOWED, Problem.MALFORMED, "use GET")
    try:
        caller = actions.authenticate(*schemas.signed_request(request), now())
    except CallerRefused as refused:
        return _refused(request, HTTPStatus.UNAUTHORIZED, Problem.NOT_RECOGNISED, str(refused))
    try:
        caller.require(what)
        answer = tell(caller)
    except CallerRefused as refused:
        return _refused(request, HTTPStatus.FORBIDDEN, Problem.NOT_IN_CONTRACT, str(refused))
    except UnknownCertificate as unknown:
        return _refused(request, HTTPStatus.NOT_FOUND, Problem.UNKNOWN_CERTIFICATE, str(unknown))
    except schemas.Malformed as wrong:
        return _refused(request, HTTPStatus.BAD_REQUEST, Problem.MALFORMED, str(wrong))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(request: HttpRequest, status: HTTPStatus, why: Problem, detail: str) -> HttpResponse:
    page = request.build_absolute_uri(reverse("validation:problem", args=[why.value]))
    return problem(status, page, detail)


def _key() -> ECKey:
    port: FeedKey = plugged("feed-key")
    return _loaded(port.pkcs8())


@cache
def _loaded(pkcs8: bytes) -> ECKey:
    return ECKey.import_key(pkcs8)
