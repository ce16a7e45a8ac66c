"""HTTP for accredited verifiers and operators, under /verifiers/v1/: JSON, each request signed, each refusal with its page.

Nothing of a person stands in an address; a service provider is always named by its operator.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.offices import Office
from tegata.ground.pages.access import endpoint
from tegata.ground.pages.problems import problem
from tegata.rules.calendar import add_months
from tegata.services.validation import api as validation
from tegata.services.verifiers import actions, queries, schemas
from tegata.services.verifiers.actions import Asker
from tegata.services.verifiers.rules import Refusal, Refused

DOCUMENT = Path(__file__).parent / "data" / "openapi.json"


@endpoint(title=_("Consents to the latest attributes"))
def consents(request: HttpRequest) -> HttpResponseBase:
    """POST: take a consent."""

    def taken(asker: Asker) -> JsonResponse:
        sent = schemas.new_consent(request.body)
        found = actions.give(asker, sent.provider, sent.document, sent.received_at)
        return JsonResponse(schemas.consent_json(found, asker.act.at), status=HTTPStatus.CREATED)

    return _answer(request, "POST", actions.GIVE, taken)


@endpoint(title=_("Consent to the latest attributes"))
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponseBase:
    """GET: whether it counts. Withdrawals are not pushed."""

    def shown(asker: Asker) -> JsonResponse:
        asker.require()
        return JsonResponse(schemas.consent_json(actions.own(asker, consent_id), asker.act.at))

    return _answer(request, "GET", actions.GIVE, shown)


@endpoint(title=_("Withdrawal of a consent"))
def withdrawal(request: HttpRequest, consent_id: UUID) -> HttpResponseBase:
    """POST: take a consent back, signed by its holder."""

    def taken(asker: Asker) -> JsonResponse:
        sent = schemas.new_withdrawal(request.body)
        found = actions.withdraw(asker, consent_id, sent.document)
        return JsonResponse(schemas.consent_json(found, asker.act.at))

    return _answer(request, "POST", actions.WITHDRAW, taken)


@endpoint(title=_("Latest attributes"))
def attributes(request: HttpRequest) -> HttpResponseBase:
    """POST: what is new about the holder of a signature certificate, by a consent."""

    def given(asker: Asker) -> JsonResponse:
        sent = schemas.attributes_asked(request.body)
        return JsonResponse(schemas.next_json(actions.fetch(asker, sent.consent, sent.serial)))

    return _answer(request, "POST", actions.FETCH, given)


@endpoint(title=_("Ids of people at firms"))
def user_ids(request: HttpRequest) -> HttpResponseBase:
    """POST: the id of a certificate's holder at a service provider."""

    def found(asker: Asker) -> JsonResponse:
        sent = schemas.user_id_asked(request.body)
        return JsonResponse({"user_id": actions.user_id(asker, sent.tenant, sent.kind, sent.serial)})

    return _answer(request, "POST", actions.FIND, found)


@endpoint(title=_("Deletion of a person's id at a firm"))
def user_id_deletion(request: HttpRequest) -> HttpResponseBase:
    """POST: delete an id; the next question makes another one."""

    def done(asker: Asker) -> JsonResponse:
        sent = schemas.user_id_asked(request.body)
        return JsonResponse({"deleted": actions.forget(asker, sent.tenant, sent.kind, sent.serial)})

    return _answer(request, "POST", actions.FORGET, done)


@endpoint(title=_("Usage report"))
def usage(request: HttpRequest) -> HttpResponseBase:
    """GET: what was asked in a month (`?month=2026-11`), for whom, for how much. Asked for as often as wanted."""

    def reported(asker: Asker) -> JsonResponse:
        year, number = schemas.month(request.GET.get("month", ""), asker.act.today)
        first = date(year, number, 1)
        lines = queries.usage(asker.firm, first, add_months(first, 1) - timedelta(days=1))
        return JsonResponse(schemas.usage_json(lines, f"{first:%Y-%m}"))

    return _answer(request, "GET", "usage", reported)


@endpoint(title=_("Description of the interface"))
def openapi(_request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document; for everybody."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    return DOCUMENT.read_bytes()


def _answer(
    request: HttpRequest, method: str, what: str, answered: Callable[[Asker], JsonResponse]
) -> HttpResponseBase:
    """Who asks, then the answer; a refusal is a problem of RFC 9457, and is counted once it is known who asks."""
    if request.method != method:
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, _page(request, Refusal.MALFORMED), f"use {method}")
    asker: Asker | None = None
    try:
        asker = _asker(request)
        return answered(asker)
    except Refused as refused:
        if asker is not None:
            actions.refused(asker, what, refused.refusal)
        return _problem(request, refused)


def _asker(request: HttpRequest) -> Asker:
    try:
        caller = validation.caller_of(request)
    except validation.CallerRefused as error:
        raise Refused(Refusal.NOT_SIGNED, str(error)) from error
    firm = queries.by_caller(caller.caller_id)
    return Asker(Act(f"firm:{firm.firm_id}", Office.AUTHORITY, now(), "firm"), firm)


def _problem(request: HttpRequest, refused: Refused) -> JsonResponse:
    more: dict[str, Any] = {"reason": refused.reason} if refused.reason else {}
    status = HTTPStatus(refused.refusal.status)
    answer = problem(status, _page(request, refused.refusal), refused.detail or str(refused), **more)
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        answer.headers["Retry-After"] = "60" if status is HTTPStatus.SERVICE_UNAVAILABLE else "3600"
    return answer


def _page(request: HttpRequest, refusal: Refusal) -> str:
    return request.build_absolute_uri(reverse("verifiers:problem", args=[refusal.word]))
