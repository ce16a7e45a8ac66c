"""Customers who come back: the card and its PIN of four digits, no password of the bank's. And what they see then."""

import base64
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from tegata.client import ClientError
from tegata.parties.bank import store
from tegata.parties.bank.settings import Bank
from tegata.parties.bank.store import Account, Ended
from tegata.parties.proofing import CardKnown, Refused, by_authentication, of_operator, read_card_field


class Returning:
    """Sign-in, the account, and the card that signs in."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self.router = router = APIRouter()
        router.get("/sign-in")(self.sign_in_page)
        router.post("/sign-in")(self.sign_in)
        router.get("/account")(self.show)
        router.post("/account/card")(self.link)
        router.post("/sign-out")(self.sign_out)

    def _mine(self, request: Request) -> Account:
        found = store.account(self._bank.database, self._bank.visits.get(request, "account") or "")
        if found is None:
            raise Ended
        return found

    def _asking(self, request: Request, template: str, **values: Any) -> Response:
        """A page whose card form bears a fresh challenge of the operator's."""
        try:
            challenge = base64.b64encode(self._bank.operator.new_challenge().value).decode()
        except ClientError as error:
            raise of_operator(error) from error
        answer = self._bank.site.page(request, template, challenge=challenge, **values)
        self._bank.visits.put(request, answer, challenge=challenge)
        return answer

    def _known(self, request: Request, card: str) -> CardKnown:
        challenge = self._bank.visits.take(request, "challenge")
        if challenge is None:
            raise Refused("gone")
        signature, certificate = read_card_field(card, "signature", "certificate")
        return by_authentication(
            self._bank.operator, base64.b64decode(challenge), signature, certificate, self._bank.origin
        )

    def sign_in_page(self, request: Request) -> Response:
        """The card's button."""
        return self._asking(request, "sign_in.html")

    def sign_in(self, request: Request, card: Annotated[str, Form()]) -> Response:
        """The account that this card was registered for."""
        found = store.account_of_card(self._bank.database, self._known(request, card).serial)
        if found is None:
            raise Refused("unknown-card")
        answer = RedirectResponse("/account", 303)
        self._bank.visits.put(request, answer, anew=True, account=found.number)
        return answer

    def show(self, request: Request) -> Response:
        """The account, and how its holder was identified."""
        found = self._mine(request)
        return self._asking(
            request,
            "account.html",
            account=found,
            news=[one for one in ("opened", "linked") if one in request.query_params],
        )

    def link(self, request: Request, card: Annotated[str, Form()]) -> Response:
        """Register this card for sign-in. Its number alone is kept."""
        found = self._mine(request)
        store.link_card(self._bank.database, found.number, self._known(request, card).serial, self._bank.now())
        return RedirectResponse("/account?linked", 303)

    def sign_out(self, request: Request) -> Response:
        """The visit ends."""
        answer = RedirectResponse("/", 303)
        self._bank.visits.end(request, answer)
        return answer
