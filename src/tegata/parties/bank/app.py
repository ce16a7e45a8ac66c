"""The bank's web application: its pages behind one look, every refusal a page in the visitor's language."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from tegata.parties.bank.desk import Desk
from tegata.parties.bank.opening import Opening
from tegata.parties.bank.returning import Returning
from tegata.parties.bank.settings import Bank
from tegata.parties.bank.store import Ended
from tegata.parties.proofing import Refused


def create(bank: Bank) -> FastAPI:
    """The ASGI application; it closes the bank when the server ends."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        bank.close()

    app = FastAPI(title="Sakura Bank", lifespan=life, openapi_url=None)

    @app.get("/")
    def front(request: Request) -> Response:
        return bank.site.page(request, "front.html")

    for part in (Opening(bank), Returning(bank), Desk(bank)):
        app.include_router(part.router)
    bank.site.add_to(app)

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return bank.site.page(request, "refused.html", 403, code=error.code, back="/")

    @app.exception_handler(Ended)
    def ended(request: Request, _error: Ended) -> Response:
        return bank.site.page(request, "refused.html", 410, code="gone", back="/")

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, _error: RequestValidationError) -> Response:
        return bank.site.page(request, "refused.html", 422, code="other", back="/")

    return app
