"""The responder's answers, read by another parser; and its refusals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as pyca
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.pki import authorities
from tests.unit.pki.authorities import MINUTE, NOW, Keys, request

from tegata.pki import der, ocsp, ocsp_request, oids
from tegata.pki.authority import Authority
from tegata.pki.names import Kind
from tegata.pki.ocsp import Cadence, Responder
from tegata.pki.ocsp_request import MalformedRequest
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import StoreUnavailable
from tegata.pki.revocation import CertificateStatus, Reason

SECOND = timedelta(seconds=1)
TICK = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LATER = NOW + 20 * MINUTE


def serial_of(certificate: bytes) -> int:
    return UnverifiedCertificate.parse(certificate).serial


def ask(responder: Responder, serial: int, now: datetime, nonce: bytes | None = None) -> bytes:
    wanted = ocsp_request.cert_id(responder.issuer, serial)
    return ocsp.respond([responder], ocsp_request.build([wanted], nonce), now).response


def read(response: bytes) -> pyca.OCSPResponse:
    found = pyca.load_der_ocsp_response(response)
    assert found.response_status is pyca.OCSPResponseStatus.SUCCESSFUL
    return found


def status_of(response: bytes) -> pyca.OCSPResponseStatus:
    return pyca.load_der_ocsp_response(response).response_status


def test_good_and_who_says_so(responder: Responder, issued: bytes, keys: Keys, signing: Authority) -> None:
    found = read(ask(responder, serial_of(issued), NOW))
    assert found.certificate_status is pyca.OCSPCertStatus.GOOD
    assert found.serial_number == serial_of(issued)
    (delegate,) = found.certificates
    delegate.verify_directly_issued_by(x509.load_der_x509_certificate(signing.certificate))
    key = delegate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(found.signature, found.tbs_response_bytes, padding.PKCS1v15(), SHA256())
    assert found.responder_key_hash == x509.SubjectKeyIdentifier.from_public_key(key).digest
    assert delegate.extensions.get_extension_for_class(x509.OCSPNoCheck)
    usage = delegate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [item.dotted_string for item in usage] == [oids.OCSP_SIGNING]
    assert (found.this_update_utc, found.next_update_utc) == (NOW, TICK + 15 * MINUTE)
    assert found.produced_at_utc == NOW


@pytest.mark.parametrize("reason", [Reason.KEY_COMPROMISE, Reason.SUPERSEDED, Reason.AA_COMPROMISE])
def test_revoked_with_time_and_reason(responder: Responder, issued: bytes, signing: Authority, reason: Reason) -> None:
    signing.revoke(serial_of(issued), reason, NOW + MINUTE)
    found = read(ask(responder, serial_of(issued), LATER))
    assert found.certificate_status is pyca.OCSPCertStatus.REVOKED
    assert found.revocation_time_utc == NOW + MINUTE
    assert found.revocation_reason is not None
    assert found.revocation_reason.value == reason.standard_name


def test_unspecified_is_said_by_silence(responder: Responder, issued: bytes, signing: Authority) -> None:
    signing.revoke(serial_of(issued), Reason.UNSPECIFIED, NOW + MINUTE)
    assert read(ask(responder, serial_of(issued), LATER)).revocation_reason is None


def test_held_is_revoked_for_the_time_being(responder: Responder, issued: bytes, signing: Authority) -> None:
    signing.hold(serial_of(issued), NOW + MINUTE)
    found = read(ask(responder, serial_of(issued), LATER))
    assert found.certificate_status is pyca.OCSPCertStatus.REVOKED
    assert found.revocation_reason is x509.ReasonFlags.certificate_hold


def test_never_issued_is_unknown(responder: Responder, signing: Authority, keys: Keys) -> None:
    assert read(ask(responder, 0x7FFFFFFF, NOW)).certificate_status is pyca.OCSPCertStatus.UNKNOWN
    (prepared,) = signing.prepare([request(keys.holder)], NOW)
    assert read(ask(responder, prepared.serial, NOW)).certificate_status is pyca.OCSPCertStatus.UNKNOWN


@pytest.mark.parametrize("size", [1, 32, 128])
def test_a_nonce_comes_back(responder: Responder, issued: bytes, size: int) -> None:
    nonce = bytes(range(size))
    found = read(ask(responder, serial_of(issued), NOW, nonce))
    assert found.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == nonce
    assert len(read(ask(responder, serial_of(issued), NOW)).extensions) == 0


@pytest.mark.parametrize("size", [0, 129])
def test_a_nonce_of_another_size_is_malformed(responder: Responder, issued: bytes, size: int) -> None:
    assert status_of(ask(responder, serial_of(issued), NOW, bytes(size))) is (pyca.OCSPResponseStatus.MALFORMED_REQUEST)


@pytest.mark.parametrize("hashed", [SHA1(), SHA256()])  # noqa: S303 - RFC 6960 CertIDs
def test_requests_of_another_writer(
    responder: Responder, issued: bytes, signing: Authority, hashed: SHA1 | SHA256
) -> None:
    leaf, root = (x509.load_der_x509_certificate(item) for item in (issued, signing.certificate))
    asked = pyca.OCSPRequestBuilder().add_certificate(leaf, root, hashed).build().public_bytes(Encoding.DER)
    found = read(ocsp.respond([responder], asked, NOW).response)
    assert found.certificate_status is pyca.OCSPCertStatus.GOOD
    assert found.hash_algorithm.name == hashed.name


def test_several_certificates_are_answered_in_one(responder: Responder, signing: Authority, keys: Keys) -> None:
    made = [serial_of(item) for item in signing.certify_all([request(keys.holder)] * 3, NOW)]
    signing.revoke(made[1], Reason.SUPERSEDED, NOW)
    ids = [ocsp_request.cert_id(responder.issuer, n) for n in (*made, 0x7FFFFFFF)]
    found = read(ocsp.respond([responder], ocsp_request.build(ids), LATER).response)
    singles = list(found.responses)
    assert [item.serial_number for item in singles] == [*made, 0x7FFFFFFF]
    states = [item.certificate_status.name for item in singles]
    assert states == ["GOOD", "REVOKED", "GOOD", "UNKNOWN"]


def test_there_is_a_limit_to_how_many(responder: Responder) -> None:
    one = ocsp_request.cert_id(responder.issuer, 1)
    assert len(ocsp_request.parse(ocsp_request.build([one] * 64)).cert_ids) == 64
    for count in (0, 65):
        with pytest.raises(MalformedRequest):
            ocsp_request.parse(ocsp_request.build([one] * count))


@pytest.mark.parametrize("data", [b"", b"\x30\x00", b"\x30\x02\x30\x00", b"hello", b"\x30\x80", bytes(300)])
def test_what_is_no_request_is_malformed(responder: Responder, data: bytes) -> None:
    assert status_of(ocsp.respond([responder], data, NOW).response) is pyca.OCSPResponseStatus.MALFORMED_REQUEST


ONE = der.sequence(
    der.sequence(der.oid(oids.SHA256), der.NULL),
    der.octet_string(bytes(32)),
    der.octet_string(bytes(32)),
    der.integer(1),
)
WHOLE = ocsp_request.build([ONE], bytes(32))


@given(st.one_of(st.binary(max_size=60), st.integers(0, len(WHOLE) - 1).map(lambda cut: WHOLE[:cut])))
def test_random_and_cut_requests_are_malformed_and_nothing_else(data: bytes) -> None:
    try:
        ocsp_request.parse(data)
    except MalformedRequest:
        return


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_altered_requests_are_read_or_malformed(at: int, value: int) -> None:
    try:
        ocsp_request.parse(WHOLE[:at] + bytes((value,)) + WHOLE[at + 1 :])
    except MalformedRequest:
        return


def test_another_authority_s_certificates_are_not_ours_to_answer(
    responder: Responder, issued: bytes, keys: Keys, tmp_path: Path
) -> None:
    other = authorities.found(Kind.AUTHENTICATION, keys.other, tmp_path / "other")
    theirs = ocsp_request.cert_id(other.issuer, serial_of(issued))
    same_name = ocsp_request.cert_id(replace(responder.issuer, public_key=keys.other.public_key), serial_of(issued))
    mixed = [ocsp_request.cert_id(responder.issuer, serial_of(issued)), theirs]
    for asked in ([theirs], [same_name], mixed):
        refused = ocsp.respond([responder], ocsp_request.build(asked), NOW)
        assert status_of(refused.response) is pyca.OCSPResponseStatus.UNAUTHORIZED
        assert refused.next_update is None
    second = authorities.responder_of(other, keys.responder)
    answered = ocsp.respond([responder, second], ocsp_request.build([theirs]), NOW)
    assert read(answered.response).certificate_status is pyca.OCSPCertStatus.UNKNOWN


def test_a_store_that_is_down_is_to_be_asked_later(signing: Authority, keys: Keys) -> None:
    def down(serial: int, at: datetime) -> CertificateStatus | None:
        raise StoreUnavailable("down")

    certificate = signing.certify_responder(keys.responder.public_key, NOW + 30 * authorities.DAY, NOW)
    answered = ask(Responder(signing.issuer, keys.responder, certificate, down, signing.store.version), 1, NOW)
    assert status_of(answered) is pyca.OCSPResponseStatus.TRY_LATER


def test_the_same_bytes_until_the_status_or_the_tick_changes(
    responder: Responder, issued: bytes, signing: Authority
) -> None:
    serial = serial_of(issued)
    first = ask(responder, serial, NOW)
    assert ask(responder, serial, NOW + 11 * MINUTE) == first
    next_tick = ask(responder, serial, TICK + 15 * MINUTE)
    assert next_tick != first
    signing.hold(serial, TICK + 16 * MINUTE)
    held = ask(responder, serial, TICK + 17 * MINUTE)
    assert held != next_tick
    assert read(held).this_update_utc == TICK + 16 * MINUTE
    assert ask(responder, serial, TICK + 18 * MINUTE) == held


def test_an_answer_may_be_kept_until_its_tick_ends(responder: Responder, issued: bytes) -> None:
    wanted = ocsp_request.build([ocsp_request.cert_id(responder.issuer, serial_of(issued))])
    answer = ocsp.respond([responder], wanted, NOW)
    assert (answer.this_update, answer.next_update) == (TICK, TICK + 15 * MINUTE)
    fresh = ocsp_request.build([ocsp_request.cert_id(responder.issuer, serial_of(issued))], bytes(32))
    assert ocsp.respond([responder], fresh, NOW).next_update is None


def test_data_of_fifteen_minutes_show_a_change_at_the_next_tick(signing: Authority, keys: Keys, issued: bytes) -> None:
    slow = authorities.responder_of(signing, keys.responder, Cadence(immediate=False))
    serial = serial_of(issued)
    signing.revoke(serial, Reason.SUPERSEDED, TICK + 20 * MINUTE)
    before = read(ask(slow, serial, TICK + 30 * MINUTE - SECOND))
    assert before.certificate_status is pyca.OCSPCertStatus.GOOD
    assert before.this_update_utc == TICK + 15 * MINUTE
    after = read(ask(slow, serial, TICK + 30 * MINUTE))
    assert after.certificate_status is pyca.OCSPCertStatus.REVOKED
    assert (after.this_update_utc, after.next_update_utc) == (TICK + 30 * MINUTE, TICK + 45 * MINUTE)


def test_a_requestor_s_signature_is_allowed_and_ignored(responder: Responder, issued: bytes) -> None:
    plain = ocsp_request.build([ocsp_request.cert_id(responder.issuer, serial_of(issued))])
    signed = der.sequence(der.content(plain, der.whole(plain)), der.context(0, der.sequence()))
    assert read(ocsp.respond([responder], signed, NOW).response).certificate_status is pyca.OCSPCertStatus.GOOD
