"""An operator for tests: the real application over a real country's status service on loopback, and people who sign."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tegata.client import Client
from tegata.parties.operator import app, tenants
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.settings import Settings
from tegata.pki.documents import KeySigner
from tegata.pki.holder import Holder
from tegata.pki.issuing import Request
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.rules.calendar import end_of_day
from tegata.rules.municipalities import municipality
from tegata.rules.sex import Sex
from tegata.server.crl_service import CrlService
from tegata.server.founding import rsa_key
from tegata.server.front_page import front_page
from tegata.server.home import Home
from tegata.server.publication import FOLDER
from tegata.server.status_keeping import StatusKeeper
from tegata.server.status_service import StatusService
from tegata.services.validation.responder import OcspResponder
from tegata.services.validation.responder.asking import CallerBook


@cache
def a_key(kind: Kind) -> SoftwareKey:
    """RSA keys are slow to make: one of each kind for the whole run. Certificates differ."""
    return SoftwareKey.generate()


NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens
HANAKO = Holder(
    "手形　花子", "東京都千代田区霞が関二丁目１番２号", date(1980, 2, 17), Sex.FEMALE, municipality("13101")
)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def served(wsgi: Any) -> Iterator[str]:
    """A WSGI application on a free port of loopback while the context lasts."""
    with make_server("127.0.0.1", 0, wsgi, server_class=WSGIServer, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class CountryStatus:
    """The country's status service, each question answered from what its authorities know at that moment."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._keeper = StatusKeeper(home)
        book = CallerBook(list, lambda: 0.0)
        answers = OcspResponder(lambda: self._keeper.responders, home.now, self, book, registered=False)
        self._service = StatusService(
            home.authorities, answers, home.now, front_page, CrlService(home.root / FOLDER, home.now)
        )

    def note(self, *_: Any) -> None:
        """The journal is tested elsewhere."""

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        self._keeper.step(self._home.now())
        while self._home.publication.publish(self._home.now()):
            pass
        return self._service(environ, start)


class Straight(httpx.BaseTransport):
    """From a client that waits straight into an application, without a socket."""

    def __init__(self, application: Any) -> None:
        self._transport = httpx.ASGITransport(application, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            answer = await self._transport.handle_async_request(request)
            await answer.aread()
            return answer

        answer = asyncio.run(ask())
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content, request=request)


@dataclass
class Operating:
    """An operator at work, and one tenant of it."""

    home: Home
    platform: Platform
    application: Any
    key: str

    def client(self, key: str | None = None) -> Client:
        return Client("http://operator.example", key or self.key, transport=Straight(self.application))

    def http(self, key: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx.Client(base_url="http://operator.example", headers=headers, transport=Straight(self.application))

    def tenant(self, name: str) -> str:
        key = tenants.new_key()
        tenants.add(self.platform.store, tenants.Tenant(name, name), key)
        return key

    def person(self, kind: Kind = Kind.SIGNATURE, key: SoftwareKey | None = None, days: int = 1000) -> "Signing":
        return certified(self.home, kind, key or a_key(kind), days)


@dataclass
class Signing:
    """Somebody with a certificate and its key: what a card is to those who only see its answers."""

    signer: KeySigner
    key: rsa.RSAPrivateKey

    @property
    def certificate(self) -> bytes:
        return self.signer.certificate

    @property
    def serial(self) -> int:
        return UnverifiedCertificate.parse(self.certificate).serial

    def answer(self, challenge: bytes) -> bytes:
        return self.key.sign(challenge, padding.PKCS1v15(), SHA256())


def certified(home: Home, kind: Kind, key: SoftwareKey, days: int = 1000) -> Signing:
    """A new certificate of the home's authority; `days` until it ends."""
    authority, now = home.authorities[kind], home.now()
    ends = end_of_day((now + timedelta(days=days)).date())
    certificate = authority.certify(Request(HANAKO, key.public_key, ends), now)
    own = rsa_key(key.to_pkcs8())
    return Signing(KeySigner(own, certificate, [authority.certificate]), own)


@contextmanager
def operating(home: Home, folder: Path, country: str, **changes: Any) -> Iterator[Operating]:
    """The operator in this folder, asking this country, with one tenant.

    The lists begin anew: other modules publish at other days, and no list is ever replaced by an older one.
    """
    shutil.rmtree(home.root / FOLDER, ignore_errors=True)
    anchors = tuple((home.root / "ca" / kind / "ca.cer").read_bytes() for kind in Kind)
    stamps = ((home.root / "tsa.cer").read_bytes(),)
    settings = Settings(
        folder, "http://operator.example", country, **({"anchors": anchors, "stamps": stamps} | changes)
    )
    platform = Platform.open(settings, home.now)
    try:
        found = Operating(home, platform, app.create(platform), "")
        found.key = found.tenant("bank")
        yield found
    finally:
        platform.close()
