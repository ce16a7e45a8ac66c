"""The insurer's web application for its staff: the night's findings, whom to contact, one policy, a new application."""

import hmac
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse

from tegata.parties.insurer import batch, intake, rules
from tegata.parties.insurer.rules import Finding
from tegata.parties.insurer.settings import Insurer
from tegata.pki.documents import DocumentError
from tegata.pki.path import PathError
from tegata.pki.profiles import JAPAN

A_PAGE = 50
LARGEST_DOCUMENT = 8 << 20
LONGEST = 60


class SignInFirst(Exception):
    """Nobody of the staff is signed in."""


class NothingHere(Exception):
    """There is no such policy."""


def create(firm: Insurer) -> FastAPI:
    """The ASGI application; it closes the firm when the server ends."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        firm.close()

    app = FastAPI(title="Hidamari Life", lifespan=life, openapi_url=None)
    Desk(firm).add_to(app)
    firm.site.add_to(app)
    _refusals(app, firm)
    return app


def _refusals(app: FastAPI, firm: Insurer) -> None:
    @app.exception_handler(SignInFirst)
    def sign_in_first(request: Request, _error: SignInFirst) -> Response:
        return firm.site.page(request, "key.html", HTTPStatus.FORBIDDEN, wrong=False)

    @app.exception_handler(NothingHere)
    def nothing_here(request: Request, _error: NothingHere) -> Response:
        return firm.site.page(request, "refused.html", HTTPStatus.NOT_FOUND, code="no-policy", back="/")

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, _error: RequestValidationError) -> Response:
        return firm.site.page(request, "refused.html", HTTPStatus.UNPROCESSABLE_ENTITY, code="other", back="/")


class Desk:
    """The pages, all behind the staff's key."""

    def __init__(self, firm: Insurer) -> None:
        self._firm = firm

    def add_to(self, app: FastAPI) -> None:
        """Each page and its door."""
        app.post("/key")(self.enter)
        behind = [Depends(self._staff)]
        app.get("/", dependencies=behind)(self.front)
        app.post("/night", dependencies=behind)(self.night)
        app.get("/contacts", dependencies=behind)(self.contacts)
        app.get("/policy", dependencies=behind)(self.find)
        app.get("/policies/{number}", dependencies=behind)(self.policy)
        app.post("/policies/{number}/settled", dependencies=behind)(self.settle)
        app.get("/application", dependencies=behind)(self.application)
        app.post("/application", dependencies=behind)(self.take)

    def _staff(self, request: Request) -> None:
        if self._firm.visits.get(request, "staff") is None:
            raise SignInFirst

    def enter(self, request: Request, key: Annotated[str, Form()] = "") -> Response:
        """The key that the start of the server printed."""
        if not hmac.compare_digest(key.encode(), self._firm.desk_key.encode()):
            return self._firm.site.page(request, "key.html", HTTPStatus.FORBIDDEN, wrong=True)
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        self._firm.visits.put(request, answer, anew=True, staff="1")
        return answer

    def front(self, request: Request) -> Response:
        """What the last night found."""
        store = self._firm.store
        last = store.last_run()
        run = last[0] if last else 0
        counts = {state: (lists, policies, good) for state, lists, policies, good in store.counts(run)}
        return self._firm.site.page(
            request,
            "front.html",
            last=last and _clock(last[2]),
            policies=store.policies(),
            good=sum(good for _, _, good in counts.values()),
            findings=[(finding.value, store.findings().get(finding.value, 0)) for finding in _CONTACTED],
            unusable=store.unusable(run),
            notices=store.notices(run),
        )

    def night(self) -> Response:
        """Fetch and work now, as every night."""
        self._firm.night()
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    def contacts(self, request: Request, finding: str = "", after: str = "") -> Response:
        """Whom to contact and what to do, by number of policy."""
        wanted = finding if finding in _CONTACTED else None
        rows = self._firm.store.contacts(wanted, after[:LONGEST], A_PAGE + 1)
        more = urlencode({"finding": wanted or "", "after": rows[A_PAGE - 1][0]}) if len(rows) > A_PAGE else ""
        shown = [(*row[:5], _clock(row[5])) for row in rows[:A_PAGE]]
        choices = [finding.value for finding in _CONTACTED]
        return self._firm.site.page(
            request, "contacts.html", rows=shown, more=more, finding=wanted or "", choices=choices
        )

    def find(self, number: str = "") -> Response:
        """To the policy of a number that was typed."""
        if self._firm.store.policy(number.strip()) is None:
            raise NothingHere
        return RedirectResponse(f"/policies/{number.strip()}", HTTPStatus.SEE_OTHER)

    def policy(self, request: Request, number: str) -> Response:
        """One contract: what is known, on what it rests, what to do."""
        return self._firm.site.page(request, "policy.html", **self._known(number))

    def _known(self, number: str) -> dict[str, Any]:
        store = self._firm.store
        found = store.policy(number)
        if found is None:
            raise NothingHere
        contact, finding = store.contact(number), batch.standing_of(store, number)
        alive = finding is Finding.ALIVE or (contact is not None and contact.alive == 1)
        return {
            "policy": found,
            "finding": finding.value,
            "step": rules.step(finding, consented=found.consented).value,
            "contact": contact,
            "since": _clock(contact.since) if contact else "",
            "notice": rules.needs_status_notice(annuity=found.annuity, alive=alive),
        }

    def settle(self, number: str) -> Response:
        """What was to be done is done."""
        with self._firm.store.transaction():
            self._firm.store.settle([number], int(self._firm.now().timestamp()), "staff")
        return RedirectResponse(f"/policies/{number}", HTTPStatus.SEE_OTHER)

    def application(self, request: Request) -> Response:
        """The form for a signed application."""
        return self._firm.site.page(request, "application.html", error="")

    def take(
        self,
        request: Request,
        document: UploadFile,
        number: Annotated[str, Form(min_length=1, max_length=20, pattern=r"^[A-Z0-9-]+$")],
        beneficiary: Annotated[str, Form(min_length=1, max_length=LONGEST)],
        *,
        annuity: Annotated[bool, Form()] = False,
        consented: Annotated[bool, Form()] = False,
    ) -> Response:
        """Check the signature and take the contract; a refusal loses nothing but the file."""
        data, firm = document.file.read(LARGEST_DOCUMENT + 1), self._firm
        wanted = intake.Asked(number, beneficiary, annuity, consented)
        try:
            if len(data) > LARGEST_DOCUMENT:
                raise intake.NotTaken(f"a document has at most {LARGEST_DOCUMENT >> 20} megabytes")
            taken = intake.take(data, wanted, firm.trust(), firm.organisation, firm.now())
            with firm.store.transaction():
                firm.store.add([taken])
        except (DocumentError, PathError, intake.NotTaken) as error:
            return firm.site.page(request, "application.html", HTTPStatus.UNPROCESSABLE_ENTITY, error=str(error))
        except sqlite3.IntegrityError:
            said = "this number is taken by another contract; give the next one"
            return firm.site.page(request, "application.html", HTTPStatus.CONFLICT, error=said)
        return RedirectResponse(f"/policies/{number}", HTTPStatus.SEE_OTHER)


_CONTACTED = [finding for finding in Finding if rules.is_contact(finding)]


def _clock(seconds: int | None) -> str:
    """A moment as people in Japan read it."""
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC).astimezone(JAPAN):%Y-%m-%d %H:%M}"
