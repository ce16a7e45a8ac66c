"""Two thousand connections that say nothing, and clients that say it slowly: everybody else is still answered.

The server is the process that an installation runs (`tegata ca serve`, granian); the clients are bare sockets on loopback. What
this server cannot do alone is wait for more bodies that never come than it has threads: those are for a proxy before it.
"""

import resource
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import ocsp as pyca

from tegata.pki import ocsp_request
from tegata.server.home import Home, clock

IDLE = 2000
FILES = 2 * IDLE + 500
BOOTED, ANSWERED = 30.0, 5.0
HALF_A_REQUEST = b"POST /ocsp/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 100\r\n"


@pytest.fixture(scope="module", autouse=True)
def _many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES:
        pytest.skip("this machine does not allow so many open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where an installation's status service answers, as a process of its own."""
    home = Home.found(tmp_path_factory.mktemp("idle") / "home", clock)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [sys.executable, "-m", "tegata", "ca", "serve", "--port", str(number), "--home", str(home.root)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            subprocess.run(
                [
                    "curl",
                    "-sf",
                    "--retry",
                    "60",
                    "--retry-delay",
                    "1",
                    "--retry-connrefused",
                    f"http://127.0.0.1:{number}/",
                ],
                check=True,
                capture_output=True,
                timeout=BOOTED,
            )
            yield number
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=ANSWERED)


def answered(port: int) -> bool:
    """One whole question about an authority that is not ours, and its whole answer."""
    name = x509.Name([]).public_bytes()
    key = (Path(__file__).parents[1] / "vectors" / "wycheproof" / "p256-sha256.tsv").read_text().split()[1]
    body = ocsp_request.build([ocsp_request.cert_id_of(name, bytes.fromhex(key), 7)])
    head = HALF_A_REQUEST.replace(b"100", str(len(body)).encode()) + b"Connection: close\r\n\r\n"
    with connect(port) as asking:
        asking.sendall(head + body)
        reply = b""
        while part := asking.recv(65_536):
            reply += part
    response = pyca.load_der_ocsp_response(reply.partition(b"\r\n\r\n")[2])
    return reply.startswith(b"HTTP/1.1 200") and response.response_status is pyca.OCSPResponseStatus.UNAUTHORIZED


def test_two_thousand_idle_connections(port: int) -> None:
    with ExitStack() as open_ones:
        for _ in range(IDLE):
            open_ones.enter_context(connect(port))
        assert answered(port)


@pytest.mark.parametrize("said", [HALF_A_REQUEST, b"GET /ocsp/MF"], ids=["head", "line"])
def test_slow_clients_wait_alone(port: int, said: bytes) -> None:
    """Each has said half of what it has to say, and says no more."""
    with ExitStack() as open_ones:
        for _ in range(50):
            open_ones.enter_context(connect(port)).sendall(said)
        assert answered(port)


def test_bodies_that_stop_in_the_middle_hold_a_thread_each_and_no_more(port: int) -> None:
    with ExitStack() as open_ones:
        for _ in range(20):
            open_ones.enter_context(connect(port)).sendall(HALF_A_REQUEST + b"\r\n\x30")
        assert answered(port)


def test_a_client_that_never_reads_its_answer(port: int) -> None:
    with ExitStack() as open_ones, selectors.DefaultSelector() as ready:
        for _ in range(50):
            asking = open_ones.enter_context(connect(port))
            asking.sendall(b"GET /ca/sign.cer HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
            ready.register(asking, selectors.EVENT_READ)
        assert ready.select(ANSWERED)
        assert answered(port)


def test_a_question_that_is_too_large_is_refused_before_it_is_sent(port: int) -> None:
    with connect(port) as asking:
        asking.sendall(HALF_A_REQUEST.replace(b"100", b"4000000000") + b"\r\n" + bytes(1000))
        assert asking.recv(100).startswith(b"HTTP/1.1 413")
    assert answered(port)
