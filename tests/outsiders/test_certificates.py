"""openssl and pkilint on everything that the authorities make: certificates, CRLs, OCSP answers, documents."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.outsiders.conftest import Sandbox, environment, run

from tegata.cli.backstage import status_service
from tegata.server.home import Home, clock

PORT = 18970
LINTERS = Path(sys.executable).parent

# What pkilint says of real certificates of the service too: the profile wants the qualifier, RFC 5280 allows the method.
ALLOWED = {
    "pkix.certificate_policies_policy_has_qualifier",  # NOTICE: CPS qualifier, read byte by byte on real certificates
    "pkix.subject_key_identifier_method_1_identified",  # INFO: SHA-1 of the key, as on real certificates
}


@pytest.fixture(scope="module")
def sandbox(make_sandbox: Callable[..., Sandbox]) -> Sandbox:
    """Two cards; taro's certificates are revoked and held."""
    sandbox = make_sandbox(hanako=[], taro=["--maker", "b"])
    serials = sandbox.cards["taro"]["certificates"]
    sandbox.tegata("ca", "revoke", serials["sign"], "--reason", "superseded")
    sandbox.tegata("ca", "hold", serials["auth"])
    return sandbox


@pytest.fixture(scope="module")
def folder(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates and CRLs as PEM."""
    folder = tmp_path_factory.mktemp("certificates")
    home = Home(sandbox.home, clock)
    for kind, authority in home.authorities.items():
        home.responder(kind)
        _pem("x509", authority.certificate, folder / f"{kind}-ca.pem")
        for name, card in sandbox.cards.items():
            certificate = authority.store.certificate(int(card["certificates"][kind.value], 16))
            assert certificate is not None
            _pem("x509", certificate, folder / f"{kind}-{name}.pem")
        _pem("x509", (sandbox.home / "ca" / kind.value / "ocsp.cer").read_bytes(), folder / f"{kind}-ocsp.pem")
    sandbox.tegata("ca", "crl", "--out", str(folder / "lists"))
    return folder


@pytest.fixture(scope="module")
def url(sandbox: Sandbox) -> Iterator[str]:
    """The status service, over HTTP."""
    with status_service(Home(sandbox.home, clock), PORT) as address:
        yield address


def _pem(kind: str, der: bytes, file: Path) -> None:
    done = subprocess.run(
        ["openssl", kind, "-inform", "DER", "-out", str(file)], input=der, capture_output=True, check=True
    )
    assert done.returncode == 0


@pytest.mark.parametrize("kind", ["sign", "auth"])
def test_openssl_follows_the_chain_and_the_lists(folder: Path, kind: str) -> None:
    for file in (folder / "lists").glob(f"{kind}-*.crl"):
        text = run(["openssl", "crl", "-inform", "DER", "-in", str(file), "-CAfile", f"{kind}-ca.pem"], cwd=folder)
        assert "verify OK" in text.stderr
    complete = run(["openssl", "crl", "-inform", "DER", "-in", f"lists/{kind}-all.crl"], cwd=folder).stdout
    (folder / f"{kind}-trust.pem").write_text((folder / f"{kind}-ca.pem").read_text() + complete)
    check = ["openssl", "verify", "-crl_check", "-CAfile", f"{kind}-trust.pem"]
    assert "OK" in run([*check, f"{kind}-hanako.pem"], cwd=folder).stdout
    refused = run([*check, f"{kind}-taro.pem"], cwd=folder, ok=False)
    assert "certificate revoked" in refused.stderr
    assert refused.returncode != 0


def test_openssl_follows_a_municipality_s_own_list(folder: Path, sandbox: Sandbox) -> None:
    """The list of hanako's town has the distribution point of her certificate, and openssl checks that it has."""
    lists = [file for file in (folder / "lists").glob("sign-*.crl") if "all" not in file.name]
    home = Home(sandbox.home, clock)
    serial = int(sandbox.cards["hanako"]["certificates"]["sign"], 16)
    certificate = folder / "sign-hanako.pem"
    assert len(lists) == len([p for p in home.authorities["sign"].store.partitions() if p != "00000"])  # type: ignore[index]
    accepted = 0
    for file in lists:
        pem = run(["openssl", "crl", "-inform", "DER", "-in", str(file)]).stdout
        (folder / "town.pem").write_text((folder / "sign-ca.pem").read_text() + pem)
        done = run(["openssl", "verify", "-crl_check", "-CAfile", "town.pem", str(certificate)], cwd=folder, ok=False)
        accepted += done.returncode == 0
        if done.returncode:
            assert "different CRL scope" in done.stderr or "unable to get certificate CRL" in done.stderr
    assert accepted == 1
    assert serial


@pytest.mark.parametrize("kind", ["sign", "auth"])
@pytest.mark.parametrize("nonce", [[], ["-no_nonce"]], ids=["nonce", "no nonce"])
def test_openssl_asks_for_status(folder: Path, url: str, kind: str, nonce: list[str]) -> None:
    ask = [
        "openssl",
        "ocsp",
        "-issuer",
        f"{kind}-ca.pem",
        "-CAfile",
        f"{kind}-ca.pem",
        "-url",
        url,
        "-resp_text",
        *nonce,
    ]
    good = run([*ask, "-cert", f"{kind}-hanako.pem"], cwd=folder)
    assert "Response verify OK" in good.stderr
    assert f"{kind}-hanako.pem: good" in good.stdout
    ended = run([*ask, "-cert", f"{kind}-taro.pem"], cwd=folder).stdout
    assert f"{kind}-taro.pem: revoked" in ended
    assert ("superseded" if kind == "sign" else "certificateHold") in ended
    unknown = run([*ask, "-serial", "0x7FFFFFFF"], cwd=folder).stdout
    assert "0x7FFFFFFF: unknown" in unknown


def _lint(tool: str, file: Path, *options: str) -> set[str]:
    done = run([str(LINTERS / tool), "lint", *options, "-f", "JSON", "-s", "INFO", str(file)], ok=False)
    found = json.loads(done.stdout)
    return {item["code"] for result in found["results"] for item in result["finding_descriptions"]}


@pytest.mark.parametrize("kind", ["sign", "auth"])
@pytest.mark.parametrize("which", ["ca", "hanako", "ocsp"])
def test_pkilint_finds_nothing_in_certificates(folder: Path, kind: str, which: str) -> None:
    found = _lint("lint_pkix_cert", folder / f"{kind}-{which}.pem")
    assert found == (ALLOWED if which == "hanako" else {"pkix.subject_key_identifier_method_1_identified"})


@pytest.mark.parametrize("kind", ["sign", "auth"])
def test_pkilint_finds_nothing_in_issuer_and_subject(folder: Path, kind: str) -> None:
    pair = [str(folder / f"{kind}-ca.pem"), str(folder / f"{kind}-hanako.pem")]
    done = run(
        [str(LINTERS / "lint_pkix_signer_signee_cert_chain"), "lint", "-f", "JSON", "-s", "INFO", *pair], ok=False
    )
    found = json.loads(done.stdout)
    assert {item["code"] for result in found["results"] for item in result["finding_descriptions"]} <= ALLOWED


def test_pkilint_finds_nothing_in_lists(folder: Path) -> None:
    for file in sorted((folder / "lists").glob("*.crl")):
        pem = folder / "list.pem"
        pem.write_text(run(["openssl", "crl", "-inform", "DER", "-in", str(file)]).stdout)
        assert _lint("lint_crl", pem, "-t", "CRL", "-p", "PKIX") <= ALLOWED


@pytest.mark.parametrize("name", ["hanako", "taro"])
def test_pkilint_finds_nothing_in_answers(folder: Path, url: str, name: str) -> None:
    answer = folder / f"{name}.ocsp"
    ask = ["openssl", "ocsp", "-issuer", "sign-ca.pem", "-noverify", "-url", url, "-respout", str(answer), "-no_nonce"]
    run([*ask, "-cert", f"sign-{name}.pem"], cwd=folder)
    assert _lint("lint_ocsp_response", answer) <= ALLOWED


@pytest.fixture(scope="module")
def signed(sandbox: Sandbox, folder: Path) -> Path:
    """One document in every form, signed by hanako's card."""
    (folder / "text").write_text("what is signed\n")
    (folder / "tax.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><申告 xmlns="urn:example"><額>100</額></申告>'
    )
    from tegata.cli.backstage import sample_pdf  # noqa: PLC0415

    (folder / "contract.pdf").write_bytes(sample_pdf())
    password = environment(TEGATA_PIN="ABC123")
    for form, file, more in (
        ("cms", "text", ["--detached"]),
        ("cms", "text", []),
        ("xml", "tax.xml", []),
        ("pdf", "contract.pdf", []),
    ):
        sandbox.tegata("sign", str(folder / file), "--as", form, "--card", "hanako", *more, env=password)
    return folder


def test_openssl_verifies_cms(signed: Path) -> None:
    trust = ["-CAfile", "sign-ca.pem", "-purpose", "any", "-inform", "DER", "-binary"]
    detached = ["openssl", "cms", "-verify", "-in", "text.p7s", "-content", "text", *trust]
    assert run(detached, cwd=signed).stdout == "what is signed\n"
    assert run(["openssl", "cms", "-verify", "-in", "text.p7m", *trust], cwd=signed).stdout == "what is signed\n"
    (signed / "other").write_text("what is not signed\n")
    other = ["openssl", "cms", "-verify", "-in", "text.p7s", "-content", "other", *trust]
    assert run(other, cwd=signed, ok=False).returncode != 0


def test_xmlsec1_verifies_xml(signed: Path) -> None:
    check = ["xmlsec1", "--verify", "--id-attr:Id", "SignedProperties", "--trusted-pem", "sign-ca.pem"]
    assert "OK" in run([*check, "tax.signed.xml"], cwd=signed).stderr
    altered = (signed / "tax.signed.xml").read_text().replace(">100<", ">900<")
    (signed / "altered.xml").write_text(altered)
    assert run([*check, "altered.xml"], cwd=signed, ok=False).returncode != 0


def test_pdfsig_verifies_pdf(signed: Path) -> None:
    text = run(["pdfsig", "-nocert", "contract.signed.pdf"], cwd=signed).stdout
    assert "Signature is Valid" in text
    assert "ETSI.CAdES.detached" in text


def test_what_openssl_signs_is_verified_here(sandbox: Sandbox, folder: Path) -> None:
    """A certificate of our authority for a key of openssl's: its CMS is accepted, and a changed byte is not."""
    from datetime import date  # noqa: PLC0415

    from tegata.chip.personalisation import sample_person  # noqa: PLC0415
    from tegata.pki.names import Kind  # noqa: PLC0415

    run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "own.key"], cwd=folder)
    run(["openssl", "pkey", "-in", "own.key", "-pubout", "-outform", "DER", "-out", "own.pub"], cwd=folder)
    public = (folder / "own.pub").read_bytes()
    certified = Home(sandbox.home, clock).certify(Kind.SIGNATURE, public, sample_person(3), date(2040, 1, 1))
    assert certified is not None
    _pem("x509", certified.certificate, folder / "own.pem")
    (folder / "letter").write_text("dear town")
    sign = ["openssl", "cms", "-sign", "-binary", "-in", "letter", "-signer", "own.pem", "-inkey", "own.key"]
    run([*sign, "-outform", "DER", "-nosmimecap", "-out", "letter.p7s", "-md", "sha256"], cwd=folder)
    verify = ["verify", str(folder / "letter.p7s"), "--content", str(folder / "letter"), "--json"]
    assert json.loads(sandbox.tegata(*verify).stdout)["valid"] is True
    (folder / "letter").write_text("Dear town")
    refused = sandbox.tegata(*verify, ok=False)
    assert refused.returncode == 1
    assert json.loads(refused.stderr)["error"] == "altered"
