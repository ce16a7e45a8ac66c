"""What the story of `tegata demo` needs around it: a sample to sign, and the status service in a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from tegata.chip.printing.pdf_file import assemble, stream
from tegata.reader.errors import ReaderMissing
from tegata.server.home import Home
from tegata.terminals.virtual_reader import FIRST_PORT, HOST

PATIENCE = 20.0


def sample_pdf() -> bytes:
    """One A4 page that says what it is."""
    lines = (
        "Sample document",
        "Signed with the specimen of an Individual Number Card.",
        "It binds nobody to anything.",
    )
    text = "BT /F1 22 Tf 72 740 Td 30 TL " + " T* /F1 13 Tf ".join(f"({line}) Tj" for line in lines) + " ET"
    page = "/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    return assemble(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R {page} >>".encode(),
            stream(text.encode()),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        )
    )


def wait_for_the_next_second() -> None:
    """Certificates count whole seconds; what comes after something must not fall into the same one."""
    time.sleep(1.0 - time.time() % 1.0)


@contextmanager
def status_service(home: Home, port: int) -> Iterator[str]:
    """The status service of a home on a port while the context lasts. Raises ReaderMissing when it does not start."""
    url = f"http://127.0.0.1:{port}/"
    _ = home.responders
    arguments = [sys.executable, "-m", "tegata", "ca", "serve", "--port", str(port), "--home", str(home.root)]
    environment = {**os.environ, "TEGATA_HOME": str(home.root)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def pcsc_daemon() -> Iterator[None]:
    """pcscd while the context lasts: where it is installed, this user may start it, and no virtual reader is there yet."""
    program = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None or os.geteuid() != 0 or _listens():
        yield
        return
    arguments = [program, "--foreground", "--error"]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            ends = time.monotonic() + PATIENCE
            while time.monotonic() < ends and process.poll() is None and not _listens():
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def _listens() -> bool:
    """Whether the virtual reader's last slot listens. A connection that says nothing is a card that was never there."""
    try:
        socket.create_connection((HOST, FIRST_PORT + 1), timeout=1).close()
    except OSError:
        return False
    return True


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(url, timeout=2):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise ReaderMissing(f"the status service does not start at {url}; is the port taken? Choose another with --port")
