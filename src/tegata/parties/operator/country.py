"""The country's HTTP services as the operator calls them: each request says who calls by a token signed for that request alone.

The token (RFC 7519, in the shape of RFC 9449): issuer, audience, a minute of life, an id used once, method, address, body's hash.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

PATIENCE = 10.0
LIFE = 60
LARGEST_ANSWER = 64 << 20


class CountryAway(Exception):
    """The centre does not answer."""


class CountryRefused(Exception):
    """The centre answered no. `status` and `problem` are what it said."""

    def __init__(self, status: int, problem: dict[str, object]) -> None:
        super().__init__(f"the centre answered {status}")
        self.status = status
        self.problem = problem


class Country:
    """One country by its base address. `caller` is the id under which the centre admitted this operator's key."""

    def __init__(self, base_url: str, caller: str, key: ECKey, now: Callable[[], datetime]) -> None:
        self.base_url = base_url.rstrip("/")
        self._caller = caller
        self._key = key
        self._now = now
        self._http = httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def get(self, path: str) -> bytes:
        """The body at a path. Raises CountryAway or CountryRefused."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, body: bytes, media_type: str = "application/json") -> bytes:
        """The answer to a body. Raises CountryAway or CountryRefused."""
        return self._ask("POST", path, body, {"Content-Type": media_type})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        url = self.base_url + path
        headers |= {"Authorization": f"Bearer {self._token(method, url, body)}"}
        try:
            with self._http.stream(method, url, content=body or None, headers=headers) as answer:
                content = _read(answer)
        except httpx.HTTPError as error:
            raise CountryAway(f"no answer from the centre: {type(error).__name__}") from error
        if answer.status_code >= 500:
            raise CountryAway(f"the centre answered {answer.status_code}")
        if answer.status_code >= 300:
            raise CountryRefused(answer.status_code, _problem(answer, content))
        return content

    def _token(self, method: str, url: str, body: bytes) -> str:
        issued = int(self._now().timestamp())
        claims = {"iss": self._caller, "sub": self._caller, "aud": self.base_url, "iat": issued, "exp": issued + LIFE}
        claims |= {"jti": secrets.token_urlsafe(16), "htm": method, "htu": url, "bh": _base64url(sha256(body).digest())}
        return jwt.encode({"alg": "ES256"}, claims, self._key)


def _read(answer: httpx.Response) -> bytes:
    """The whole body, or CountryAway when it does not end."""
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > LARGEST_ANSWER:
            raise CountryAway(f"the centre's answer is larger than {LARGEST_ANSWER >> 20} MiB")
        parts.append(part)
    return b"".join(parts)


def _problem(answer: httpx.Response, content: bytes) -> dict[str, object]:
    if "json" not in answer.headers.get("Content-Type", ""):
        return {}
    try:
        found = httpx.Response(200, content=content).json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
