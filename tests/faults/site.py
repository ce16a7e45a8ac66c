"""A clerk's browser: signs in, keeps cookies, sends forms with their tokens. A server that is gone is told apart from a refusal."""

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from lxml import html
from tests.faults.fleet import Unanswered

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back: the status, where it ended, the page."""

    status: int
    path: str
    text: str


class Browser:
    """One person's; without a login, of somebody who is not staff. Every method raises Unanswered when the server is not there."""

    def __init__(self, port: int, login: str = "", password: str = "") -> None:
        self._site, self._login, self._password = f"http://127.0.0.1:{port}", login, password
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> Answer:
        """Look at a page, signing in first where the session is gone."""
        answer = self._ask(path)
        if answer.path.startswith("/staff/sign-in"):
            self._send(answer, answer.path, {"username": self._login, "password": self._password})
            answer = self._ask(path)
        return answer

    def post(self, path: str, sent: dict[str, str], form_on: str | None = None) -> Answer:
        """Look at the page with the form, fill it in, send it."""
        return self._send(self.get(form_on or path), path, sent)

    def fill(
        self,
        page: Answer,
        action: str = "",
        *,
        having: str = "",
        files: Mapping[str, bytes] | None = None,
        **changes: str,
    ) -> Answer:
        """Send a page's form as it stands there, with what one types into it and the files one chooses.

        `action`: the end of the form's address; `having`: a field of the form that is meant.
        """
        forms = [form for form in html.fromstring(page.text).forms if form.method == "POST"]
        named = [one for one in forms if not having or having in one.fields]
        form = next(one for one in named if (one.action or page.path).endswith(action or page.path))
        sent = {name: value or "" for name, value in form.form_values()} | changes
        if files:
            return self._ask(form.action or page.path, *_multipart(sent, files))
        return self._ask(form.action or page.path, urllib.parse.urlencode(sent).encode())

    def _send(self, page: Answer, path: str, sent: dict[str, str]) -> Answer:
        token = _TOKEN.search(page.text)
        if token is None:
            return page
        return self._ask(path, urllib.parse.urlencode(sent | {"csrfmiddlewaretoken": token[1]}).encode())

    def _ask(self, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {"Accept-Language": "en"} | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(self._site + path, body, headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=60) as response:
                return _answer(response)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error)
        except (urllib.error.URLError, http.client.HTTPException, OSError):
            raise Unanswered from None


def _multipart(sent: Mapping[str, str], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """A form with files, and its content type (RFC 7578)."""
    line, parts = "a-line-that-is-in-no-photo", list[bytes]()
    for name, value in sent.items():
        parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode())
    for name, content in files.items():
        head = (
            f'Content-Disposition: form-data; name="{name}"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts.append(head.encode() + content)
    body = b"".join(b"--" + line.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return body + b"--" + line.encode() + b"--\r\n", f"multipart/form-data; boundary={line}"


def _answer(response: Any) -> Answer:
    return Answer(response.status, urllib.parse.urlsplit(response.url).path, response.read().decode())
