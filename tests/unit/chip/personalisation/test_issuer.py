"""The issuer's keys: who certifies whom, and that sealed bytes come back as the same issuer or not at all."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conversations import personalised

from tegata.cardspec.codecs.card_manager import DataObject
from tegata.chip.personalisation import CardIssuer
from tegata.chip.personalisation.issuer import AUTHORITIES, CARD_LEVEL, FACE, TEXT, IssuerKeysBroken
from tegata.pki import der
from tegata.wire.cvc import BadCardSignature, CardVerifiableCertificate
from tegata.wire.digestinfo import of_face_record


@pytest.mark.parametrize("authority", AUTHORITIES, ids=str)
def test_each_authority_certifies_the_issuing_key_of_a_town(authority: object) -> None:
    issuer = personalised.issuer()
    for key_id in AUTHORITIES:
        certificate = issuer.certificate(key_id, "13221")
        assert str(certificate.subject) == "1322121/000"
        if key_id is authority:
            certificate.verify(issuer.trusted_keys[key_id])
            certificate.public_key.verify(issuer.sign(b"a record"), b"a record")
        else:
            with pytest.raises(BadCardSignature):
                certificate.verify(issuer.trusted_keys[next(item for item in AUTHORITIES if item is authority)])


def test_ids_are_our_own() -> None:
    assert {key_id.number[:4] for key_id in AUTHORITIES} == {"9000"}
    assert (FACE.level, TEXT.level, CARD_LEVEL.level) == (0, 0, 0xA8)


def test_the_face_record_is_signed_in_its_own_form() -> None:
    issuer = personalised.issuer()
    digest_info = of_face_record(b"one", b"two", b"three")
    key = issuer.certificate(FACE, "13221").public_key
    key.verify_padded(issuer.sign_digest_info(digest_info), digest_info)
    with pytest.raises(BadCardSignature):
        key.verify_padded(issuer.sign_digest_info(digest_info), of_face_record(b"one", b"two", b"other"))


def test_sealed_bytes_come_back_as_the_same_issuer() -> None:
    issuer = personalised.issuer()
    again = CardIssuer.from_bytes(issuer.to_bytes())
    assert again.trusted_keys == issuer.trusted_keys
    assert again.master_key == issuer.master_key
    assert bytes(again.certificate(TEXT, "13221")) == bytes(issuer.certificate(TEXT, "13221"))


def test_every_card_has_a_key_of_its_own_that_the_issuer_can_make_again() -> None:
    issuer = personalised.issuer()
    assert (
        issuer.card_key("0126000000000428") == personalised.hanako().image.issuer_key
        or issuer.card_key(personalised.hanako().serial) == personalised.hanako().image.issuer_key
    )
    assert issuer.card_key("0126000000000428") != issuer.card_key("0126000000000436")
    assert issuer.card_key("1") != personalised.other_issuer().card_key("1")


def test_the_card_level_certificate_is_on_the_card() -> None:
    objects = personalised.hanako().image.data_objects
    upper = CardVerifiableCertificate.from_bytes(objects[DataObject.UPPER_CERTIFICATE], wrapped=False)
    lower = CardVerifiableCertificate.from_bytes(objects[DataObject.LOWER_CERTIFICATE])
    assert upper == lower
    upper.verify(personalised.issuer().trusted_keys[CARD_LEVEL])


def test_keys_never_show() -> None:
    assert repr(personalised.issuer()) == "CardIssuer(…)"
    assert repr(personalised.keys(0)) == "CardKeys(…)"


def _der(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, 40, 41, 1300, -1])
def test_cut_bytes_are_no_issuer(length: int) -> None:
    with pytest.raises(IssuerKeysBroken):
        CardIssuer.from_bytes(personalised.issuer().to_bytes()[:length])


def test_too_few_keys_and_other_keys_are_no_issuer() -> None:
    master = der.octet_string(bytes(32))
    one = _der(personalised.issuer().issuing)
    curve = _der(ec.generate_private_key(ec.SECP256R1()))
    for keys in ([], [one] * 3, [one] * 5, [one, one, one, curve]):
        with pytest.raises(IssuerKeysBroken):
            CardIssuer.from_bytes(der.sequence(master, *keys))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 110), st.integers(1, 255))
def test_damaged_bytes_are_an_issuer_or_a_reason(at: int, change: int) -> None:
    raw = bytearray(personalised.issuer().to_bytes())
    raw[at] ^= change  # up to the modulus of the first key: all that is structure
    try:
        CardIssuer.from_bytes(bytes(raw))
    except IssuerKeysBroken:
        return


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_other_bytes_are_no_issuer(raw: bytes) -> None:
    with pytest.raises(IssuerKeysBroken):
        CardIssuer.from_bytes(raw)
