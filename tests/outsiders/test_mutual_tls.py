"""openssl and curl at the status service by mutual TLS: whoever shows no certificate of the known authority gets no connection."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.outsiders.conftest import environment, run

from tegata.cli.bench.ocsp_contest import HOST, free_port

NAMES = {"ca": "caller authority", "caller": "caller", "stranger": "stranger", "server": "localhost"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority for callers, one certificate of it, one of nobody's, and the server's own."""
    folder = tmp_path_factory.mktemp("tls")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for name in ("ca", "stranger", "server"):
        own = ["-x509", "-subj", f"/CN={NAMES[name]}", "-keyout", f"{name}.key", "-out", f"{name}.pem"]
        alternative = ["-addext", f"subjectAltName=IP:{HOST}"] if name == "server" else []
        run(["openssl", "req", *curve, *own, *alternative], cwd=folder)
    asked = ["-subj", "/CN=caller", "-keyout", "caller.key", "-out", "caller.csr"]
    run(["openssl", "req", "-new", *curve, *asked], cwd=folder)
    (folder / "caller.ext").write_text("extendedKeyUsage=clientAuth\n")
    by_ca = ["-CA", "ca.pem", "-CAkey", "ca.key", "-extfile", "caller.ext", "-days", "2"]
    run(["openssl", "x509", "-req", "-in", "caller.csr", *by_ca, "-out", "caller.pem"], cwd=folder)
    return folder


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """`tegata ca serve` by mutual TLS."""
    port = free_port()
    tls = ["--tls-cert", "server.pem", "--tls-key", "server.key", "--tls-clients", "ca.pem"]
    arguments = [sys.executable, "-m", "tegata", "ca", "serve", "--port", str(port), *tls, "--home", "home"]
    with subprocess.Popen(arguments, cwd=folder, env=environment(), stdout=subprocess.DEVNULL) as process:
        address = f"https://{HOST}:{port}/"
        looks = threading.Event()
        for _ in range(600):
            if asked(folder, address, "caller").returncode == 0 or process.poll() is not None or looks.wait(0.1):
                break
        yield address
        process.terminate()
        process.wait(20)


def asked(folder: Path, url: str, *name: str) -> "subprocess.CompletedProcess[str]":
    """The authority's certificate, by curl, showing a certificate or none."""
    shown = [word for one in name for word in ("--cert", f"{one}.pem", "--key", f"{one}.key")]
    argv = ["curl", "--silent", "--show-error", "--cacert", "server.pem", *shown, "-o", "got.cer", f"{url}ca/sign.cer"]
    return run(argv, cwd=folder, ok=False)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_only_who_shows_a_known_certificate_is_answered(folder: Path, url: str) -> None:
    assert asked(folder, url, "caller").returncode == 0
    assert "CERTIFICATE" in run(["openssl", "x509", "-inform", "DER", "-in", "got.cer"], cwd=folder).stdout
    for name in ((), ("stranger",)):
        (folder / "got.cer").unlink(missing_ok=True)
        assert asked(folder, url, *name).returncode != 0
        assert not (folder / "got.cer").exists()


def test_half_of_tls_is_refused(folder: Path) -> None:
    argv = [sys.executable, "-m", "tegata", "ca", "serve", "--tls-clients", "ca.pem", "--home", "home"]
    refused = run(argv, cwd=folder, ok=False, env=environment())
    assert refused.returncode != 0
    assert "--tls-cert and --tls-key" in refused.stderr
