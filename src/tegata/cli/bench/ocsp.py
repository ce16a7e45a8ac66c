"""OCSP answers from the store, over HTTP, beside `openssl ocsp` on the same index; one core each."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tegata.cli.backstage import status_service
from tegata.cli.bench.harness import Bar, Row, seconds_each, speed_row
from tegata.pki import ocsp_request
from tegata.pki.names import Kind
from tegata.server.home import Home, clock
from tegata.server.status_service import OCSP_REQUEST

PORTS = (18960, 18961)
ASKED = 300


def rows() -> Iterator[Row]:
    """Requests without a nonce for one certificate, kept connections where the peer can."""
    with TemporaryDirectory() as folder:
        home = Home.found(Path(folder) / "home", clock)
        authority = home.authorities[Kind.AUTHENTICATION]
        serial = authority.store.serials()[0] if authority.store.serials() else 0x05000000
        request = ocsp_request.build([ocsp_request.cert_id(authority.issuer, serial, "1.3.14.3.2.26")])
        with status_service(home, PORTS[0]), _openssl(home, Path(folder), serial):
            ours, peer = seconds_each(lambda: _ask(PORTS[0], request), lambda: _ask(PORTS[1], request), rounds=5)
        name = "OCSP answers per second over HTTP / `openssl ocsp` (s per answer)"
        yield speed_row(name, ours / ASKED, peer / ASKED, Bar(at_least=5), peer / ASKED)


def _ask(port: int, request: bytes) -> None:
    """One client; it opens a new connection whenever the server closed the last one."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(ASKED):
        connection.request("POST", "/", request, {"Content-Type": OCSP_REQUEST})
        response = connection.getresponse()
        if response.status != 200 or not response.read():
            raise RuntimeError("no answer")
    connection.close()


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
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ) as process:
        for line in process.stderr or ():
            if b"waiting for OCSP client connections" in line or b"ACCEPT" in line:
                break
        try:
            yield
        finally:
            process.kill()
