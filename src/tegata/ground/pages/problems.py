"""Refusals as programs read them: application/problem+json (RFC 9457). `type` is the address of a page about the error."""

from http import HTTPStatus

from django.http import JsonResponse


def problem(status: HTTPStatus, kind: str, detail: str, **more: str | int) -> JsonResponse:
    """A refusal: `kind` is the address of its page, `detail` says what to do next. `more` are members of its own."""
    body = {"type": kind, "title": status.phrase, "status": status.value, "detail": detail, **more}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/problem+json"
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
