"""Opening an account: the method is chosen and allowed by law, the details are given, the card does the rest."""

import base64
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from tegata.parties.bank import store
from tegata.parties.bank.documents import application_text
from tegata.parties.bank.settings import Bank
from tegata.parties.bank.store import Account, Application, ChipRecord, Ended, State
from tegata.parties.bank.texts import OCCUPATIONS, PURPOSES
from tegata.parties.proofing import Refused, by_chip, by_signature, read_card_field
from tegata.reader.authenticity import FaceFiles
from tegata.rules import identity_methods as law
from tegata.rules.ages import age_on
from tegata.rules.calendar import JST
from tegata.rules.identity_methods import Business, Proof

LARGEST_PICTURE = 10_000_000


def allowed(bank: Bank, proof: Proof) -> law.Method:
    """The method, if law and bank accept it today. Raises Refused."""
    try:
        method = law.require_allowed(Business.BANK, proof, bank.today)
    except law.MethodRefused as error:
        raise Refused(error.code) from error
    if proof not in bank.offers:
        raise Refused("not-offered")
    return method


class Opening:
    """The pages of an application, each by its state."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self.router = router = APIRouter()
        router.get("/open")(self.choose)
        router.post("/open")(self.begin)
        router.get("/open/details")(self.details)
        router.post("/open/details")(self.enter)
        router.get("/open/sign")(self.sign_page)
        router.post("/open/sign")(self.sign)
        router.get("/open/chip")(self.chip_page)
        router.post("/open/chip")(self.chip)
        router.get("/open/parent")(self.parent_page)
        router.post("/open/parent")(self.parent)
        router.get("/open/waiting")(self.waiting)

    def _current(self, request: Request, state: State) -> Application:
        return store.application(self._bank.database, self._bank.visits.get(request, "application") or "", state)

    def choose(self, request: Request) -> Response:
        """The methods, and why one is not among them."""
        ends = law.WITHDRAWN_FROM[Business.BANK]
        shown = (Proof.SIGNATURE, Proof.CHIP_AND_FACE, Proof.IMAGE_AND_FACE)
        ways = [(proof.value, proof in self._bank.offers) for proof in shown]
        return self._bank.site.page(request, "choose.html", ways=ways, ends=ends.isoformat())

    def begin(self, request: Request, proof: Annotated[Proof, Form()]) -> Response:
        """Begin with a method. What the law has withdrawn ends here."""
        allowed(self._bank, proof)
        answer = RedirectResponse("/open/details", 303)
        self._bank.visits.put(request, answer, proof=proof.value)
        return answer

    def details(self, request: Request) -> Response:
        """Purpose and occupation."""
        return self._bank.site.page(request, "details.html", purposes=PURPOSES, occupations=OCCUPATIONS)

    def enter(self, request: Request, purpose: Annotated[str, Form()], occupation: Annotated[str, Form()]) -> Response:
        """The application is made, and its document with it."""
        if purpose not in PURPOSES or occupation not in OCCUPATIONS:
            raise Refused("other")
        proof = self._bank.visits.get(request, "proof")
        if proof is None:
            raise Ended
        made = _application(allowed(self._bank, Proof(proof)), purpose, occupation, self._bank.now())
        store.begin(self._bank.database, made)
        answer = RedirectResponse("/open/sign" if made.proof == Proof.SIGNATURE else "/open/chip", 303)
        self._bank.visits.put(request, answer, anew=True, application=made.id)
        return answer

    def sign_page(self, request: Request) -> Response:
        """Method ワ: the document, and the card's button."""
        found = self._current(request, State.BEGUN)
        return self._bank.site.page(
            request, "sign.html", asked=found, document=_text(found.document), send_to="/open/sign"
        )

    def sign(self, request: Request, card: Annotated[str, Form()]) -> Response:
        """Method ワ: who signed this document, by the certificate alone."""
        found = self._current(request, State.BEGUN)
        if found.proof != Proof.SIGNATURE:
            raise Ended
        (signed,) = read_card_field(card, "cms")
        customer = by_signature(self._bank.operator, signed, found.document)
        opened = _account(
            found,
            customer.name,
            customer.address,
            customer.birth.isoformat(),
            customer.sex,
            customer.evidence,
            self._bank.now(),
        )
        store.open_account(self._bank.database, found.id, State.BEGUN, opened)
        answer = RedirectResponse("/account?opened", 303)
        self._bank.visits.put(request, answer, anew=True, account=opened.number)
        return answer

    def chip_page(self, request: Request) -> Response:
        """Method ヘ: the face, and the card's button."""
        return self._bank.site.page(
            request, "chip.html", challenge=_text(self._current(request, State.BEGUN).challenge)
        )

    def chip(
        self,
        request: Request,
        card: Annotated[str, Form()],
        name: Annotated[str, Form(max_length=100)],
        address: Annotated[str, Form(max_length=200)],
        camera: Annotated[UploadFile, File()],
    ) -> Response:
        """Method ヘ: a genuine chip and its holder's face. Birth date and sex are the chip's; a clerk compares the rest."""
        found = self._current(request, State.BEGUN)
        if found.proof != Proof.CHIP_AND_FACE:
            raise Ended
        files = FaceFiles(*read_card_field(card, "issuer_certificate", "record", "answer"))
        picture = camera.file.read(LARGEST_PICTURE)
        seen = by_chip(files, self._bank.trusted, found.challenge, self._bank.origin, self._bank.today, camera=picture)
        child = age_on(seen.face.birth, self._bank.today) < law.SIGNATURE_CERTIFICATE_FROM
        kept = ChipRecord(files.record, picture, seen.distance or 0.0, name.strip(), address.strip())
        store.keep_chip(self._bank.database, found.id, kept, State.PARENT if child else State.REVIEW)
        return RedirectResponse("/open/parent" if child else "/open/waiting", 303)

    def parent_page(self, request: Request) -> Response:
        """A child's application: the parent's card."""
        found = self._current(request, State.PARENT)
        return self._bank.site.page(
            request, "sign.html", asked=found, document=_text(found.document), send_to="/open/parent"
        )

    def parent(self, request: Request, card: Annotated[str, Form()]) -> Response:
        """The parent is identified by method ワ, as the Act wants of whoever acts for a customer (art. 4, 4)."""
        found = self._current(request, State.PARENT)
        (signed,) = read_card_field(card, "cms")
        who = by_signature(self._bank.operator, signed, found.document)
        store.keep_parent(self._bank.database, found.id, who.name, who.evidence)
        return RedirectResponse("/open/waiting", 303)

    def waiting(self, request: Request) -> Response:
        """A clerk looks; then the account is here."""
        opened = store.account_of(self._bank.database, self._bank.visits.get(request, "application") or "")
        if opened is None:
            self._current(request, State.REVIEW)
            return self._bank.site.page(request, "waiting.html")
        answer = RedirectResponse("/account?opened", 303)
        self._bank.visits.put(request, answer, anew=True, account=opened.number)
        return answer


def _application(method: law.Method, purpose: str, occupation: str, now: datetime) -> Application:
    number = secrets.token_hex(8)
    document = application_text(number, method.clause, purpose, occupation, now.astimezone(JST))
    challenge = secrets.token_bytes(32)
    return Application(
        number, method.clause, method.proof.value, purpose, occupation, now, State.BEGUN, document, challenge
    )


def _account(
    found: Application, name: str, address: str, birth: str, sex: str, evidence: str, now: datetime
) -> Account:
    number = f"{secrets.randbelow(10**7):07}"
    return Account(number, found.clause, name, address, birth, sex, evidence, now)


def account_from_chip(found: Application, chip: ChipRecord, birth: str, sex: str, now: datetime) -> Account:
    """What a clerk opens: birth date and sex as signed in the chip, name and address as compared with its images."""
    return _account(found, chip.name, chip.address, birth, sex, chip.parent_evidence, now)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
