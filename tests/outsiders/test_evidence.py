"""openssl alone checks a record of evidence by the commands of the README in it; and says no when something was changed."""

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from tests.unit.pki import authorities, documents
from tests.unit.pki.authorities import NOW, Keys
from tests.unit.pki.documents import CONTENT, Desk

from tegata.cli.backstage import sample_pdf
from tegata.pki import crl, evidence, ocsp
from tegata.pki.checks import Checker, Question
from tegata.pki.documents import cms, pdf, xml
from tegata.pki.evidence import Circumstances
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.path import Anchors, CrlSource, OcspSource, StatusSource
from tegata.rules.municipalities import municipality
from tegata.server.ca_store import SqliteStore

LATER = NOW + timedelta(minutes=1)
CHALLENGE = b"c" * 32
QUESTIONS: dict[str, Callable[[Desk], Question]] = {
    "cms": lambda desk: Question(document=cms.sign(CONTENT, desk.signer, NOW)),
    "detached": lambda desk: Question(document=cms.sign(CONTENT, desk.signer, NOW, detached=True), content=CONTENT),
    "pdf": lambda desk: Question(document=pdf.sign(sample_pdf(), desk.signer, NOW, desk.stamps)),
    "xml": lambda desk: Question(document=xml.sign("<申告>1</申告>".encode(), desk.signer, NOW)),
    "challenge": lambda desk: Question(
        challenge=CHALLENGE,
        signature=desk.signer.sign_digest("sha256", sha256(CHALLENGE).digest()),
        certificate=desk.signer.certificate,
    ),
    "certificate": lambda desk: Question(certificate=desk.signer.certificate),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    keys = Keys(*(SoftwareKey.generate() for _ in range(5)))
    authority = authorities.found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("authority"))
    yield documents.desk(authority, keys)
    assert isinstance(authority.store, SqliteStore)
    authority.store.close()


def by_list(desk: Desk) -> StatusSource:
    """The municipality's list, whose scope openssl checks too."""
    data = desk.authority.crl(municipality("13101"), LATER)
    return CrlSource([crl.LoadedCrl.load(data, desk.authority.issuer.public_key)])


def by_responder(desk: Desk) -> StatusSource:
    responder = authorities.responder_of(desk.authority, desk.keys.responder)
    return OcspSource(lambda request: ocsp.respond([responder], request, LATER).response, lambda: b"n" * 32)


def unzipped(desk: Desk, question: Question, status: StatusSource, folder: Path) -> Path:
    checker = Checker(Anchors([desk.authority.certificate]), (desk.stamps.certificate,), status)
    around = Circumstances("http://operator.example", "bank", LATER)
    archive = evidence.record(question, checker.check(question, LATER), around, desk.stamps, LATER)
    with zipfile.ZipFile(BytesIO(archive)) as found:
        found.extractall(folder)
    return folder


def commands(folder: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (folder / "README.md").read_text(encoding="utf8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("status", [by_list, by_responder], ids=["crl", "ocsp"])
@pytest.mark.parametrize("form", QUESTIONS)
def test_every_command_of_the_readme_says_yes(
    desk: Desk, form: str, status: Callable[[Desk], StatusSource], tmp_path: Path
) -> None:
    folder = unzipped(desk, QUESTIONS[form](desk), status(desk), tmp_path)
    lines = commands(folder)
    assert any("ts -verify" in line for line in lines)
    for line in lines:
        done = run(line, folder)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(
    ("form", "victim"), [("cms", "document.p7m"), ("pdf", "document.pdf"), ("challenge", "challenge")]
)
def test_something_says_no_when_a_file_was_changed(desk: Desk, form: str, victim: str, tmp_path: Path) -> None:
    folder = unzipped(desk, QUESTIONS[form](desk), by_list(desk), tmp_path)
    content = bytearray((folder / victim).read_bytes())
    content[20] ^= 1
    (folder / victim).write_bytes(content)
    refused = [line for line in commands(folder) if run(line, folder).returncode != 0]
    assert any(line.startswith("for f in") for line in refused), "the digest differs from the manifest"
    assert any("-verify" in line for line in refused), "the signature is not over these bytes"


def test_a_manifest_that_was_changed_has_no_stamp(desk: Desk, tmp_path: Path) -> None:
    folder = unzipped(desk, QUESTIONS["cms"](desk), by_list(desk), tmp_path)
    manifest = folder / "META-INF" / "ASiCManifest.xml"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    assert any(run(line, folder).returncode != 0 for line in commands(folder) if "ts -verify" in line)
