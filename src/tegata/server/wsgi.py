"""What the web server loads: the status service of the home that TEGATA_HOME names. Workers open it on their own."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tegata.server.home import Home, clock, default_root
from tegata.server.status_service import StatusService


@lru_cache(maxsize=1)
def _service() -> StatusService:
    return Home(default_root(), clock).service()


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The WSGI callable."""
    return _service()(environ, start_response)
