"""What programs send: a token that says who they are, numbers in a query, a serial number in an address."""

import re

from django.conf import settings
from django.http import HttpRequest

from tegata.pki.names import Kind
from tegata.services.validation.rules import Asked, CallerRefused

BEARER = "Bearer "
A_PAGE, LONGEST_PAGE = 1_000, 10_000
SERIAL = re.compile(r"[0-9A-Fa-f]{1,15}", re.ASCII)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)


class Malformed(ValueError):
    """What was asked cannot be read. The text says how it is asked."""


def base_of(request: HttpRequest) -> str:
    """The installation's address, as its callers write it; no slash at the end."""
    base: str = settings.PUBLIC_URL or request.build_absolute_uri("/")
    return base.rstrip("/")


def signed_request(request: HttpRequest) -> tuple[str, Asked]:
    """The token of `Authorization: Bearer <JWT>`, and the request it has to be about. Raises CallerRefused."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(BEARER):
        raise CallerRefused("say who you are: Authorization: Bearer, with a token signed by your key")
    asked = Asked(request.method or "", base_of(request), request.path, request.body)
    return header.removeprefix(BEARER).strip(), asked


def place_in_feed(request: HttpRequest) -> tuple[int, int]:
    """The number after which changes are wanted, and how many at most. Raises Malformed."""
    after, limit = request.GET.get("after", "0"), request.GET.get("limit", str(A_PAGE))
    if not NUMBER.fullmatch(after) or not NUMBER.fullmatch(limit):
        raise Malformed("after and limit are numbers: /validation/v1/changes?after=0&limit=1000")
    return int(after), min(max(int(limit), 1), LONGEST_PAGE)


def certificate_of(kind: str, serial: str) -> tuple[Kind, int]:
    """Which certificate an address names. Raises Malformed."""
    if kind not in set(Kind) or not SERIAL.fullmatch(serial):
        raise Malformed("ask for /validation/v1/links/{sign,auth}/{serial number, hexadecimal}")
    return Kind(kind), int(serial, 16)
