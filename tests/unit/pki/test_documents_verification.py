"""Which moment counts, and which evidence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.unit.pki.authorities import DAY, MINUTE, NOT_AFTER, NOW, responder_of, rsa_of
from tests.unit.pki.documents import CLAIMED, CONTENT, Desk, stamps_of

from tegata.pki import ocsp, ocsp_request
from tegata.pki.documents import (
    Altered,
    BrokenDocument,
    Form,
    KeySigner,
    UnsupportedForm,
    cms,
    form_of,
    timestamp,
    verify,
)
from tegata.pki.documents import verification as verification_module
from tegata.pki.documents.timestamp import TimeStampAuthority
from tegata.pki.path import CrlSource, OcspStaple, StatusSource
from tegata.pki.path import errors as path_errors
from tegata.pki.revocation import Reason

HELD_AT = NOW + 60 * MINUTE
LONG_AFTER = NOW + 10 * 365 * DAY


def stamped(desk: Desk, at: datetime, stamps: TimeStampAuthority | None = None, *, over: bytes | None = None) -> bytes:
    """A document whose signature carries a time-stamp."""
    attributes = cms._signed_attributes(CONTENT, desk.signer.certificate, CLAIMED, cms.DATA)
    signature = desk.signer.sign_digest("sha256", cms.digest_of(cms.der.set_of(*attributes)))
    token = (stamps or desk.stamps).token(cms.digest_of(over or signature), at)
    return cms.assemble(
        CONTENT, desk.signer, attributes, signature, detached=False, unsigned=timestamp.attribute(token)
    )


def test_forms_by_their_first_bytes() -> None:
    assert form_of(b"junk %PDF-1.7") is Form.PDF
    assert form_of(b"\xef\xbb\xbf\n <a/>") is Form.XML
    assert form_of(b"\x30\x80") is Form.CMS
    for data in (b"", b"hello", b"\x31\x00"):
        with pytest.raises(BrokenDocument):
            form_of(data)


def test_the_signer_is_named(desk: Desk) -> None:
    (found,) = verify(cms.sign(CONTENT, desk.signer, CLAIMED), desk.trust(), NOW).signatures
    assert (found.signer, found.at, found.time_stamped, found.claimed) == ("手形　花子", NOW, False, CLAIMED)


def test_a_claimed_time_moves_nothing(desk: Desk) -> None:
    data = cms.sign(CONTENT, desk.signer, NOW + MINUTE)
    desk.authority.hold(desk.serial, HELD_AT)
    with pytest.raises(path_errors.Held):
        verify(data, desk.trust(desk.lists(HELD_AT)), HELD_AT)
    with pytest.raises(path_errors.Expired):
        verify(data, desk.trust(), NOT_AFTER + MINUTE)


def test_signed_before_a_hold_stays_valid_and_after_it_is_refused(desk: Desk) -> None:
    before, after = stamped(desk, HELD_AT - MINUTE), stamped(desk, HELD_AT + MINUTE)
    desk.authority.hold(desk.serial, HELD_AT)
    trust = desk.trust(desk.lists(HELD_AT + 2 * MINUTE))
    (found,) = verify(before, trust, HELD_AT + 2 * MINUTE).signatures
    assert (found.at, found.time_stamped) == (HELD_AT - MINUTE, True)
    with pytest.raises(path_errors.Held):
        verify(after, trust, HELD_AT + 2 * MINUTE)
    desk.authority.revoke(desk.serial, Reason.CESSATION_OF_OPERATION, HELD_AT + DAY)
    later = desk.trust(desk.lists(HELD_AT + 2 * DAY))
    assert verify(before, later, HELD_AT + 2 * DAY)
    with pytest.raises(path_errors.Revoked):
        verify(after, later, HELD_AT + 2 * DAY)


def test_the_caller_may_ask_about_another_moment(desk: Desk) -> None:
    data = cms.sign(CONTENT, desk.signer, CLAIMED)
    desk.authority.hold(desk.serial, HELD_AT)
    trust = desk.trust(desk.lists(HELD_AT + MINUTE))
    assert verify(data, trust, HELD_AT + MINUTE, at=HELD_AT - MINUTE).signatures[0].at == HELD_AT - MINUTE
    with pytest.raises(path_errors.NotYetValid):
        verify(data, trust, HELD_AT + MINUTE, at=NOW - MINUTE)


def test_a_stamp_counts_more_than_what_the_caller_asks(desk: Desk) -> None:
    data = stamped(desk, HELD_AT + MINUTE)
    desk.authority.hold(desk.serial, HELD_AT)
    with pytest.raises(path_errors.Held):
        verify(data, desk.trust(desk.lists(HELD_AT + MINUTE)), HELD_AT + DAY, at=NOW)


def test_a_stamp_outlives_the_certificate(desk: Desk) -> None:
    data = stamped(desk, NOW + MINUTE)
    assert verify(data, desk.trust(), LONG_AFTER).signatures[0].at == NOW + MINUTE


def test_an_untrusted_stamp_is_refused(desk: Desk) -> None:
    impostor = stamps_of(desk.keys.other)
    for data, trust in (
        (stamped(desk, NOW + MINUTE, impostor), desk.trust()),
        (stamped(desk, NOW + MINUTE), desk.trust(stamped=False)),
    ):
        with pytest.raises(UnsupportedForm, match="trusted"):
            verify(data, trust, NOW)


def test_a_stamp_about_another_signature_is_refused(desk: Desk) -> None:
    with pytest.raises(Altered, match="another signature"):
        verify(stamped(desk, NOW + MINUTE, over=b"another"), desk.trust(), NOW)


def test_a_stamp_that_is_no_stamp_is_refused(desk: Desk) -> None:
    class Data(TimeStampAuthority):
        def token(self, digest: bytes, now: datetime, nonce: int | None = None) -> bytes:
            return cms.sign(digest + bytes(nonce or 0), self._signer, now)

    own = Data(KeySigner(rsa_of(desk.keys.stamps), desk.stamps.certificate), lambda: 1)
    with pytest.raises(UnsupportedForm, match="3161"):
        verify(stamped(desk, NOW, own), desk.trust(), NOW)


def test_a_stamp_by_a_key_for_something_else_is_refused(desk: Desk) -> None:
    wrong = stamps_of(desk.keys.other, ExtendedKeyUsageOID.CODE_SIGNING)
    trust = replace(desk.trust(), time_stamps=(wrong.certificate,))
    with pytest.raises(UnsupportedForm, match="alone"):
        verify(stamped(desk, NOW, wrong), trust, NOW)


@pytest.mark.parametrize(
    ("at", "error"),
    [(NOW - 2 * DAY, path_errors.NotYetValid), (NOW + timedelta(days=3651), path_errors.Expired)],
)
def test_a_stamp_out_of_its_authority_s_time_is_refused(desk: Desk, at: datetime, error: type[Exception]) -> None:
    with pytest.raises(error):
        verify(stamped(desk, at), desk.trust(), NOW)


def test_a_certificate_for_authentication_signs_no_documents(desk: Desk) -> None:
    thief = KeySigner(rsa_of(desk.keys.holder), desk.authority.certificate)
    with pytest.raises((Altered, path_errors.PathError)):
        verify(cms.sign(CONTENT, thief, CLAIMED), desk.trust(), NOW)


def test_without_any_source_nothing_is_valid(desk: Desk) -> None:
    with pytest.raises(path_errors.StatusUnknown):
        verify(cms.sign(CONTENT, desk.signer, CLAIMED), desk.trust(CrlSource([])), NOW)


def _found(desk: Desk, status: StatusSource, ocsps: tuple[bytes, ...], crls: tuple[bytes, ...], at: datetime) -> object:
    (intact,) = cms.open_signed(cms.sign(CONTENT, desk.signer, CLAIMED)).signatures
    found = verification_module._Found(intact, None, ocsps, crls)
    return verification_module._verified(found, desk.trust(status), at)


def test_evidence_that_came_along_is_used_only_when_our_source_knows_nothing(desk: Desk) -> None:
    responder = responder_of(desk.authority, desk.keys.responder)
    asked = ocsp_request.build([ocsp_request.cert_id(desk.authority.issuer, desk.serial)])
    good = ocsp.respond([responder], asked, NOW).response
    good_list = desk.authority.crl(None, NOW)
    nothing = CrlSource([])
    assert _found(desk, nothing, (good,), (), NOW)
    assert _found(desk, nothing, (), (good_list,), NOW)
    assert _found(desk, OcspStaple([good]), (), (), NOW)
    desk.authority.hold(desk.serial, NOW + MINUTE)
    knows = desk.lists(NOW + 2 * MINUTE)
    for ocsps, crls in (((good,), ()), ((), (good_list,))):
        with pytest.raises(path_errors.Held):
            _found(desk, knows, ocsps, crls, NOW + 2 * MINUTE)


def test_lists_that_came_along_are_trusted_by_their_signature_only(desk: Desk) -> None:
    data = desk.authority.crl(None, NOW)
    forged = data[:-1] + bytes((data[-1] ^ 1,))
    for crls in ((forged,), (b"not a list",)):
        with pytest.raises(path_errors.StatusUnknown):
            _found(desk, CrlSource([]), (), crls, NOW)
