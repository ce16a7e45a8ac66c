"""Who answers in the OCSP rows, each in a process of its own: our service, a bare WSGI callable, `openssl ocsp`; and who asks."""

import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tegata.pki.authority import Authority
from tegata.server.home import Home, clock

HOST = "127.0.0.1"
PATIENCE = 60.0
ROW, CONNECTIONS = 50, 8
_OK = b"HTTP/1.1 200 OK\r\n"
_SERVER = (
    "import sys; from granian import Granian; from granian.constants import Interfaces; "
    "Granian(sys.argv[1], '127.0.0.1', int(sys.argv[2]), interface=Interfaces.WSGI, workers=1, blocking_threads=1, "
    "log_enabled=False).serve()"
)


def get(request: bytes) -> bytes:
    """A question over HTTP by GET, as RFC 9919 §5.1 wants small ones."""
    path = quote(b64encode(request).decode(), safe="")
    return f"GET /ocsp/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@contextmanager
def granian(app: str, environment: dict[str, str], first: bytes) -> Iterator[tuple[int, int, float]]:
    """A WSGI callable under granian: its port, its worker's process and the seconds until it answered `first`."""
    port = free_port()
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER, app, str(port)], env={**os.environ, **environment}
    ) as process:
        try:
            _wait_for(port, first, process)
            took = time.perf_counter() - started
            yield port, _worker_of(process.pid), took
        finally:
            process.terminate()
            process.wait(20)


def ask_in_rows(port: int, questions: Sequence[bytes]) -> None:
    """Several kept connections, requests sent in rows (RFC 9112 §9.3.2), so that the server and not the client is measured."""
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection((HOST, port), timeout=30)) for _ in range(CONNECTIONS)
        ]
        for start in range(0, len(questions), ROW * CONNECTIONS):
            asked = []
            for number, connection in enumerate(connections):
                row = questions[start + number * ROW : start + (number + 1) * ROW]
                connection.sendall(b"".join(row))
                asked.append(len(row))
            for connection, count in zip(connections, asked, strict=True):
                _take(connection, count)


def _take(connection: socket.socket, count: int) -> None:
    """Read until the heads of `count` answers were seen and nothing more is on its way."""
    seen, tail, body = 0, b"", 0
    while seen < count or body > 0:
        data = connection.recv(1 << 20)
        if not data:
            raise ConnectionError(f"{seen} answers of {count}")
        if seen < count:
            whole = tail + data
            seen += whole.count(_OK)
            tail = whole[-len(_OK) + 1 :]
            if seen == count:
                body = _missing(whole)
        else:
            body -= len(data)


def _missing(data: bytes) -> int:
    """Bytes still to come of the last answer in these."""
    last = data[data.rindex(_OK) :]
    head, found, body = last.partition(b"\r\n\r\n")
    if not found:
        return 1 << 30  # its head is not whole: what follows is read by the next call
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(lengths[0].split(b":")[1]) - len(body)


def memory_of(pid: int) -> int:
    """Bytes of memory that a process has of its own and shares, each shared page by its share."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


@contextmanager
def openssl(authority: Authority, folder: Path, serial: int, new_key: Sequence[str]) -> Iterator[int]:
    """The peer with the authority's certificate, a key of the same kind, and an index of one certificate: its port."""
    port = free_port()
    certificate = x509.load_der_x509_certificate(authority.certificate)
    (folder / "ca.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    ends = (clock() + timedelta(days=365)).strftime("%y%m%d%H%M%SZ")
    (folder / "index.txt").write_text(f"V\t{ends}\t\t{serial:08X}\tunknown\t/C=JP/CN=bench\n")
    key, signer = str(folder / "key.pem"), str(folder / "signer.pem")
    made = ["openssl", "req", "-x509", *new_key, "-nodes", "-subj", "/CN=responder", "-days", "2"]
    subprocess.run([*made, "-keyout", key, "-out", signer], check=True, capture_output=True)
    arguments = [
        "openssl",
        "ocsp",
        "-port",
        str(port),
        "-index",
        str(folder / "index.txt"),
        "-CA",
        str(folder / "ca.pem"),
    ]
    arguments += ["-rsigner", signer, "-rkey", key, "-ndays", "1"]
    log = folder / "openssl.log"
    with log.open("wb") as out, subprocess.Popen(arguments, stdout=out, stderr=out) as process:
        try:
            while b"waiting for OCSP client connections" not in log.read_bytes():  # a mere connection would block it
                if process.poll() is not None:
                    raise RuntimeError("openssl ocsp does not start")
                time.sleep(0.05)
            yield port
        finally:
            process.kill()


def ask_one_by_one(port: int, question: bytes, count: int) -> None:
    """A connection for each question: the peer closes every one."""
    for _ in range(count):
        with socket.create_connection((HOST, port), timeout=10) as connection:
            connection.sendall(question)
            while connection.recv(65_536):
                pass


def service_environment(home: Home) -> dict[str, str]:
    """What our service needs to know."""
    return {"TEGATA_HOME": str(home.root), "TEGATA_STATUS_CALLERS": "open"}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(port: int, question: bytes, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            with socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
                connection.sendall(question)
                if connection.recv(65_536).startswith(_OK):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError("the server does not start")


def _worker_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return max(map(int, children), key=memory_of) if children else pid
