"""The status service as a WSGI callable: OCSP by POST and GET, lists, certificates, a page, and refusals."""

import io
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

import pytest
from cryptography import x509
from cryptography.x509 import ocsp as pyca
from tests.unit.pki import authorities
from tests.unit.pki.authorities import MINUTE, NOW, TOWN, request

from tegata.pki import ocsp_request
from tegata.pki.authority import Authority
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.ocsp import Answer
from tegata.pki.revocation import Reason
from tegata.server.ca_store import SqliteStore
from tegata.server.crl_service import CrlService
from tegata.server.front_page import front_page
from tegata.server.publication import FOLDER, Publication
from tegata.server.status_service import StatusService
from tegata.services.validation.responder import OcspResponder
from tegata.services.validation.responder.asking import Asker, CallerBook


class Remembered:
    """A journal in memory."""

    def __init__(self) -> None:
        self.notes: list[tuple[Asker, Answer, datetime]] = []

    def note(self, asker: Asker, answer: Answer, at: datetime) -> None:
        self.notes.append((asker, answer, at))


class Desk:
    """A service with a clock that stands, and a browser."""

    def __init__(self, authority: Authority, key: SoftwareKey, folder: Path) -> None:
        self.now: datetime = NOW
        self.publication = Publication(folder, {Kind.SIGNATURE: authority})
        self.authority = authority
        responder = authorities.responder_of(authority, key)
        self.serial = authority.store.serials()[0]
        self.journal = Remembered()
        book = CallerBook(list, lambda: 0.0)
        answers = OcspResponder(lambda: [responder], lambda: self.now, self.journal, book, registered=False)
        self.service = StatusService(
            {Kind.SIGNATURE: authority},
            answers,
            lambda: self.now,
            front_page,
            CrlService(folder / FOLDER, lambda: self.now),
        )

    def ask(
        self, method: str = "GET", path: str = "/", body: bytes = b"", **more: str
    ) -> tuple[int, dict[str, str], bytes]:
        environ: dict[str, object] = {}
        setup_testing_defaults(environ)
        environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body), **more}
        said: list[tuple[str, list[tuple[str, str]]]] = []
        found = b"".join(self.service(environ, lambda status, fields: said.append((status, fields))))
        ((status, fields),) = said
        return int(status[:3]), dict(fields), found

    def post(self, body: bytes, media_type: str = "application/ocsp-request") -> tuple[int, dict[str, str], bytes]:
        return self.ask("POST", "/", body, CONTENT_TYPE=media_type, CONTENT_LENGTH=str(len(body)))

    def question(self, nonce: bytes | None = None) -> bytes:
        return ocsp_request.build([ocsp_request.cert_id(self.authority.issuer, self.serial)], nonce)


@pytest.fixture(scope="module")
def key() -> SoftwareKey:
    return SoftwareKey.generate()


@pytest.fixture
def desk(key: SoftwareKey, tmp_path: Path) -> Iterator[Desk]:
    authority = authorities.found(Kind.SIGNATURE, SoftwareKey.generate(elliptic=True), tmp_path)
    authority.certify(request(key), NOW)
    yield Desk(authority, key, tmp_path)
    assert isinstance(authority.store, SqliteStore)
    authority.store.close()


def test_posted(desk: Desk) -> None:
    status, fields, body = desk.post(desk.question())
    assert (status, fields["Content-Type"]) == (200, "application/ocsp-response")
    assert fields["Content-Length"] == str(len(body))
    assert pyca.load_der_ocsp_response(body).certificate_status is pyca.OCSPCertStatus.GOOD


@pytest.mark.parametrize("prefix", ["/", "/ocsp/"])
def test_asked_in_the_path(desk: Desk, prefix: str) -> None:
    text = b64encode(desk.question()).decode()
    for path in (prefix + text, prefix + quote(text, safe=""), prefix + text.rstrip("=")):
        status, _, body = desk.ask(path=path)
        assert status == 200
        assert body == desk.post(desk.question())[2]


