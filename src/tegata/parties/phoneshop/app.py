"""The phone shop's web application: a contract signed with the card, and an age that is all that is kept."""

import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse

from tegata.parties.phoneshop import store
from tegata.parties.phoneshop.settings import Shop
from tegata.parties.phoneshop.store import Ended, Offer
from tegata.parties.phoneshop.texts import PLANS
from tegata.parties.proofing import Refused, by_chip, by_signature, read_card_field
from tegata.reader.authenticity import FaceFiles
from tegata.rules.calendar import wareki
from tegata.rules.identity_methods import Business, MethodRefused, Proof, answer_age, require_allowed

ADULT = 20
"""Age from which alcohol and tobacco may be sold (guideline of the franchise association, 2023-01-31)."""


def create(shop: Shop) -> FastAPI:
    """The ASGI application; it closes the shop when the server ends."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        shop.close()

    app = FastAPI(title="Denwa-ya", lifespan=life, openapi_url=None)
    Contracts(shop).add_to(app)
    Ages(shop).add_to(app)
    shop.site.add_to(app)

    @app.get("/")
    def front(request: Request) -> Response:
        return shop.site.page(request, "front.html")

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return shop.site.page(request, "refused.html", 403, code=error.code, back="/")

    @app.exception_handler(Ended)
    def ended(request: Request, _error: Ended) -> Response:
        return shop.site.page(request, "refused.html", 410, code="gone", back="/")

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, _error: RequestValidationError) -> Response:
        return shop.site.page(request, "refused.html", 422, code="other", back="/")

    return app


class Contracts:
    """Method チ: the contract is signed, and its attributes come out of the certificate."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def add_to(self, app: FastAPI) -> None:
        """Its addresses."""
        app.get("/contract")(self.plans)
        app.post("/contract")(self.choose)
        app.get("/contract/sign")(self.sign_page)
        app.post("/contract/sign")(self.sign)
        app.get("/contract/done")(self.done)

    def _offer(self, request: Request) -> str:
        return self._shop.visits.get(request, "offer") or ""

    def plans(self, request: Request) -> Response:
        """The plans."""
        return self._shop.site.page(request, "plans.html", plans=PLANS)

    def choose(self, request: Request, plan: Annotated[str, Form()]) -> Response:
        """The contract's text is made."""
        if plan not in PLANS:
            raise Refused("other")
        try:
            method = require_allowed(Business.PHONE_SHOP, Proof.SIGNATURE, self._shop.today)
        except MethodRefused as error:
            raise Refused(error.code) from error
        number = secrets.token_hex(8)
        document = self._text(number, plan, method.clause)
        store.make_offer(self._shop.database, Offer(number, plan, method.clause, document), self._shop.now())
        answer = RedirectResponse("/contract/sign", 303)
        self._shop.visits.put(request, answer, anew=True, offer=number)
        return answer

    def sign_page(self, request: Request) -> Response:
        """The text, and the card's button."""
        found = store.offer(self._shop.database, self._offer(request))
        document = base64.b64encode(found.document).decode()
        return self._shop.site.page(request, "sign.html", offer=found, document=document)

    def sign(self, request: Request, card: Annotated[str, Form()]) -> Response:
        """Who signed this text, by the certificate alone."""
        found = store.offer(self._shop.database, self._offer(request))
        (signed,) = read_card_field(card, "cms")
        customer = by_signature(self._shop.operator, signed, found.document)
        number = f"070-0000-{secrets.randbelow(10**4):04}"  # no such numbers are given to anybody
        store.contract(self._shop.database, found.id, number, customer, self._shop.now())
        return RedirectResponse("/contract/done", 303)

    def done(self, request: Request) -> Response:
        """The contract."""
        return self._shop.site.page(request, "done.html", line=store.line(self._shop.database, self._offer(request)))

    def _text(self, number: str, plan: str, clause: str) -> bytes:
        lines = (
            "でんわ屋　携帯電話サービス契約書",
            "",
            f"契約日　　　　　{wareki(self._shop.today)}",
            f"受付番号　　　　{number}",
            f"料金プラン　　　{plan}",
            f"本人確認の方法　{clause}",
            "",
            "私は、重要事項の説明を受け、上のとおり契約します。",
            "私は、この回線を他人に譲渡しません。",
            "",
        )
        return "\n".join(lines).encode()


class Ages:
    """The age alone: the chip's signed birth date is looked at once and forgotten. No signature certificate is used for it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def add_to(self, app: FastAPI) -> None:
        """Its addresses."""
        app.get("/age")(self.ask)
        app.post("/age")(self.check)

    def ask(self, request: Request) -> Response:
        """The card's button."""
        challenge = base64.b64encode(secrets.token_bytes(32)).decode()
        answer = self._shop.site.page(request, "age.html", challenge=challenge, years=ADULT, answer=None)
        self._shop.visits.put(request, answer, challenge=challenge)
        return answer

    def check(self, request: Request, card: Annotated[str, Form()]) -> Response:
        """Old enough or not. The challenge counts once."""
        challenge = self._shop.visits.take(request, "challenge")
        if challenge is None:
            raise Refused("gone")
        files = FaceFiles(*read_card_field(card, "issuer_certificate", "record", "answer"))
        asked, today = base64.b64decode(challenge), self._shop.today
        seen = by_chip(files, self._shop.trusted, asked, self._shop.origin, today, camera=None)
        answer = answer_age(seen.face.birth, ADULT, today)
        store.keep_age(self._shop.database, secrets.token_hex(8), answer)
        return self._shop.site.page(request, "age.html", challenge="", years=ADULT, answer=answer)
