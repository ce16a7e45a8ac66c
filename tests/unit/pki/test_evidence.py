"""Records of evidence: what is in them is proved again from them alone, and any change to them is found."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from tests.unit.pki.authorities import DAY, NOW
from tests.unit.pki.documents import CONTENT, Desk

from tegata.cli.backstage import sample_pdf
from tegata.pki import evidence, ocsp
from tegata.pki.checks import Checker, Question
from tegata.pki.documents import UnsupportedForm, cms, pdf, xml
from tegata.pki.evidence import Circumstances, EvidenceError, container
from tegata.pki.ocsp import Responder
from tegata.pki.path import Anchors, OcspSource, StatusSource
from tegata.pki.path.errors import UnknownIssuer
from tegata.pki.revocation import Reason

LATER = NOW + timedelta(minutes=1)


def questions(desk: Desk) -> dict[str, Question]:
    """One of each form."""
    challenge = b"c" * 32
    return {
        "cms": Question(document=cms.sign(CONTENT, desk.signer, NOW)),
        "detached": Question(document=cms.sign(CONTENT, desk.signer, NOW, detached=True), content=CONTENT),
        "pdf": Question(document=pdf.sign(sample_pdf(), desk.signer, NOW, desk.stamps)),
        "xml": Question(document=xml.sign("<申告>1</申告>".encode(), desk.signer, NOW)),
        "challenge": Question(
            challenge=challenge,
            signature=desk.signer.sign_digest("sha256", sha256(challenge).digest()),
            certificate=desk.signer.certificate,
        ),
        "certificate": Question(certificate=desk.signer.certificate),
    }


FORMS = ("cms", "detached", "pdf", "xml", "challenge", "certificate")


def recorded(desk: Desk, question: Question, status: StatusSource | None = None) -> bytes:
    checker = Checker(Anchors([desk.authority.certificate]), (desk.stamps.certificate,), status or desk.lists(LATER))
    checked = checker.check(question, LATER)
    around = Circumstances("http://operator.example", "bank", LATER)
    return evidence.record(question, checked, around, desk.stamps, LATER)


def again(desk: Desk, archive: bytes) -> evidence.CheckedRecord:
    return evidence.check(archive, Anchors([desk.authority.certificate]), (desk.stamps.certificate,))


@pytest.mark.parametrize("form", FORMS)
def test_a_record_proves_again_what_was_proved(desk: Desk, form: str) -> None:
    found = again(desk, recorded(desk, questions(desk)[form]))
    assert found.stamped_at == LATER.replace(microsecond=0)
    assert [item.path.certificate.serial for item in found.checked.proved] == [desk.serial]


def test_it_still_does_when_the_certificate_was_revoked_since(desk: Desk) -> None:
    archive = recorded(desk, questions(desk)["cms"])
    desk.authority.revoke(desk.serial, Reason.KEY_COMPROMISE, NOW + DAY)
    assert again(desk, archive).checked.form == "cms"


def test_an_ocsp_answer_is_evidence_too(desk: Desk, responder: Responder) -> None:
    source = OcspSource(lambda request: ocsp.respond([responder], request, LATER).response, lambda: b"n" * 32)
    archive = recorded(desk, questions(desk)["cms"], source)
    assert again(desk, archive).report["signatures"][0]["status"][0]["source"] == "OCSP"


def test_trust_is_the_reader_s_own(desk: Desk) -> None:
    archive = recorded(desk, questions(desk)["cms"])
    with pytest.raises(UnsupportedForm, match="not trusted"):
        evidence.check(archive, Anchors([desk.authority.certificate]), ())
    with pytest.raises(UnknownIssuer):
        evidence.check(archive, Anchors([]), (desk.stamps.certificate,))


def changed(archive: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        files = {item.filename: old.read(item) for item in old.infolist()}
    change(files)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    return output.getvalue()


def test_a_changed_added_or_missing_file_is_found(desk: Desk) -> None:
    archive = recorded(desk, questions(desk)["cms"])
    for change in (
        lambda files: files.update({"report.json": files["report.json"].replace(b"bank", b"bond")}),
        lambda files: files.update({"note.txt": b"trust me"}),
        lambda files: files.pop("status/1-1.crl"),
        lambda files: files.pop(container.TOKEN),
        lambda files: files.update({"mimetype": b"application/zip"}),
    ):
        with pytest.raises(EvidenceError):
            again(desk, changed(archive, change))


def test_a_manifest_made_to_fit_has_no_stamp(desk: Desk) -> None:
    def forge(files: dict[str, bytes]) -> None:
        report = json.loads(files["report.json"]) | {"tenant": "another"}
        files["report.json"] = json.dumps(report).encode()
        rest = {name: content for name, content in files.items() if not name.startswith(("META-INF", "mimetype"))}
        files[container.MANIFEST] = container.manifest(rest)

    with pytest.raises(Exception, match="about another signature"):
        again(desk, changed(recorded(desk, questions(desk)["cms"]), forge))


def test_what_was_stamped_long_after_the_check_is_no_record(desk: Desk) -> None:
    question = questions(desk)["cms"]
    checked = Checker(Anchors([desk.authority.certificate]), (), desk.lists()).check(question, NOW)
    around = Circumstances("http://operator.example", "bank", NOW)
    archive = evidence.record(question, checked, around, desk.stamps, NOW + timedelta(hours=1))
    with pytest.raises(EvidenceError, match="another time"):
        again(desk, archive)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"\x30\x03\x02\x01\x00"])
def test_what_is_no_record_is_said_to_be_none(desk: Desk, data: bytes) -> None:
    with pytest.raises(EvidenceError):
        again(desk, data)