def test_a_stored_answer_may_be_kept_until_its_tick_ends(desk: Desk) -> None:
    _, fields, _ = desk.post(desk.question())
    assert fields["Cache-Control"] == "max-age=777, public, no-transform, must-revalidate"
    assert fields["Last-Modified"] == "Mon, 05 Jan 2026 01:00:00 GMT"
    assert fields["Expires"] == "Mon, 05 Jan 2026 01:15:00 GMT"
    assert fields["Date"] == "Mon, 05 Jan 2026 01:02:03 GMT"
    assert fields["ETag"] == desk.post(desk.question())[1]["ETag"]
    desk.now += 20 * MINUTE
    assert desk.post(desk.question())[1]["ETag"] != fields["ETag"]


def test_an_answer_to_a_nonce_and_an_error_are_not_kept(desk: Desk) -> None:
    for body in (desk.question(bytes(32)), b"\x30\x00"):
        status, fields, _ = desk.post(body)
        assert (status, fields["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in fields


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/crl/sign",
        "/crl/sign/00000.crl",
        "/crl/other/all.crl",
        "/ca/other.cer",
        "/AAAA",
        "/crl/auth/all.crl",
        "/ca/auth.cer",
    ],
)
def test_not_found(desk: Desk, path: str) -> None:
    assert desk.ask(path=path)[0] == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_other_methods(desk: Desk, method: str) -> None:
    assert desk.ask(method)[0] == 405


def test_too_large_or_without_a_length_or_of_another_kind(desk: Desk) -> None:
    kind = "application/ocsp-request"
    assert desk.post(bytes(16_385))[0] == 413
    assert desk.post(bytes(16_384))[0] == 200
    assert desk.ask("POST", CONTENT_TYPE=kind, CONTENT_LENGTH="-1")[0] == 413
    assert desk.ask("POST", CONTENT_TYPE=kind, CONTENT_LENGTH="many")[0] == 413
    assert desk.post(desk.question(), "text/plain")[0] == 415
    assert desk.post(desk.question(), f"{kind.upper()}; q=1")[0] == 200


def test_lists(desk: Desk) -> None:
    assert desk.ask(path="/crl/sign/all.crl")[0] == 404
    desk.publication.publish(NOW)
    desk.authority.revoke(desk.serial, Reason.SUPERSEDED, NOW)
    assert len(x509.load_der_x509_crl(desk.ask(path="/crl/sign/all.crl")[2])) == 0
    desk.publication.publish(NOW)
    for path in ("/crl/sign/all.crl", f"/crl/sign/{TOWN.code5}.crl"):
        read = x509.load_der_x509_crl(desk.ask(path=path)[2])
        assert [item.serial_number for item in read] == [desk.serial]


def test_certificates(desk: Desk) -> None:
    status, fields, body = desk.ask(path="/ca/sign.cer")
    assert (status, fields["Content-Type"], body) == (200, "application/pkix-cert", desk.authority.certificate)


def test_head_says_what_get_would(desk: Desk) -> None:
    got, asked = desk.ask(path="/ca/sign.cer"), desk.ask("HEAD", "/ca/sign.cer")
    assert (asked[0], asked[1], asked[2]) == (got[0], got[1], b"")


@pytest.mark.parametrize(
    ("accepted", "language", "word"), [("ja,en;q=0.5", "ja", "失効"), ("en", "en", "status"), ("", "en", "status")]
)
def test_the_page(desk: Desk, accepted: str, language: str, word: str) -> None:
    status, fields, body = desk.ask(HTTP_ACCEPT_LANGUAGE=accepted)
    text = body.decode()
    assert (status, fields["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{language}">' in text
    assert word in text
    assert "<script" not in text
    assert '<a href="/crl/auth/all.crl">' in text


def test_records_that_cannot_be_read(desk: Desk) -> None:
    assert isinstance(desk.authority.store, SqliteStore)
    desk.publication.publish(NOW)
    desk.authority.store._db.execute("DROP TABLE status")
    assert desk.ask(path="/crl/sign/all.crl")[0] == 200, "what is published is served without them"
    _, _, body = desk.post(desk.question())
    assert pyca.load_der_ocsp_response(body).response_status is pyca.OCSPResponseStatus.TRY_LATER
