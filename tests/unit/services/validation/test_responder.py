"""Answers from memory: who may ask, what is signed when, what is written down, and tryLater where nothing is known."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as pyca
from cryptography.x509.oid import NameOID
from tests.unit.pki.authorities import NOW
from tests.unit.services.validation.callers import new_key
from tests.unit.services.validation.desk import BANK, Desk

from tegata.pki import der, ocsp_request
from tegata.pki.keys import SoftwareKey
from tegata.pki.ocsp import Cadence
from tegata.pki.revocation import Reason
from tegata.server.ca_store import SqliteStore
from tegata.services.validation.responder import limits
from tegata.services.validation.responder.journal import JournalWriter
from tegata.services.validation.rules import May, Result

Opened = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    desks: list[Desk] = []

    def make(**how: Any) -> Desk:
        desks.append(Desk(tmp_path / str(len(desks)), **how))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def test_a_question_is_signed_for_once_and_then_kept(opened: Opened) -> None:
    desk = opened()
    first = desk.ask(desk.question())
    assert first.certificate_status is pyca.OCSPCertStatus.GOOD
    for _ in range(3):
        assert desk.ask(desk.question()).signature == first.signature
    assert desk.key.signed == 1


@pytest.mark.parametrize("algorithm", [SHA1(), SHA256()], ids=["sha1", "sha256"])  # noqa: S303 - as clients ask
def test_the_answer_fits_the_question_of_another_s_program(opened: Opened, algorithm: SHA1 | SHA256) -> None:
    desk = opened()
    leaf = x509.load_der_x509_certificate(desk.authority.store.certificate(desk.serials[0]) or b"")
    root = x509.load_der_x509_certificate(desk.authority.certificate)
    asked = pyca.OCSPRequestBuilder().add_certificate(leaf, root, algorithm).build().public_bytes(Encoding.DER)
    for _ in range(2):
        found = desk.ask(asked)
        assert (found.serial_number, found.hash_algorithm.name) == (desk.serials[0], algorithm.name)
    (delegate,) = found.certificates
    key = delegate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(found.signature, found.tbs_response_bytes, ec.ECDSA(SHA256()))
    assert desk.key.signed == 1


def test_a_revocation_is_seen_within_a_second(opened: Opened) -> None:
    desk = opened()
    desk.ask(desk.question())
    desk.authority.revoke(desk.serials[0], Reason.SUPERSEDED, desk.now)
    desk.forward(seconds=0.9)
    found = desk.ask(desk.question())
    assert found.certificate_status is pyca.OCSPCertStatus.REVOKED
    assert found.revocation_reason is x509.ReasonFlags.superseded


def test_what_changed_is_signed_before_anybody_asks(opened: Opened) -> None:
    desk = opened()
    for serial in desk.serials[:3]:
        desk.ask(desk.question(serial))
    desk.authority.hold(desk.serials[1], desk.now)
    desk.forward(seconds=0.5)
    desk.live.catch_up()
    assert desk.responder.sign_changed(desk.live.changed(), desk.now) == 1
    before = desk.key.signed
    assert desk.ask(desk.question(desk.serials[1])).certificate_status is pyca.OCSPCertStatus.REVOKED
    assert desk.ask(desk.question(desk.serials[2])).certificate_status is pyca.OCSPCertStatus.GOOD
    assert desk.key.signed == before


def test_what_was_asked_in_a_tick_is_signed_ahead_for_the_next(opened: Opened) -> None:
    desk = opened()
    for serial in desk.serials[:3]:
        desk.ask(desk.question(serial))
    signed = [desk.responder.sign_ahead(desk.now, 2) for _ in range(3)]
    assert signed == [2, 1, 0]
    desk.authority.revoke(desk.serials[2], Reason.SUPERSEDED, desk.now)
    desk.forward(minutes=15)
    before = desk.key.signed
    found = [desk.ask(desk.question(serial)) for serial in desk.serials[:3]]
    assert desk.key.signed == before + 1, "the one that changed meanwhile was signed anew"
    assert [one.certificate_status.name for one in found] == ["GOOD", "GOOD", "REVOKED"]
    assert found[0].this_update_utc == found[0].produced_at_utc == NOW.replace(minute=15, second=0)
    assert found[0].next_update_utc == NOW.replace(minute=30, second=0)
    desk.forward(minutes=30)
    desk.ask(desk.question())
    assert desk.key.signed == before + 2, "nothing was signed ahead for this one"


def test_in_ticks_a_change_waits_for_the_next(opened: Opened) -> None:
    desk = opened(cadence=Cadence(immediate=False))
    desk.ask(desk.question())
    desk.authority.revoke(desk.serials[0], Reason.SUPERSEDED, desk.forward(minutes=1))
    desk.forward(minutes=1)
    assert desk.ask(desk.question()).certificate_status is pyca.OCSPCertStatus.GOOD
    desk.forward(minutes=15)
    assert desk.ask(desk.question()).certificate_status is pyca.OCSPCertStatus.REVOKED


def test_a_nonce_comes_back_at_a_rate(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened()
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    desk.change_bank(nonce_rate=2)
    nonce = bytes(range(32))
    asked = desk.question(nonce=nonce)
    found = desk.ask(asked)
    assert found.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == nonce
    said = [desk.status(asked) for _ in range(600)]
    assert (said.count("SUCCESSFUL"), said.count("TRY_LATER")) == (599, 1)
    assert desk.status(asked, "192.0.2.8") == "SUCCESSFUL", "another address has its own"
    assert desk.status(desk.question()) == "SUCCESSFUL", "without a nonce nothing is signed"
    desk.forward(seconds=1)
    assert [desk.status(asked) for _ in range(11)].count("SUCCESSFUL") == 10


@pytest.mark.parametrize("registered", [True, False])
def test_a_registered_caller_is_known_by_its_key(opened: Opened, *, registered: bool) -> None:
    desk = opened(registered=registered)
    assert desk.status(desk.signed()) == "SUCCESSFUL"
    assert desk.status(desk.signed(f"urn:uuid:{BANK}#account")) == "SUCCESSFUL"
    assert [(one.caller, one.purpose) for one in desk.noted()] == [(BANK, "account")] * 2
    assert desk.key.signed == 1, "a signed question gets the kept answer"


def test_where_callers_are_registered_the_others_are_refused(opened: Opened) -> None:
    desk = opened(registered=True)
    assert desk.status(desk.question()) == "SIG_REQUIRED"
    assert desk.status(desk.signed(key=new_key())) == "UNAUTHORIZED"
    assert desk.status(desk.signed("urn:uuid:00000000-0000-0000-0000-000000000009")) == "UNAUTHORIZED"
    assert desk.status(desk.signed("https://bank.example/")) == "UNAUTHORIZED"
    assert desk.status(desk.signed(f"urn:uuid:{BANK}#marketing")) == "UNAUTHORIZED"
    asked = bytearray(desk.signed())
    asked[-1] ^= 1
    assert desk.status(bytes(asked)) == "UNAUTHORIZED"
    assert {one.result for one in desk.noted()} == {Result.REFUSED}
    assert {one.serial for one in desk.noted()} == {desk.serials[0]}
    assert desk.key.signed == 0


def test_a_signature_is_about_one_question(opened: Opened) -> None:
    """The signature of one request before the certificates of another."""
    desk = opened(registered=True)
    other = desk.signed()
    desk.serials = desk.serials[1:]
    mine = desk.signed()
    (question, _), (_, signature) = (der.children(asked, der.whole(asked)) for asked in (mine, other))
    swapped = der.sequence(der.raw(mine, question), der.raw(other, signature))
    assert (desk.status(mine), desk.status(swapped)) == ("SUCCESSFUL", "UNAUTHORIZED")


def test_where_anybody_may_ask_a_false_name_is_refused(opened: Opened) -> None:
    desk = opened()
    assert desk.status(desk.signed(key=new_key())) == "UNAUTHORIZED"
    assert desk.status(desk.signed("https://nobody.example/", key=new_key())) == "SUCCESSFUL"
    assert [one.caller for one in desk.noted()] == [None, None]


@pytest.mark.parametrize(
    "changed",
    [{"suspended_at": NOW}, {"may": frozenset({May.CRL})}, {"keys": ()}],
    ids=["suspended", "may not", "no key"],
)
def test_a_caller_who_may_not_is_refused_within_a_second(opened: Opened, changed: dict[str, object]) -> None:
    desk = opened(registered=True)
    assert desk.status(desk.signed()) == "SUCCESSFUL"
    desk.change_bank(**changed)
    assert desk.status(desk.signed()) == "UNAUTHORIZED"


def certificate_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anybody can write this")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 5, NOW, NOW + timedelta(days=1))
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def test_a_certificate_in_the_request_names_the_key(opened: Opened) -> None:
    desk = opened(registered=True)
    ids = [ocsp_request.cert_id(desk.authority.issuer, desk.serials[0])]
    for key, said in ((desk.bank_key, "SUCCESSFUL"), (new_key(), "UNAUTHORIZED")):
        asked = ocsp_request.build_signed(ids, SoftwareKey(key), "urn:x", certificate=certificate_of(key))
        assert desk.status(asked) == said
    forged = ocsp_request.build_signed(ids, SoftwareKey(new_key()), "urn:x", certificate=certificate_of(desk.bank_key))
    assert desk.status(forged) == "UNAUTHORIZED"
    junk = ocsp_request.build_signed(ids, SoftwareKey(desk.bank_key), "urn:x", certificate=b"\x30\x00")
    assert desk.status(junk) == "UNAUTHORIZED"


def test_without_records_the_answer_is_later(opened: Opened) -> None:
    desk = opened()
    desk.ask(desk.question())
    assert isinstance(desk.authority.store, SqliteStore)
    desk.authority.store.close()
    desk.forward(seconds=1)
    for asked in (desk.question(), desk.question(desk.serials[1]), desk.question(nonce=bytes(32))):
        assert desk.status(asked) == "TRY_LATER"
    assert [one.result for one in desk.noted()] == [Result.GOOD, *[Result.LATER] * 3]


def test_without_a_journal_nothing_is_answered(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(JournalWriter, "_another", full)
    assert desk.status(desk.question()) == "TRY_LATER"


def test_every_question_is_written_down(opened: Opened) -> None:
    desk = opened()
    desk.authority.hold(desk.serials[1], desk.now)
    desk.seconds += 1
    desk.ask(desk.question(*desk.serials[:2], 0x7FFFFFFF))
    assert [(one.serial, one.result) for one in desk.noted()] == [
        (desk.serials[0], Result.GOOD),
        (desk.serials[1], Result.HELD),
        (0x7FFFFFFF, Result.UNKNOWN),
    ]
    assert {(one.at, one.kind) for one in desk.noted()} == {(NOW, desk.authority.kind)}
    assert desk.status(b"\x30\x00") == "MALFORMED_REQUEST"
    assert len(desk.noted()) == 3
