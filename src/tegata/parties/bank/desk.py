"""The clerks' page for method ヘ: what was typed beside what the chip shows, the two faces, and a yes or no."""

import base64
import hmac
import io
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from PIL import Image

from tegata.cardspec.codecs.face import CardFace
from tegata.parties.bank import store
from tegata.parties.bank.opening import account_from_chip
from tegata.parties.bank.settings import Bank
from tegata.parties.bank.store import State
from tegata.parties.proofing import Refused


class Desk:
    """Behind the clerks' key."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self.router = router = APIRouter(prefix="/desk")
        router.get("")(self.show)
        router.post("/key")(self.enter)
        router.post("/{number}/open")(self.passes)
        router.post("/{number}/refuse")(self.fails)

    def _clerk(self, request: Request) -> None:
        if self._bank.visits.get(request, "clerk") is None:
            raise Refused("other")

    def show(self, request: Request) -> Response:
        """The oldest application that waits; the key first."""
        if self._bank.visits.get(request, "clerk") is None:
            return self._bank.site.page(request, "desk_key.html")
        waiting = store.waiting(self._bank.database)
        if not waiting:
            return self._bank.site.page(request, "desk.html", waiting=0)
        kept = store.chip_record(self._bank.database, waiting[0])
        pictures = _pictures(CardFace.from_bytes(kept.record), kept.camera)
        values: dict[str, Any] = {"waiting": len(waiting), "number": waiting[0], "chip": kept, "pictures": pictures}
        return self._bank.site.page(request, "desk.html", **values)

    def enter(self, request: Request, key: Annotated[str, Form()]) -> Response:
        """The key that the bank's start printed."""
        if not hmac.compare_digest(key.encode(), self._bank.desk_key.encode()):
            raise Refused("other")
        answer = RedirectResponse("/desk", 303)
        self._bank.visits.put(request, answer, anew=True, clerk="1")
        return answer

    def passes(self, request: Request, number: str) -> Response:
        """Name and address agree with the chip's images."""
        self._clerk(request)
        found, kept = (
            store.application(self._bank.database, number, State.REVIEW),
            store.chip_record(self._bank.database, number),
        )
        face = CardFace.from_bytes(kept.record)
        opened = account_from_chip(found, kept, face.birth.isoformat(), face.sex.value, self._bank.now())
        store.open_account(self._bank.database, number, State.REVIEW, opened)
        return RedirectResponse("/desk", 303)

    def fails(self, request: Request, number: str) -> Response:
        """They do not."""
        self._clerk(request)
        store.refuse(self._bank.database, number)
        return RedirectResponse("/desk", 303)


def _pictures(face: CardFace, camera: bytes) -> dict[str, str]:
    """As a browser shows them: it knows no JPEG 2000."""
    found = {"name": face.name_image, "address": face.address_image, "portrait": face.portrait, "camera": camera}
    return {what: _png(data) for what, data in found.items()}


def _png(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as image:
        out = io.BytesIO()
        image.convert("RGB").save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
