"""The holder's pages: which site asks for what, the PIN, and what to do when it is wrong or locked. Japanese and English."""

from collections.abc import Mapping
from importlib.resources import files
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tegata.reader.errors import LastTryRefused, PinBlocked, ReaderError, WrongForm, WrongPin
from tegata.terminals.agent.acts import NoCertificate, Typed, perform
from tegata.terminals.agent.asking import Action
from tegata.terminals.agent.book import AlreadySettled, Book, Request, State
from tegata.terminals.agent.cards import OpenCard
from tegata.terminals.agent.doors import Doors, Refused
from tegata.terminals.agent.texts import language_of, texts_in

_templates = Environment(
    loader=FileSystemLoader(str(files(__package__) / "templates")),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(request: HttpRequest, template: str, status: int = 200, **values: Any) -> Response:
    """A page in the language of the browser, or of `?lang=`."""
    language = language_of(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
    html = _templates.get_template(template).render(
        t=texts_in(language), language=language, path=request.url.path, **values
    )
    return HTMLResponse(html, status, headers={"Content-Language": language})


def refusal(request: HttpRequest, error: Refused) -> Response:
    """A shut door: problem+json (RFC 9457) for a site, a page for a person."""
    if request.url.path.startswith("/v1/"):
        problem = {"type": f"about:blank#{error.code}", "title": str(error), "status": error.status}
        return JSONResponse(problem, error.status, media_type="application/problem+json")
    return render(request, "refused.html", error.status, why=str(error), code=error.code)


class Pages:
    """Routes of the consent page. One card, so one act at a time."""

    def __init__(self, doors: Doors, book: Book, open_card: OpenCard) -> None:
        self._doors = doors
        self._book = book
        self._open_card = open_card
        self._one_at_a_time = Lock()
        self.router = APIRouter(include_in_schema=False)
        self.router.get("/requests/{request_id}")(self.show)
        self.router.get("/requests/{request_id}/document")(self.document)
        self.router.post("/requests/{request_id}")(self.agree)
        self.router.post("/requests/{request_id}/decline")(self.decline)

    def show(self, request: HttpRequest, request_id: str) -> Response:
        """What is asked, and the field for the PIN."""
        self._doors.own_page(request.headers)
        return self._page(request, self._book.find(request_id))

    def document(self, request: HttpRequest, request_id: str) -> Response:
        """The document, to be kept or looked at before it is signed."""
        self._doors.own_page(request.headers)
        content = self._book.find(request_id).ask.document
        if content is None:
            raise Refused(404, "no-document", "nothing is signed here but a challenge")
        headers = {"Content-Disposition": 'attachment; filename="to-be-signed"'}
        return Response(content, media_type="application/octet-stream", headers=headers)

    def agree(
        self,
        request: HttpRequest,
        request_id: str,
        form: Annotated[str, Form()],
        pin: Annotated[str, Form()] = "",
        birth: Annotated[str, Form()] = "",
        expiry_year: Annotated[str, Form()] = "",
        security_code: Annotated[str, Form()] = "",
        last_try: Annotated[str, Form()] = "",
    ) -> Response:
        """Let the card do it. What goes wrong is said beside the field, and nothing else is lost."""
        found = self._answered(request, request_id, form)
        typed = Typed(pin.strip(), birth.strip(), expiry_year.strip(), security_code.strip(), last_try == "yes")
        try:
            with self._one_at_a_time, self._open_card() as card:
                result = perform(found.ask, found.site.origin, typed, card, self._book.now())
        except ReaderError as error:
            return self._failed(request, found, error)
        self._book.settle(found.id, State.DONE, result=result)
        return self._page(request, found)

    def decline(self, request: HttpRequest, request_id: str, form: Annotated[str, Form()]) -> Response:
        """The holder does not want to."""
        found = self._answered(request, request_id, form)
        self._book.settle(found.id, State.DECLINED)
        return self._page(request, found)

    def _failed(self, request: HttpRequest, found: Request, error: ReaderError) -> Response:
        """Where no second attempt helps the site is told, so that it can offer another way."""
        locked = _locked(error)
        if not locked and not isinstance(error, NoCertificate):
            return self._page(request, found, error, 422)
        self._book.settle(found.id, State.FAILED, code=PinBlocked.code if locked else error.code)
        return self._page(request, found, error, 409)

    def _answered(self, request: HttpRequest, request_id: str, form: str) -> Request:
        self._doors.own_form(request.headers)
        found = self._book.find(request_id)
        if form != found.form:
            raise Refused(403, "foreign-form", "this form was not sent from the agent's own page")
        if found.state is not State.WAITING:
            raise AlreadySettled
        return found

    def _page(
        self, request: HttpRequest, found: Request, error: ReaderError | None = None, status: int = 200
    ) -> Response:
        values = {
            "asked": found,
            "state": found.state.value,
            "error": _said(error),
            "printed": _PRINTED & {found.ask.action},
        }
        return render(request, "consent.html", status, **values)


_PRINTED = {Action.READ_FACE, Action.FORM_FILL}
"""Opened by what is printed on the card; the others by a PIN."""


def _locked(error: ReaderError) -> bool:
    return isinstance(error, WrongPin | PinBlocked) and error.tries_left == 0


def _said(error: ReaderError | None) -> Mapping[str, Any] | None:
    """An error as the page needs it: its code for the text, and how many tries are left."""
    if error is None:
        return None
    kind = "locked" if _locked(error) else error.code
    known = kind if isinstance(error, (WrongPin, PinBlocked, LastTryRefused, WrongForm, NoCertificate)) else "reader"
    return {"kind": known, "left": getattr(error, "tries_left", None), "text": str(error)}
