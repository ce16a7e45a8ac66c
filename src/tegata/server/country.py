"""The WSGI callable of the whole country: certificate status as a bare callable, everything else by Django beside it."""

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from tegata.server.home import Home
from tegata.server.status_app import status_app
from tegata.server.status_service import StatusService
from tegata.server.wsgi import TICKS
from tegata.services.validation.responder import OCSP_REQUEST

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tegata.server.settings")

from django.core.wsgi import get_wsgi_application

STATUS_PATHS = ("/ca/", "/crl/", "/ocsp/")
SHORTEST_OCSP_PATH = 60
"""Characters: base64 of the smallest OCSPRequest is longer, and begins with M (a DER SEQUENCE)."""

_offices: Callable[[dict[str, Any], Any], Iterable[bytes]] = get_wsgi_application()


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    return (_status() if asks_for_status(environ) else _offices)(environ, start_response)


@lru_cache(maxsize=1)
def _status() -> StatusService:
    from django.conf import settings  # noqa: PLC0415 - the settings are loaded with the offices above

    from tegata.server.plugs import clock  # noqa: PLC0415
    from tegata.server.plugs_status import load_callers  # noqa: PLC0415

    registered = settings.STATUS_CALLERS == "registered"
    return status_app(Home(Path(settings.HOME), clock), load_callers, registered=registered, ticks=TICKS)


def asks_for_status(environ: dict[str, Any]) -> bool:
    """Whether it is a question about certificates: RFC 6960 appendix A in both forms, a list, an authority."""
    path = environ.get("PATH_INFO", "/")
    if environ["REQUEST_METHOD"] == "POST":
        return bool(environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower() == OCSP_REQUEST)
    return path.startswith(STATUS_PATHS) or (path.startswith("/M") and len(path) > SHORTEST_OCSP_PATH)
