"""openssl as a registered caller: requests signed with P-256 and RSA, with and without a nonce; pkilint on P-256 answers."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.outsiders.conftest import run
from tests.unit.services.validation.desk import Desk

from tegata.pki.ocsp_request import parse
from tegata.services.validation.rules import Result

KEYS = {"p256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["rsa:2048"], "stranger": ["rsa:2048"]}
HOST = "127.0.0.1"
YEARS = str(20 * 366 * 86_400)


class Quiet(WSGIRequestHandler):
    """No line for each request."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys with certificates that their owners signed themselves."""
    folder = tmp_path_factory.mktemp("callers")
    for name, kind in KEYS.items():
        files = ["-keyout", f"{name}.key", "-out", f"{name}.pem"]
        run(["openssl", "req", "-x509", "-newkey", *kind, "-nodes", "-subj", f"/CN={name}", *files], cwd=folder)
    return folder


@pytest.fixture
def desk(folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """A responder that answers the owners of two of these keys."""
    desk = Desk(tmp_path, registered=True)
    loaded = [x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()) for name in ("p256", "rsa")]
    keys = tuple(one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for one in loaded)
    desk.change_bank(keys=keys)
    ca = x509.load_der_x509_certificate(desk.authority.certificate)
    (folder / "ca.pem").write_bytes(ca.public_bytes(Encoding.PEM))
    yield desk
    desk.close()


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    """Its address."""
    with make_server(HOST, 0, desk.service, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}/ocsp/"
        server.shutdown()
        thread.join()


def ask(folder: Path, url: str, serial: int, *more: str, at: datetime) -> "subprocess.CompletedProcess[str]":
    """What openssl says, which judges the answer at the desk's moment."""
    trust = ["-issuer", "ca.pem", "-CAfile", "ca.pem", "-attime", str(int(at.timestamp())), "-validity_period", YEARS]
    return run(["openssl", "ocsp", *trust, "-serial", f"0x{serial:08X}", "-url", url, *more], cwd=folder, ok=False)


@pytest.mark.parametrize("nonce", ["-nonce", "-no_nonce"])
@pytest.mark.parametrize("name", ["p256", "rsa"])
def test_openssl_signs_and_is_answered(desk: Desk, url: str, folder: Path, name: str, nonce: str) -> None:
    signs = ["-signer", f"{name}.pem", "-signkey", f"{name}.key", nonce]
    found = ask(folder, url, desk.serials[0], *signs, at=desk.now)
    assert "Response verify OK" in found.stderr
    assert "WARNING: no nonce" not in found.stderr
    assert f"0x{desk.serials[0]:08X}: good" in found.stdout
    assert [(one.caller, one.result) for one in desk.noted()] == [(desk.bank.caller_id, Result.GOOD)]


def test_openssl_without_a_signature_or_with_a_stranger_s(desk: Desk, url: str, folder: Path) -> None:
    unsigned = ask(folder, url, desk.serials[0], at=desk.now)
    assert "Responder Error: sigrequired (5)" in unsigned.stdout + unsigned.stderr
    stranger = ask(folder, url, desk.serials[0], "-signer", "stranger.pem", "-signkey", "stranger.key", at=desk.now)
    assert "Responder Error: unauthorized (6)" in stranger.stdout + stranger.stderr


def test_openssl_over_its_rate_is_to_try_later(desk: Desk, url: str, folder: Path) -> None:
    desk.change_bank(nonce_rate=1)
    signs = ["-signer", "p256.pem", "-signkey", "p256.key", "-nonce"]
    assert "good" in ask(folder, url, desk.serials[0], *signs, at=desk.now).stdout
    over = ask(folder, url, desk.serials[0], *signs, at=desk.now)
    assert "Responder Error: trylater (3)" in over.stdout + over.stderr


@pytest.mark.parametrize("nonce", [None, bytes(32)], ids=["kept", "nonce"])
def test_pkilint_finds_nothing_in_answers_by_p256(desk: Desk, tmp_path: Path, nonce: bytes | None) -> None:
    desk.authority.hold(desk.serials[1], desk.now)
    desk.forward(minutes=1)
    for serial in desk.serials[:2]:
        answered = desk.responder.answer(parse(desk.question(serial, nonce=nonce)), desk.now)
        (tmp_path / "answer").write_bytes(answered.response)
        linter = Path(sys.executable).parent / "lint_ocsp_response"
        done = run([str(linter), "lint", "-f", "JSON", "-s", "INFO", str(tmp_path / "answer")], ok=False)
        codes = {item["code"] for one in json.loads(done.stdout)["results"] for item in one["finding_descriptions"]}
        assert codes == set()
