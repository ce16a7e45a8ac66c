"""Firms for tests: a sandbox with a card, a country's status service, and operator, agent, bank and shop as real processes."""

import base64
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from tests.conversations.personalised import plugged
from tests.operating import Straight

from tegata.chip.personalisation import Order, Person, PersonalisedCard, Pins, sample_person
from tegata.client import Client
from tegata.parties.bank import app as banks
from tegata.parties.bank.settings import Bank
from tegata.parties.operator import app as operators
from tegata.parties.operator import tenants
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.settings import Settings, StatusBy
from tegata.parties.phoneshop import app as shops
from tegata.parties.phoneshop.settings import Shop
from tegata.pki.names import Kind
from tegata.pki.path import OcspSource
from tegata.reader import Connection, InProcess
from tegata.rules.calendar import JST
from tegata.server.home import Home
from tegata.synthetic.faces import draw_face
from tegata.terminals.agent import Book, Doors, Site, make_app

PIN, PASSWORD = "1234", "ABC123"
STARTED_WITHIN = 60


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(*arguments: object, home: Path) -> Iterator[dict[str, Any]]:
    """One of our commands as a process until the context ends; gives what it said when it was ready to serve."""
    argv = [sys.executable, "-m", "tegata", *map(str, arguments), "--home", str(home), "--json"]
    known = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_URL"))}
    with subprocess.Popen(argv, env=known, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said: dict[str, Any] = json.loads(process.stdout.readline())
            curl = ["curl", "-s", "-o", "/dev/null", "--retry", str(STARTED_WITHIN), "--retry-delay", "1"]
            subprocess.run([*curl, "--retry-connrefused", said["url"]], check=True, timeout=STARTED_WITHIN)
            yield said
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


@dataclass
class Street:
    """Everybody at their addresses. `cards` opens an agent with another card in it."""

    home: Home
    bank: str
    shop: str
    desk_key: str
    agent_port: int

    @property
    def agent(self) -> str:
        return f"http://127.0.0.1:{self.agent_port}"

    @contextmanager
    def card(self, name: str) -> Iterator[None]:
        """An agent with this card of the sandbox in its reader."""
        allow = ["--allow", f"{self.bank}=さくら銀行", "--allow", f"{self.shop}=でんわ屋"]
        with running("agent", "--card", name, "--port", self.agent_port, *allow, home=self.home.root):
            yield


@contextmanager
def street(home: Home) -> Iterator[Street]:
    """Operator, bank and shop of a sandbox, and the country's status service they hang on."""
    ports = {name: free_port() for name in ("country", "operator", "bank", "phoneshop", "agent")}
    at = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    firm = ["--operator", at["operator"], "--agent", at["agent"], "--port"]
    country = ["--status", "responder", "--country", at["country"], "--port", ports["operator"]]
    with (
        running("ca", "serve", "--port", ports["country"], home=home.root),
        running("party", "operator", *country, home=home.root),
        running("party", "bank", *firm, ports["bank"], home=home.root) as bank,
        running("party", "phoneshop", *firm, ports["phoneshop"], home=home.root),
    ):
        yield Street(home, at["bank"], at["phoneshop"], bank["desk_key"], ports["agent"])


Typed = dict[str, str]


def printed(made: PersonalisedCard) -> Typed:
    """What stands on the card."""
    year = str(made.expires.year)
    return {"birth": made.person.birth.isoformat(), "expiry_year": year, "security_code": made.security_code}


@dataclass
class Visitor:
    """A visitor with a card: a browser without a window, that does what the page's script does."""

    site: str
    agent: str
    mounts: dict[str, httpx.BaseTransport] | None = None
    http: httpx.Client = field(init=False)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = self._client(base_url=self.site, follow_redirects=True, headers={"Accept-Language": "en"})

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def _client(self, **options: Any) -> httpx.Client:
        return httpx.Client(mounts=self.mounts, timeout=60, trust_env=False, **options)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def send(self, path: str, **fields: Any) -> httpx.Response:
        files = fields.pop("files", None)
        return self.http.post(path, data=fields, files=files, headers={"Origin": self.site})

    def use_card(self, page: str, action: str, typed: Typed, **changes: Any) -> str:
        """Ask the agent as the page would, agree as the holder would; the result goes into the page's hidden field."""
        form = next(one for one in re.findall(r"<form class=\"card-use\".*?>", page, re.DOTALL) if f'"{action}"' in one)
        asks = {"action": action, "site": self.site}
        for name in ("challenge", "document"):
            value = re.search(rf'data-{name}="([^"]*)"', form)
            if value and value[1]:
                asks[name] = value[1]
        return self.ask_agent(asks | changes, typed)

    def ask_agent(self, asks: dict[str, str], typed: Typed) -> str:
        with self._client(base_url=self.agent, headers={"Origin": self.site}) as site:
            asked = site.post("/v1/requests", json=asks).raise_for_status().json()
            self._agree(asked["consent"], typed)
            answer = site.get(f"/v1/requests/{asked['id']}/result", headers={"Authorization": f"Bearer {asked['key']}"})
            return answer.raise_for_status().text

    def _agree(self, consent: str, typed: Typed) -> None:
        with self._client(headers={"Accept-Language": "en"}) as holder:
            page = holder.get(consent).text
            self.seen.append(page)
            token = re.search(r'name="form" value="([^"]+)"', page)
            assert token is not None
            answer = holder.post(consent, data={"form": token[1], **typed}, headers={"Origin": self.agent})
            self.seen.append(answer.text)


def opens_account(visitor: Visitor, *, password: str = PASSWORD) -> httpx.Response:
    """Method ワ from the first page to the account."""
    visitor.send("/open", proof="signature")
    page = visitor.send("/open/details", purpose="貯蓄・資産運用", occupation="会社員")
    card = visitor.use_card(page.text, "sign", {"pin": password})
    return visitor.send("/open/sign", card=card)


def document_of(page: str) -> bytes:
    """The document that a page asks to be signed."""
    found = re.search(r'data-document="([^"]+)"', page)
    assert found is not None
    return base64.b64decode(found[1])


def makes_card(
    home: Home, name: str, running: int, *, person: Person | None = None, face_only: bool = False, age: float = 35
) -> PersonalisedCard:
    """A card of the sandbox whose face is that of the identity `running`, drawn on its first day."""
    pins = None if face_only else Pins()
    today = home.now().astimezone(JST).date()
    photo = draw_face(running, 0, age=age)
    order = Order(person or sample_person(running), photo, pins, 1, running, today, face_only=face_only)
    return home.make_card(name, order, "a")


def takes_picture(running: int, *, age: float = 35) -> bytes:
    """The same face on another day, as a camera sees it."""
    return draw_face(running, 1, age=age)


BANK, SHOP, AGENT = "http://127.0.0.1:8200", "http://127.0.0.1:8300", "http://127.0.0.1:35980"
DESK_KEY = "clerks"


@dataclass
class World:
    """The same firms in this process, without a socket: the operator asks the home's responders itself."""

    home: Home
    folder: Path
    platform: Platform
    operator: Callable[..., Any]
    key: str
    moment: Callable[[], datetime]
    closing: ExitStack

    def client(self) -> Client:
        return Client("http://operator.example", self.key, transport=Straight(self.operator))

    @cached_property
    def bank(self) -> Bank:
        trusted = dict(self.home.issuer.trusted_keys)
        made = Bank(self.folder / "bank", BANK, AGENT, self.client(), trusted, self.moment, DESK_KEY)
        self.closing.callback(made.close)
        return made

    @cached_property
    def shop(self) -> Shop:
        trusted = dict(self.home.issuer.trusted_keys)
        made = Shop(self.folder / "shop", SHOP, AGENT, self.client(), trusted, self.moment)
        self.closing.callback(made.close)
        return made

    @contextmanager
    def visitor(self, card: Callable[[], Connection], site: str = BANK) -> Iterator[Visitor]:
        """Somebody with a card, whatever stands in for it."""

        @contextmanager
        def open_card() -> Iterator[Connection]:
            yield card()

        doors = Doors([Site(BANK, "さくら銀行"), Site(SHOP, "でんわ屋")], 35980)
        agent = make_app(doors, Book(self.moment, lambda: secrets.token_urlsafe(24)), open_card)
        mounts: dict[str, httpx.BaseTransport] = {
            BANK: Straight(banks.create(self.bank)),
            SHOP: Straight(shops.create(self.shop)),
            AGENT: Straight(agent),
        }
        with Visitor(site, AGENT, mounts) as found:
            yield found

    def card_of(self, made: PersonalisedCard) -> Callable[[], Connection]:
        """A genuine card in the agent's reader."""
        card = plugged(made.image)

        def inserted() -> Connection:
            card.power_off()
            return InProcess(card)

        return inserted


@contextmanager
def world(home: Home, folder: Path) -> Iterator[World]:
    """The firms at the home's time, in a folder of their own."""
    anchors = tuple((home.root / "ca" / kind / "ca.cer").read_bytes() for kind in Kind)
    settings = Settings(
        folder / "operator", "http://operator.example", "http://127.0.0.1:9", anchors, status_by=StatusBy.RESPONDER
    )
    with ExitStack() as closing:
        platform = Platform.open(settings, home.now)
        closing.callback(platform.close)
        platform.__dict__["status"] = OcspSource(home.ask_status)
        key = tenants.new_key()
        tenants.add(platform.store, tenants.Tenant("firm", "firm"), key)
        yield World(home, folder, platform, operators.create(platform), key, home.now, closing)
