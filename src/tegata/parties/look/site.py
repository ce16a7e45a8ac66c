"""One firm's site: its pages by jinja2 in Japanese or English, the doors of its forms, and the headers of every answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tegata.parties.look.texts import LANGUAGES, SHARED

Texts = Mapping[str, tuple[str, str]]
"""Japanese, English."""


@dataclass
class Site:
    """`package` has a folder templates/; `texts` are the firm's own; `agent` is where the visitor's agent answers."""

    package: str
    name: tuple[str, str]
    theme: str
    texts: Texts
    origin: str
    agent: str
    _pages: Environment = field(init=False)

    def __post_init__(self) -> None:
        folders = [str(files(self.package) / "templates"), str(files("tegata.parties.look") / "templates")]
        self._pages = Environment(
            loader=FileSystemLoader(folders),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page in the visitor's language; `?lang=` changes it for good."""
        language = language_of(request)
        at = LANGUAGES.index(language)
        t = {key: pair[at] for key, pair in {**SHARED, **self.texts}.items()}
        known = {"t": t, "language": language, "path": request.url.path, "site": self.name[at], "theme": self.theme}
        html = self._pages.get_template(template).render(known | {"agent": self.agent} | values)
        answer = HTMLResponse(html, status, headers={"Content-Language": language})
        if request.query_params.get("lang") in LANGUAGES:
            answer.set_cookie("lang", language, samesite="lax")
        return answer

    def add_to(self, app: FastAPI) -> None:
        """Static files, and the doors around every page."""
        app.mount("/static", StaticFiles(directory=str(files("tegata.parties.look") / "static")), name="static")
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src {self.agent}; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )

        @app.middleware("http")
        async def doors(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
            foreign = request.headers.get("origin", self.origin) != self.origin
            if request.method == "POST" and foreign:  # a form of somebody else's page
                answer = self.page(request, "refused.html", 403, code="foreign-form", back="/")
            else:
                answer = await call_next(request)
            answer.headers["Content-Security-Policy"] = policy
            answer.headers["Cache-Control"] = "no-store"
            answer.headers["Referrer-Policy"] = "same-origin"
            answer.headers["X-Content-Type-Options"] = "nosniff"
            return answer


def language_of(request: Request) -> str:
    """`ja` or `en`: chosen now, chosen before, the browser's, else Japanese."""
    named = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    wanted = (request.query_params.get("lang", ""), request.cookies.get("lang", ""), *named)
    return next((language for language in wanted if language in LANGUAGES), "ja")
