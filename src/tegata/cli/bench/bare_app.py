"""The limit of the OCSP row: a WSGI callable that gives the same bytes and looks at nothing. TEGATA_BENCH_BODY names their file."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_BODY = Path(os.environ.get("TEGATA_BENCH_BODY", os.devnull)).read_bytes()
_DATE = "Tue, 24 Nov 2026 09:00:00 GMT"
_HEADERS = [
    ("ETag", f'"{"0" * 32}"'),
    ("Content-Type", "application/ocsp-response"),
    ("Content-Length", str(len(_BODY))),
    ("X-Content-Type-Options", "nosniff"),
    *((name, _DATE) for name in ("Date", "Last-Modified", "Expires")),
    ("Cache-Control", "max-age=900, public, no-transform, must-revalidate"),
]
"""As many octets as the service sends, for nothing."""


def app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    start_response("200 OK", _HEADERS)
    return [_BODY]
