"""Every failure as `application/problem+json` (RFC 9457). What nobody foresaw says nothing of its insides."""

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from tegata.parties.operator import problems
from tegata.parties.operator.country import CountryAway, CountryRefused
from tegata.parties.operator.problems import Problem
from tegata.parties.operator.store import StoreAway
from tegata.pki.documents import DocumentError
from tegata.pki.path import PathError

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20


def problem_of(error: Exception) -> Problem:
    """The problem that an exception is."""
    for kind, make in _MAKERS:
        if isinstance(error, kind):
            return make(error)
    return Problem("internal", "nothing was accepted")


def leaves_open(error: Exception) -> bool:
    """Whether nothing was said of what was asked: something was away, here or in the country."""
    return problem_of(error).kind.status >= 500


def _of_http(error: Any) -> Problem:
    known = {404: "not-found", 405: "method-not-allowed"}
    return Problem(known.get(error.status_code, "request-malformed"), str(error.detail))


def _of_request(error: Any) -> Problem:
    """Where and what; never the value that was sent."""
    found = error.errors()[:MOST_ERRORS]
    places = [{"at": ".".join(str(part) for part in item["loc"]), "what": str(item["msg"])} for item in found]
    return Problem("request-malformed", "the body is not what this address takes", errors=places)


_MAKERS: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (Problem, lambda error: error),
    (PathError, problems.of),
    (DocumentError, problems.of),
    (CountryAway, lambda error: Problem("country-unreachable", str(error))),
    (CountryRefused, lambda error: Problem("country-refused", str(error), centre=error.problem.get("type"))),
    (StoreAway, lambda error: Problem("internal", str(error))),
    (RequestValidationError, _of_request),
    (ValidationError, _of_request),
    (HTTPException, _of_http),
)
EXPECTED = tuple(kind for kind, _ in _MAKERS)
"""What a request may end in; anything else is a fault of this program."""


def respond(error: Exception, base_url: str) -> Response:
    """The answer that says so."""
    problem = problem_of(error)
    headers = {"WWW-Authenticate": "Bearer"} if problem.kind.name == "api-key-unknown" else {}
    if "replacement" in problem.members:
        headers["X-Action-URL"] = str(problem.members["replacement"])
    if problem.kind.status == 503:
        headers["Retry-After"] = "30"
    body = json.dumps(problem.document(base_url), ensure_ascii=False)
    return Response(body, problem.kind.status, headers, MEDIA_TYPE)


def add_to(app: FastAPI, base_url: str) -> None:
    """Register the handlers."""

    async def handle(_: Request, error: Exception) -> Response:
        return respond(error, base_url)

    for kind in (*EXPECTED, Exception):
        app.add_exception_handler(kind, handle)
