"""The agent as an ASGI application: the API for sites (CORS, JSON, problem+json) and the holder's own pages beside it."""

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders

from tegata.terminals.agent.asking import Ask, AskBody, BadAsk
from tegata.terminals.agent.book import Book, NoSuchRequest, NotReady, State, TooManyRequests
from tegata.terminals.agent.cards import OpenCard
from tegata.terminals.agent.doors import Doors, Refused, Site
from tegata.terminals.agent.pages import Pages, refusal

LARGEST_BODY = 8_000_000
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer a form of our own page would come from the origin null
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ALLOWED = {
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Private-Network": "true",
    "Access-Control-Max-Age": "600",
}


def make_app(doors: Doors, book: Book, open_card: OpenCard) -> FastAPI:
    """The agent for the sites of `doors`, with one card."""
    app = FastAPI(title="tegata agent", version="1", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json")
    app.include_router(_for_sites(doors, book))
    app.include_router(Pages(doors, book, open_card).router)
    app.mount("/static", StaticFiles(directory=str(files(__package__) / "static")), name="static")
    _errors(app)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            doors.check_host(request.headers)
            if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
                raise Refused(413, "too-large", "the document is too large for a card's signature over a page")
        except Refused as error:
            return _safe(refusal(request, error))
        answer = _safe(await call_next(request))
        return _open_to_site(doors, request, answer)

    return app


def _for_sites(doors: Doors, book: Book) -> APIRouter:
    router = APIRouter(prefix="/v1")

    def site(request: Request) -> Site:
        return doors.site(request.headers)

    AskingSite = Annotated[Site, Depends(site)]  # noqa: N806 - a type

    @router.options("/{rest:path}", include_in_schema=False)
    def preflight(_asking: AskingSite) -> Response:
        return Response(status_code=204)

    @router.post("/requests", status_code=201)
    def ask(body: AskBody, asking: AskingSite, request: Request) -> dict[str, str]:
        """Ask for the card. Open `consent` in a window for the holder; fetch with `key` as bearer token."""
        if body.site not in (None, asking.origin):
            raise Refused(403, "not-your-site", "a site asks in its own name only")
        made = book.ask(asking, Ask.of(body))
        consent = str(request.base_url.replace(path=f"/requests/{made.id}"))
        return {"id": made.id, "key": made.key, "consent": consent, "expires_at": made.ends.isoformat()}

    @router.get("/requests/{request_id}")
    def look(request_id: str, asking: AskingSite, authorization: Annotated[str, Header()] = "") -> dict[str, str]:
        """How the request stands: waiting, done, declined, failed (with a code), taken."""
        found = book.of_site(request_id, authorization.removeprefix("Bearer "), asking)
        return {"state": found.state.value, "code": found.code}

    @router.get("/requests/{request_id}/result")
    def take(request_id: str, asking: AskingSite, authorization: Annotated[str, Header()] = "") -> dict[str, str]:
        """The result, once."""
        return dict(book.take(request_id, authorization.removeprefix("Bearer "), asking))

    return router


def _errors(app: FastAPI) -> None:
    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return refusal(request, error)

    @app.exception_handler(BadAsk)
    def bad(request: Request, error: BadAsk) -> Response:
        return refusal(request, Refused(422, "bad-request", str(error)))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        fields = ", ".join(sorted({str(part["loc"][-1]) for part in error.errors()}))
        return refusal(request, Refused(422, "bad-request", f"not as /v1/openapi.json says: {fields}"))

    @app.exception_handler(NoSuchRequest)
    def none(request: Request, _error: NoSuchRequest) -> Response:
        return refusal(request, Refused(404, "no-such-request", "there is no such request any more; ask anew"))

    @app.exception_handler(TooManyRequests)
    def too_many(request: Request, error: TooManyRequests) -> Response:
        return refusal(request, Refused(429, "too-many", str(error)))

    @app.exception_handler(NotReady)
    def not_ready(_request: Request, error: NotReady) -> Response:
        status = 410 if error.state is State.TAKEN else 409
        return JSONResponse({"type": f"about:blank#{error.state.value}", "title": str(error)}, status)


def _safe(answer: Response) -> Response:
    headers = MutableHeaders(raw=answer.raw_headers)
    for name, value in SAFE.items():
        headers[name] = value
    return answer


def _open_to_site(doors: Doors, request: Request, answer: Response) -> Response:
    """CORS for sites on the list alone; others' browsers keep the answer from their pages."""
    origin = request.headers.get("origin", "")
    answer.headers["Vary"] = "Origin"
    if request.url.path.startswith("/v1/") and origin in doors.sites:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            answer.headers.update(ALLOWED)
    return answer
