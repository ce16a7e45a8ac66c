"""CMS there and back, by openssl's hand too; and nothing that was touched is accepted."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pki import authorities, documents
from tests.unit.pki.authorities import NOW, Keys, rsa_of
from tests.unit.pki.documents import CLAIMED, CONTENT, Desk

from tegata.pki import der
from tegata.pki.documents import Altered, BrokenDocument, DocumentError, NotSigned, UnsupportedForm, cms, verify
from tegata.pki.documents.signer import KeySigner
from tegata.pki.names import Kind
from tegata.pki.path import PathError


def test_there_and_back(desk: Desk) -> None:
    opened = cms.open_signed(cms.sign(CONTENT, desk.signer, CLAIMED))
    (found,) = opened.signatures
    assert opened.content == CONTENT
    assert found.certificate.encoded == desk.signer.certificate
    assert found.other_certificates == (desk.authority.certificate,)
    assert (found.signing_time, found.time_stamp) == (CLAIMED, None)
    assert cms.open_signed(cms.sign(CONTENT, desk.signer, None)).signatures[0].signing_time is None


def test_detached(desk: Desk) -> None:
    data = cms.sign(CONTENT, desk.signer, CLAIMED, detached=True)
    assert CONTENT not in data
    assert cms.open_signed(data, CONTENT).content == CONTENT
    with pytest.raises(Altered):
        cms.open_signed(data, CONTENT + b" ")
    with pytest.raises(UnsupportedForm):
        cms.open_signed(data)


def test_content_that_is_inside_counts_and_not_what_is_beside_it(desk: Desk) -> None:
    assert cms.open_signed(cms.sign(CONTENT, desk.signer, CLAIMED), b"something else").content == CONTENT


@pytest.mark.parametrize("detached", [False, True])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("named", [[], ["-keyid"]], ids=["by serial", "by key id"])
def test_what_openssl_signs(desk: Desk, tmp_path: Path, detached: bool, digest: str, named: list[str]) -> None:
    key = rsa_of(desk.keys.holder).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    leaf = x509.load_der_x509_certificate(desk.signer.certificate).public_bytes(Encoding.PEM)
    (tmp_path / "signer.pem").write_bytes(key + leaf)
    (tmp_path / "text").write_bytes(CONTENT)
    sign = ["openssl", "cms", "-sign", "-binary", "-in", "text", "-signer", "signer.pem", "-outform", "DER"]
    sign += ["-out", "signed", "-md", digest, "-nosmimecap", *named, *([] if detached else ["-nodetach"])]
    subprocess.run(sign, cwd=tmp_path, check=True, capture_output=True)
    data = (tmp_path / "signed").read_bytes()
    assert cms.open_signed(data, CONTENT if detached else None).content == CONTENT
    verify(data, desk.trust(), NOW, content=CONTENT if detached else None)


def test_what_pyca_signs(desk: Desk) -> None:
    leaf = x509.load_der_x509_certificate(desk.signer.certificate)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(CONTENT).add_signer(leaf, rsa_of(desk.keys.holder), SHA256())
    data = builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    assert cms.open_signed(data).content == CONTENT
    bare = builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoAttributes])
    with pytest.raises(DocumentError):
        cms.open_signed(bare)


_MADE: list[tuple[bytes, Desk]] = []


@pytest.fixture(scope="module", autouse=True)
def _made(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = authorities.found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("cms"))
    made = documents.desk(authority, keys)
    _MADE.append((cms.sign(CONTENT, made.signer, CLAIMED), made))


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 100_000), st.integers(0, 7))
def test_a_flipped_bit_is_never_accepted(at: int, bit: int) -> None:
    """But in the bytes that only say which version it is or which algorithms will come: nobody signs those."""
    data, desk = _MADE[0]
    text = bytearray(data)
    text[at % len(text)] ^= 1 << bit
    trust = desk.trust()
    try:
        found = verify(bytes(text), trust, NOW)
    except (DocumentError, PathError):
        return
    assert found.signatures[0].path.certificate.encoded == desk.signer.certificate
    assert cms.open_signed(bytes(text)).content == CONTENT


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.integers(0, 5000).map(lambda cut: _MADE[0][0][: cut % len(_MADE[0][0])])))
def test_random_and_cut_bytes_raise_document_errors_only(data: bytes) -> None:
    with pytest.raises((DocumentError, PathError)):
        cms.open_signed(data, CONTENT)


def altered(data: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """SignedData with its fields changed."""
    explicit = der.children(data, der.whole(data))[1]
    inner = der.content(data, explicit)
    parts = [der.raw(inner, item) for item in der.children(inner, der.whole(inner))]
    return der.sequence(der.oid(cms.SIGNED_DATA), der.context(0, der.sequence(*change(parts))))


def test_without_signers_or_certificates(desk: Desk) -> None:
    data = cms.sign(CONTENT, desk.signer, CLAIMED)
    with pytest.raises(NotSigned):
        cms.open_signed(altered(data, lambda parts: [*parts[:-1], der.set_of()]))
    with pytest.raises(UnsupportedForm, match="certificate"):
        cms.open_signed(altered(data, lambda parts: [*parts[:3], parts[-1]]))
    with pytest.raises(BrokenDocument):
        cms.open_signed(altered(data, lambda parts: parts[:3]))


def test_every_signer_is_checked(desk: Desk) -> None:
    data = cms.sign(CONTENT, desk.signer, CLAIMED)
    other = cms.sign(b"other", desk.signer, CLAIMED)
    theirs = der.content(other, der.children(other, der.whole(other))[1])
    infos = der.children(theirs, der.whole(theirs))[-1]
    with pytest.raises(Altered):
        cms.open_signed(
            altered(
                data,
                lambda parts: [
                    *parts[:-1],
                    der.wrap(
                        der.Tag.SET, der.content(parts[-1], der.whole(parts[-1], 0x31)) + der.content(theirs, infos)
                    ),
                ],
            )
        )


def test_a_signature_moved_to_another_certificate_of_the_key(desk: Desk) -> None:
    """The signed attributes name the certificate (RFC 5035): another one for the same key does not take its place."""
    second = desk.authority.certify(authorities.request(desk.keys.holder), NOW)
    attributes = cms._signed_attributes(CONTENT, desk.signer.certificate, CLAIMED, cms.DATA)
    signature = desk.signer.sign_digest("sha256", cms.digest_of(der.set_of(*attributes)))
    moved = KeySigner(rsa_of(desk.keys.holder), second)
    data = cms.assemble(CONTENT, moved, attributes, signature, detached=False)
    with pytest.raises(Altered, match="another certificate"):
        cms.open_signed(data)


def test_another_content_type_was_signed(desk: Desk) -> None:
    attributes = cms._signed_attributes(CONTENT, desk.signer.certificate, None, cms.TST_INFO)
    signature = desk.signer.sign_digest("sha256", cms.digest_of(der.set_of(*attributes)))
    with pytest.raises(Altered, match="type"):
        cms.open_signed(cms.assemble(CONTENT, desk.signer, attributes, signature, detached=False))


def test_a_key_that_is_not_the_certificate_s(desk: Desk) -> None:
    thief = KeySigner(rsa_of(desk.keys.other), desk.signer.certificate)
    with pytest.raises(Altered):
        cms.open_signed(cms.sign(CONTENT, thief, CLAIMED))


def test_what_is_no_signed_data(desk: Desk) -> None:
    with pytest.raises(NotSigned):
        cms.open_signed(der.sequence(der.oid(cms.DATA), der.context(0, der.octet_string(CONTENT))))
