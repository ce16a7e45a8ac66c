"""XML signatures there and back; wrapping, DTDs and entities are refused."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.signer import XMLSigner
from tests.unit.pki import authorities, documents
from tests.unit.pki.authorities import NOW, Keys, rsa_of
from tests.unit.pki.documents import CLAIMED, Desk

from tegata.pki.documents import Altered, BrokenDocument, DocumentError, NotSigned, UnsupportedForm, verify, xml
from tegata.pki.names import Kind
from tegata.pki.path import PathError

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><申告 xmlns="urn:example"><額>100</額></申告>'.encode()
SIGNATURE = f"{xml.DS}Signature"


def written(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="UTF-8")


@pytest.fixture
def signed(desk: Desk) -> bytes:
    return xml.sign(DOCUMENT, desk.signer, CLAIMED)


def test_there_and_back(desk: Desk, signed: bytes) -> None:
    found = xml.open_signed(signed)
    assert found.certificate.encoded == desk.signer.certificate
    assert found.other_certificates == (desk.authority.certificate,)
    assert found.signing_time == CLAIMED
    assert verify(signed, desk.trust(), NOW).signatures[0].claimed == CLAIMED


@pytest.mark.parametrize(
    ("old", "new"), [("100", "900"), ("額", "税"), ("urn:example", "urn:other"), ("2026-01-04T12", "2026-01-04T11")]
)
def test_altered(signed: bytes, old: str, new: str) -> None:
    text = signed.replace(old.encode(), new.encode())
    assert text != signed
    with pytest.raises(Altered):
        xml.open_signed(text)


def test_something_added(signed: bytes) -> None:
    root = etree.fromstring(signed)
    etree.SubElement(root, "{urn:example}more").text = "x"
    with pytest.raises(Altered):
        xml.open_signed(written(root))


def test_not_signed() -> None:
    with pytest.raises(NotSigned):
        xml.open_signed(DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        b"<a",
        b"",
        b"<a></b>",
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<?xml version='1.0'?>" + b"<!--" + b" " * 5000 + b"-->" + b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_broken_or_with_a_document_type(desk: Desk, text: bytes) -> None:
    with pytest.raises(BrokenDocument):
        xml.open_signed(text)
    with pytest.raises(BrokenDocument):
        xml.sign(text, desk.signer, CLAIMED)


def test_wrapped_in_another_root(signed: bytes) -> None:
    """The whole signed document inside another one: the signature is no child of the root."""
    inner = signed.split(b"?>", 1)[1]
    with pytest.raises(UnsupportedForm):
        xml.open_signed(b'<x xmlns="urn:evil">' + inner + b"</x>")


def test_the_signature_moved_out_of_what_it_signed(signed: bytes) -> None:
    root = etree.fromstring(signed)
    signature = root.find(SIGNATURE)
    assert signature is not None
    root.remove(signature)
    evil = etree.fromstring('<申告 xmlns="urn:example"><額>900</額></申告>')
    evil.append(root)
    evil.append(signature)
    with pytest.raises(DocumentError):
        xml.open_signed(written(evil))


def test_a_signature_by_reference_does_not_cover_another_root_of_the_same_name(desk: Desk) -> None:
    """Wrapping: the signed element is kept aside, and another of its name stands in its place."""
    leaf = x509.load_der_x509_certificate(desk.signer.certificate).public_bytes(Encoding.PEM).decode()
    part = etree.fromstring('<申告 xmlns="urn:example" Id="x"><額>100</額></申告>')

    class Signer(xml._Utf8, XMLSigner):
        pass

    signer = Signer(c14n_algorithm=xml.CanonicalizationMethod.CANONICAL_XML_1_0)
    honest = signer.sign(part, key=rsa_of(desk.keys.holder), cert=leaf, reference_uri="#x", always_add_key_value=False)
    signature = honest.find(SIGNATURE)
    assert signature is not None
    honest.remove(signature)
    evil = etree.fromstring('<申告 xmlns="urn:example"><額>900</額></申告>')
    evil.append(honest)
    evil.append(signature)
    with pytest.raises(DocumentError):
        xml.open_signed(written(evil))


def test_two_signatures(signed: bytes) -> None:
    root = etree.fromstring(signed)
    root.append(etree.fromstring(written(root.find(SIGNATURE))))  # type: ignore[arg-type]
    with pytest.raises(UnsupportedForm):
        xml.open_signed(written(root))


def test_without_certificate_or_with_another(desk: Desk, signed: bytes) -> None:
    root = etree.fromstring(signed)
    (data,) = root.iter(f"{xml.DS}X509Data")
    data[0].text = "bm90IGEgY2VydGlmaWNhdGU="
    with pytest.raises(BrokenDocument):
        xml.open_signed(written(root))
    parent = data.getparent()
    assert parent is not None
    parent.remove(data)
    with pytest.raises(UnsupportedForm):
        xml.open_signed(written(root))


_MADE: list[tuple[bytes, Desk]] = []


@pytest.fixture(scope="module", autouse=True)
def _made(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = authorities.found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("xml"))
    made = documents.desk(authority, keys)
    _MADE.append((xml.sign(DOCUMENT, made.signer, CLAIMED), made))


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 100_000), st.integers(0, 255))
def test_a_changed_byte_raises_document_or_path_errors_only(at: int, value: int) -> None:
    data, desk = _MADE[0]
    text = bytearray(data)
    text[at % len(text)] = value
    try:
        found = verify(bytes(text), desk.trust(), NOW)
    except (DocumentError, PathError):
        return
    assert found.signatures[0].path.certificate.encoded == desk.signer.certificate
    assert etree.fromstring(bytes(text)).findtext("{urn:example}額") == "100"
