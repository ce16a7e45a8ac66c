"""An agent in this process with a real chip behind it, a site on its list, and the browser's headers."""

import asyncio
import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
from fastapi import FastAPI
from tests.conversations import personalised
from tests.conversations.personalised import plugged

from tegata.chip.card import Card
from tegata.chip.personalisation import PersonalisedCard
from tegata.reader import Connection, InProcess
from tegata.terminals.agent import Book, Doors, Site, make_app

PORT = 35980
OWN = f"http://127.0.0.1:{PORT}"
BANK = Site("https://bank.example", "さくら銀行")
SHOP = Site("https://shop.example", "でんわ屋")
CHALLENGE = bytes(range(32))


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 24, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Desk:
    """The agent, and who calls it."""

    app: FastAPI
    clock: Clock
    card: Card
    made: PersonalisedCard
    calls: list[httpx.Response] = field(default_factory=list)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        answer = asyncio.run(self._call(method, path, **options))
        self.calls.append(answer)
        return answer

    async def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=OWN) as client:
            return await client.request(method, path, **options)

    def ask(self, by: Site = BANK, /, **body: Any) -> httpx.Response:
        headers = {"Origin": by.origin, "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "cross-site"}
        return self.call("POST", "/v1/requests", json=body, headers=headers)

    def of_site(
        self, asked: dict[str, str], what: str = "", site: Site = BANK, key: str | None = None
    ) -> httpx.Response:
        headers = {"Origin": site.origin, "Authorization": f"Bearer {asked['key'] if key is None else key}"}
        return self.call("GET", f"/v1/requests/{asked['id']}{what}", headers=headers)

    def page(self, asked: dict[str, str], language: str = "en", **headers: str) -> httpx.Response:
        return self.call("GET", f"/requests/{asked['id']}?lang={language}", headers=headers)

    def agree(self, asked: dict[str, str], *, origin: str | None = OWN, **typed: str) -> httpx.Response:
        return self.send(asked, "", origin=origin, **typed)

    def send(self, asked: dict[str, str], what: str, *, origin: str | None = OWN, **typed: str) -> httpx.Response:
        found = re.search(r'name="form" value="([^"]+)"', self.page(asked).text)
        form = {"form": found[1] if found else "gone"} | typed
        headers = {"Origin": origin} if origin else {}
        return self.call("POST", f"/requests/{asked['id']}{what}?lang=en", data=form, headers=headers)


def printed(made: PersonalisedCard) -> dict[str, str]:
    """What stands on the card and opens it."""
    year = str(made.expires.year)
    return {"birth": made.person.birth.isoformat(), "expiry_year": year, "security_code": made.security_code}


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def desk(made: PersonalisedCard | None = None) -> Desk:
    made = made or personalised.hanako()
    card, clock, numbers = plugged(made.image), Clock(), count(1)

    @contextmanager
    def open_card() -> Iterator[Connection]:
        card.power_off()
        yield InProcess(card)

    book = Book(clock, lambda: f"token-{next(numbers)}")
    return Desk(make_app(Doors([BANK, SHOP], PORT), book, open_card), clock, card, made)
