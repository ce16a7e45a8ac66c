"""Card-verifiable certificates: sizes as measured on real cards, there and back, and signatures that do not fit."""

import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from tegata.wire import cvc

digits = st.text("0123456789", min_size=7, max_size=7)


@pytest.fixture(scope="module")
def issuer_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def certificate(issuer_key: rsa.RSAPrivateKey) -> cvc.CardVerifiableCertificate:
    subject_key = cvc.PublicKey.of(rsa.generate_private_key(65537, 2048))
    issuer, subject = cvc.KeyId("9000033"), cvc.KeyId("1322121", "000")
    signature = issuer_key.sign(cvc.body_of(issuer, subject, subject_key), padding.PKCS1v15(), SHA256())
    return cvc.CardVerifiableCertificate(issuer, subject, subject_key, signature)


@given(digits, st.sampled_from(["000", "001"]), st.sampled_from([0x00, 0xA8]))
def test_a_key_id_survives_the_wire(number: str, version: str, level: int) -> None:
    key_id = cvc.KeyId(number, version, level)
    assert len(bytes(key_id)) == 16
    assert cvc.KeyId.from_bytes(bytes(key_id)) == key_id
    assert str(key_id) == f"{number}/{version}"


@pytest.mark.parametrize(
    "raw", [b"", b"9000033\x08\x05001\0\0\0", b"9000033\x08\x06001\0\0\0\0", b"90000A3\x08\x05001\0\0\0\0"]
)
def test_a_malformed_key_id_is_refused(raw: bytes) -> None:
    with pytest.raises(cvc.MalformedCertificate):
        cvc.KeyId.from_bytes(raw)


def test_sizes_are_those_of_real_cards(certificate: cvc.CardVerifiableCertificate) -> None:
    assert len(bytes(certificate)) == 568
    assert len(bytes(certificate.public_key)) == 265
    assert bytes(certificate)[:5].hex() == "7f21820233"


def test_a_certificate_survives_the_wire(
    certificate: cvc.CardVerifiableCertificate, issuer_key: rsa.RSAPrivateKey
) -> None:
    again = cvc.CardVerifiableCertificate.from_bytes(bytes(certificate) + b"\xff" * 5)
    assert again == certificate
    assert cvc.CardVerifiableCertificate.from_bytes(certificate.content, wrapped=False) == certificate
    again.verify(cvc.PublicKey.of(issuer_key))


def test_another_issuer_or_another_subject_is_noticed(
    certificate: cvc.CardVerifiableCertificate, issuer_key: rsa.RSAPrivateKey
) -> None:
    with pytest.raises(cvc.BadCardSignature):
        certificate.verify(certificate.public_key)
    changed = dataclasses.replace(certificate, subject=cvc.KeyId("1322122", "000"))
    with pytest.raises(cvc.BadCardSignature):
        changed.verify(cvc.PublicKey.of(issuer_key))


@given(st.data())
def test_a_cut_certificate_is_malformed(certificate: cvc.CardVerifiableCertificate, data: st.DataObject) -> None:
    raw = bytes(certificate)
    with pytest.raises(cvc.MalformedCertificate):
        cvc.CardVerifiableCertificate.from_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])


def test_a_padded_signature_over_a_ready_digest_info(issuer_key: rsa.RSAPrivateKey) -> None:
    key = cvc.PublicKey.of(issuer_key)
    signature = issuer_key.sign(b"ready", padding.PKCS1v15(), NoDigestInfo())
    key.verify_padded(signature, b"ready")
    with pytest.raises(cvc.BadCardSignature):
        key.verify_padded(signature, b"other")
    with pytest.raises(cvc.BadCardSignature):
        key.verify_padded(bytes(256), b"ready")
