"""OCSP answers from the store, over HTTP, beside `openssl ocsp` on the same index; one core each."""

import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tegata.cli.backstage import status_service
from tegata.cli.bench.harness import Bar, Row, seconds_each, speed_row
from tegata.pki import ocsp_request, oids
from tegata.pki.names import Kind
from tegata.server.home import Home, clock

PORTS = (18960, 18961)
ASKED, ROW, CONNECTIONS = 1600, 50, 8


def rows() -> Iterator[Row]:
    """Requests without a nonce for one certificate. The peer closes every connection; ours keeps them, as clients like."""
    with TemporaryDirectory() as folder:
        home = Home.found(Path(folder) / "home", clock)
        authority = home.authorities[Kind.AUTHENTICATION]
        home.responder(Kind.AUTHENTICATION)
        serial = authority.store.serials()[0]
        request = ocsp_request.build([ocsp_request.cert_id(authority.issuer, serial, oids.SHA1)])
        path = quote(b64encode(request).decode(), safe="")  # RFC 9919 §5.1: small requests are sent by GET
        asked = f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        with status_service(home, PORTS[0]), _openssl(home, Path(folder), serial):
            ours, peer = seconds_each(lambda: _ask_in_a_row(asked), lambda: _ask_one_by_one(asked), rounds=5)
        name = "OCSP answers from the store over HTTP / `openssl ocsp` on the same index (s per answer)"
        yield speed_row(name, ours / ASKED, peer / ASKED, Bar(at_least=5), peer / ASKED)


def _ask_in_a_row(asked: bytes) -> None:
    """Several kept connections, requests sent in rows (RFC 9112 §9.3.2), so that the server and not the client is measured."""
    with ExitStack() as stack:
        address = ("127.0.0.1", PORTS[0])
        connections = [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(CONNECTIONS)]
        connections[0].sendall(asked)
        size = len(connections[0].recv(65_536))
        for _ in range(ASKED // (ROW * CONNECTIONS)):
            for connection in connections:
                connection.sendall(asked * ROW)
            for connection in connections:
                left = size * ROW
                while left > 0:
                    left -= len(connection.recv(1 << 20))


def _ask_one_by_one(asked: bytes) -> None:
    for _ in range(ASKED):
        with socket.create_connection(("127.0.0.1", PORTS[1]), timeout=10) as connection:
            connection.sendall(asked)
            while connection.recv(65_536):
                pass


@contextmanager
def _openssl(home: Home, folder: Path, serial: int) -> Iterator[None]:
    """The peer with the same authority's certificate, an RSA key, and an index of one certificate."""
    authority = home.authorities[Kind.AUTHENTICATION]
    certificate = x509.load_der_x509_certificate(authority.certificate)
    (folder / "ca.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    ends = (clock() + timedelta(days=365)).strftime("%y%m%d%H%M%SZ")
    (folder / "index.txt").write_text(f"V\t{ends}\t\t{serial:08X}\tunknown\t/C=JP/CN=bench\n")
    new_key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=responder", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "signer.pem")]
    subprocess.run([*new_key, *files], check=True, capture_output=True)
    arguments = [
        "openssl",
        "ocsp",
        "-port",
        str(PORTS[1]),
        "-index",
        str(folder / "index.txt"),
        "-CA",
        str(folder / "ca.pem"),
    ]
    arguments += ["-rsigner", str(folder / "signer.pem"), "-rkey", str(folder / "key.pem"), "-ndays", "1"]
    log = folder / "openssl.log"
    with log.open("wb") as out, subprocess.Popen(arguments, stdout=out, stderr=out) as process:
        try:
            while b"waiting for OCSP client connections" not in log.read_bytes():  # a mere connection would block it
                if process.poll() is not None:
                    raise RuntimeError("openssl ocsp does not start")
                time.sleep(0.05)
            yield
        finally:
            process.kill()
