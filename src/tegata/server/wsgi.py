"""What the web server loads: the status service of the home that TEGATA_HOME names. Workers open it on their own.

Without the offices nobody is a registered caller: with TEGATA_STATUS_CALLERS=registered all are asked to sign, and refused.
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tegata.server.home import Home, clock, default_root
from tegata.server.status_app import status_app
from tegata.server.status_service import StatusService

TICKS = os.environ.get("TEGATA_STATUS_TICKS", "0") == "1"
"""Changes of status show every fifteen minutes, as in reality, and not at once."""


@lru_cache(maxsize=1)
def _service() -> StatusService:
    registered = os.environ.get("TEGATA_STATUS_CALLERS") == "registered"
    return status_app(Home(default_root(), clock), list, registered=registered, ticks=TICKS)


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The WSGI callable."""
    return _service()(environ, start_response)
