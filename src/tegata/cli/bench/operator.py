"""The operator's REST beside its own check in process: real servers on loopback, a few kept connections."""

import json
import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tegata.cli.backstage import sample_pdf, status_service
from tegata.cli.bench.harness import Bar, Row, seconds_each, speed_row
from tegata.cli.bench.issuing import request
from tegata.cli.party_apps import Told, operator_platform
from tegata.parties.operator import tenants
from tegata.parties.operator.answers import verdict
from tegata.parties.operator.platform import Platform
from tegata.pki.checks import Question
from tegata.pki.documents import KeySigner, cms, pdf
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.server.founding import rsa_key
from tegata.server.home import Home, clock

STATUS_PORT, PORT = 18970, 18971
CONNECTIONS, ROW = 8, 10
CONTENT = b"a contract\n" * 100
PATIENCE = 30.0


def rows() -> Iterator[Row]:
    """A CMS document and a PDF, checked against the mirrored list; in process the same check up to the same verdict."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        home = Home.found(Path(folder) / "home", clock)
        signer = _signer(home)
        status = stack.enter_context(status_service(home, STATUS_PORT))
        told = Told(str(home.root), PORT, status.rstrip("/"), None, "lists")
        platform = operator_platform(told)
        stack.callback(platform.close)
        key = tenants.new_key()
        tenants.add(platform.store, tenants.Tenant("bench", "bench"), key)
        stack.enter_context(_operator(home, status))
        documents = {
            "a CMS document": cms.sign(CONTENT, signer, clock()),
            "a PDF": pdf.sign(sample_pdf(), signer, clock()),
        }
        for name, document in documents.items():
            yield _row(name, platform, document, key)


def _row(name: str, platform: Platform, document: bytes, key: str) -> Row:
    question, asked = Question(document=document), _asked(document, key)

    def in_process() -> None:
        verdict(platform.checker.check(question, clock()))

    (each,) = seconds_each(in_process, rounds=1, repeat=5)
    turns = max(1, int(0.5 / (each * ROW * CONNECTIONS)))
    number = turns * ROW * CONNECTIONS

    def all_in_process() -> None:
        for _ in range(number):
            in_process()

    by_rest, bare = seconds_each(lambda: _ask(asked, turns), all_in_process, rounds=5)
    title = f"verify {name} over REST at {CONNECTIONS} connections / in process, one core (s per document)"
    return speed_row(title, by_rest / number, bare / number, Bar(at_least=0.5))


def _signer(home: Home) -> KeySigner:
    key, authority = SoftwareKey.generate(), home.authorities[Kind.SIGNATURE]
    certificate = authority.certify(request(key.public_key), clock())
    home.publication.publish_all(clock())
    return KeySigner(rsa_key(key.to_pkcs8()), certificate, [authority.certificate])


def _asked(document: bytes, key: str) -> bytes:
    body = json.dumps({"document": b64encode(document).decode()}).encode()
    head = f"POST /v1/signatures HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _ask(asked: bytes, turns: int) -> None:
    """Several kept connections, each with a few requests under way, so that the server and not the client is measured."""
    with ExitStack() as stack:
        address = ("127.0.0.1", PORT)
        connections = [
            stack.enter_context(socket.create_connection(address, timeout=PATIENCE)) for _ in range(CONNECTIONS)
        ]
        size = _answer_size(connections[0], asked)
        for _ in range(turns):
            for connection in connections:
                connection.sendall(asked * ROW)
            for connection in connections:
                left = size * ROW
                while left > 0:
                    left -= len(connection.recv(1 << 20))


def _answer_size(connection: socket.socket, asked: bytes) -> int:
    """Bytes of one answer, which says yes; all of them are as long, but for fractions of a second that end in zeros."""
    connection.sendall(asked)
    answer = connection.recv(65_536)
    if b'"valid":true' not in answer:
        raise RuntimeError(f"the operator refused: {answer[-200:]!r}")
    return len(answer)


@contextmanager
def _operator(home: Home, country: str) -> Iterator[None]:
    """The operator as `tegata party operator` runs it."""
    arguments = [sys.executable, "-m", "tegata", "party", "operator", "--port", str(PORT)]
    arguments += ["--country", country.rstrip("/"), "--home", str(home.root)]
    with subprocess.Popen(arguments, env={**os.environ}, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(process)
            yield
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the operator does not start; is port {PORT} taken?")
