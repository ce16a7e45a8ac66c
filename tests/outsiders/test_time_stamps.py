"""openssl asks the operator's time-stamping authority, and verifies what it gets; what it should refuse, it refuses."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.operating import NOWHERE, Operating, operating

from tegata.server.home import Home

QUERY = {"Content-Type": "application/timestamp-query"}


@pytest.fixture
def operator(founded: Home, tmp_path: Path) -> Iterator[Operating]:
    with operating(founded, tmp_path / "operator", NOWHERE) as found:
        yield found


def openssl(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("extra", [["-cert"], [], ["-no_nonce", "-cert"]], ids=["cert", "bare", "no nonce"])
def test_openssl_verifies_a_time_stamp(operator: Operating, tmp_path: Path, extra: list[str]) -> None:
    (tmp_path / "contract.txt").write_text("what existed at a time\n")
    openssl(tmp_path, "ts", "-query", "-data", "contract.txt", "-sha256", *extra, "-out", "query.tsq")
    with operator.http() as http:
        answer = http.post("/tsa", content=(tmp_path / "query.tsq").read_bytes(), headers=QUERY)
    assert answer.headers["Content-Type"] == "application/timestamp-reply"
    (tmp_path / "reply.tsr").write_bytes(answer.content)
    (tmp_path / "tsa.cer").write_bytes(operator.platform.stamps.certificate)
    openssl(tmp_path, "x509", "-inform", "DER", "-in", "tsa.cer", "-out", "tsa.pem")
    at = str(int(operator.home.now().timestamp()))
    trust = ["-CAfile", "tsa.pem", "-untrusted", "tsa.pem", "-attime", at]
    done = openssl(tmp_path, "ts", "-verify", "-in", "reply.tsr", "-queryfile", "query.tsq", *trust)
    assert "Verification: OK" in done.stdout, done.stderr
    (tmp_path / "contract.txt").write_text("something else\n")
    assert openssl(tmp_path, "ts", "-verify", "-in", "reply.tsr", "-data", "contract.txt", *trust).returncode != 0


@pytest.mark.parametrize("arguments", [["-sha512"], ["-sha256", "-tspolicy", "1.2.3.4"]], ids=["digest", "policy"])
def test_what_it_does_not_do_is_rejected(operator: Operating, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "contract.txt").write_text("text\n")
    openssl(tmp_path, "ts", "-query", "-data", "contract.txt", *arguments, "-out", "query.tsq")
    with operator.http() as http:
        for body in ((tmp_path / "query.tsq").read_bytes(), b"", b"\x30\x03\x02\x01\x01", b"noise"):
            answer = http.post("/tsa", content=body, headers=QUERY)
            (tmp_path / "reply.tsr").write_bytes(answer.content)
            shown = openssl(tmp_path, "ts", "-reply", "-in", "reply.tsr", "-text").stdout
            assert "Status: Rejected." in shown


def test_a_stamp_is_for_tenants(operator: Operating) -> None:
    with operator.http("wrong") as http:
        assert http.post("/tsa", content=b"", headers=QUERY).status_code == 401
