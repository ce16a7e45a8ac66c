"""pyHanko's own command line: signs a PDF with the card through OpenSC's PKCS #11, and validates it against our authority.

Certificates name an OCSP responder by host; in the house that name leads to the status service on port 80.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError
from tests.outsiders.conftest import OPENSC_PKCS11, TEGATA, House, Sandbox, environment

from tegata.cli.backstage import sample_pdf
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason
from tegata.rules.municipalities import municipality
from tegata.server.home import Home, clock

PYHANKO = str(Path(sys.executable).parent / "pyhanko")
HOSTS = "127.0.0.1 localhost ocspsignnorm.jpki-test.example ocspauthnorm.jpki-test.example\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pyhanko")
    (folder / "hosts").write_text(HOSTS)
    (folder / "contract.pdf").write_bytes(sample_pdf())
    labels = {"cert-label": "Digital Signature Certificate", "key-label": "Digital Signature Key"}
    setup = {"module-path": OPENSC_PKCS11, "slot-no": 1, "user-pin": "ABC123", **labels}
    (folder / "pyhanko.yml").write_text(json.dumps({"pkcs11-setups": {"card": setup}}))  # JSON is YAML
    return folder


@pytest.fixture(scope="module")
def house(open_house: Callable[..., House], folder: Path) -> House:
    return open_house(hosts=folder / "hosts", hanako=[])


@pytest.fixture(scope="module")
def status(house: House, folder: Path) -> Iterator[None]:
    """The status service on port 80 of the house, and the authority's certificate."""
    command = [*TEGATA, "ca", "serve", "--port", "80", "--home", str(house.sandbox.home)]
    with subprocess.Popen(house.argv(command), env=environment(), stdout=subprocess.DEVNULL) as process:
        try:
            fetch = [
                "curl",
                "-sf",
                "--retry",
                "40",
                "--retry-connrefused",
                "--retry-delay",
                "1",
                "--retry-max-time",
                "40",
            ]
            house.run([*fetch, "http://localhost/ca/sign.cer", "-o", "sign-ca.cer"], cwd=folder)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def signed(house: House, folder: Path, status: None) -> Path:
    house.run(["openssl", "x509", "-inform", "DER", "-in", "sign-ca.cer", "-out", "sign-ca.pem"], cwd=folder)
    sign = [PYHANKO, "--config", "pyhanko.yml", "sign", "addsig", "--field", "Sig1", "--use-pades", "pkcs11"]
    house.run([*sign, "--p11-setup", "card", "contract.pdf", "signed.pdf"], cwd=folder)
    return folder / "signed.pdf"


def test_pyhanko_signs_with_the_card_and_accepts_the_status(house: House, folder: Path, signed: Path) -> None:
    validate = [PYHANKO, "sign", "validate", "--pretty-print", "--trust", "sign-ca.pem", "--trust-replace", str(signed)]
    text = house.run(validate, cwd=folder).stdout
    assert "The signature is judged VALID" in text
    assert "signature is cryptographically sound" in text


def test_our_verifier_agrees(house: House, signed: Path) -> None:
    found = json.loads(house.sandbox.tegata("verify", str(signed), "--json").stdout)
    assert found["valid"] is True
    assert found["signatures"][0]["evidence"] == "OCSP"


def test_what_the_card_signs_here_is_valid_there(house: House, folder: Path, signed: Path) -> None:
    password = environment(TEGATA_PIN="ABC123")
    file = folder / "ours.pdf"
    sign = ["sign", str(folder / "contract.pdf"), "--as", "pdf", "--reader", "Virtual", "--out", str(file)]
    house.run([*TEGATA, *sign, "--home", str(house.sandbox.home)], env=password)
    trust = ["--trust", "sign-ca.pem", "--trust", str(_tsa(house, folder)), "--trust-replace"]
    text = house.run([PYHANKO, "sign", "validate", "--pretty-print", *trust, str(file)], cwd=folder).stdout
    assert "The signature is judged VALID" in text


def test_z_after_revocation_pyhanko_refuses(house: House, folder: Path, signed: Path) -> None:
    serial = json.loads(house.sandbox.tegata("card", "show", "hanako", "--json").stdout)[0]["sign"].split()[0]
    house.sandbox.tegata("ca", "revoke", serial, "--reason", "cessationOfOperation")
    validate = [PYHANKO, "sign", "validate", "--pretty-print", "--trust", "sign-ca.pem", "--trust-replace", str(signed)]
    done = house.run(validate, cwd=folder, ok=False)
    assert done.returncode != 0
    assert "revoked" in (done.stdout + done.stderr).lower()


def _tsa(house: House, folder: Path) -> Path:
    file = folder / "tsa.pem"
    house.run(["openssl", "x509", "-inform", "DER", "-in", str(house.sandbox.home / "tsa.cer"), "-out", str(file)])
    return file


@pytest.mark.parametrize("town", [True, False], ids=["the municipality's list", "the complete list"])
def test_certvalidator_follows_our_lists(make_sandbox: Callable[..., Sandbox], town: bool) -> None:
    """pyhanko-certvalidator asks for a CRL of the right scope, and reads its reasons."""
    sandbox = make_sandbox(hanako=[])
    home = Home(sandbox.home, clock)
    authority = home.authorities[Kind.SIGNATURE]
    serial = int(sandbox.cards["hanako"]["certificates"]["sign"], 16)
    encoded = authority.store.certificate(serial)
    partition = municipality(authority.store.partitions()[0]) if town else None
    root, leaf = Certificate.load(authority.certificate), Certificate.load(encoded)

    def validate() -> None:
        lists = [CertificateList.load(authority.crl(partition, home.now()))]
        context = ValidationContext(trust_roots=[root], crls=lists, revocation_mode="require", moment=home.now())
        asyncio.run(CertificateValidator(leaf, validation_context=context).async_validate_usage({"non_repudiation"}))

    validate()
    authority.revoke(serial, Reason.SUPERSEDED, home.now())
    with pytest.raises(RevokedError, match="supersession"):
        validate()
