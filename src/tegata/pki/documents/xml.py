"""Enveloped XML signatures (XMLDSig, XAdES-B) by signxml, as tax returns are signed. No entities, no network."""

import warnings
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidInput, SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier
from signxml.xades.xades import XAdESSigner

from tegata.pki.documents.cms import IntactSignature
from tegata.pki.documents.errors import Altered, BrokenDocument, NotSigned, UnsupportedForm
from tegata.pki.documents.signer import Signer, digest_of
from tegata.pki.path.certificate import UnverifiedCertificate
from tegata.pki.path.errors import MalformedCertificate

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
LARGEST = 64 << 20
EXPECTED = SignatureConfiguration(
    require_x509=True,
    location="./",
    expect_references=True,
    signature_methods=frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA512, SignatureMethod.ECDSA_SHA384}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
)


class _CardKey:
    """What signxml calls for an RSA key; the card gets a digest."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def sign(self, data: bytes, **_: object) -> bytes:
        return self._signer.sign_digest("sha256", digest_of(data))


class _Utf8:
    """signxml copies trees by way of ASCII, which loses elements whose names are Japanese (`<申告>`)."""

    def _tostring(self, xml_node: etree._Element, **kwargs: Any) -> bytes:
        return bytes(etree.tostring(xml_node, **{"encoding": "UTF-8", **kwargs}))


class _Verifier(_Utf8, XMLVerifier):
    """signxml's verifier, for any names."""


class _Signer(_Utf8, XAdESSigner):
    """signxml asks the clock itself; here the time is a parameter."""

    def __init__(self, signing_time: datetime) -> None:
        super().__init__(
            signature_algorithm=SignatureMethod.RSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
        )
        self._claimed = signing_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def add_signing_time(self, signed_signature_properties: etree._Element, *_: object, **__: object) -> None:
        element = etree.SubElement(signed_signature_properties, f"{XADES}SigningTime")
        element.text = self._claimed


def sign(document: bytes, signer: Signer, signing_time: datetime) -> bytes:
    """The document with an enveloped XAdES-B signature at the end of its root. Raises BrokenDocument."""
    chain = [x509.load_der_x509_certificate(item) for item in (signer.certificate, *signer.issuer_certificates)]
    key: Any = _CardKey(signer)
    signed = _Signer(signing_time).sign(parse(document), key=key, cert=chain, always_add_key_value=False)
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def open_signed(document: bytes) -> IntactSignature:
    """Check the integrity of the one enveloped signature over the whole document.

    Raises NotSigned, BrokenDocument, UnsupportedForm or Altered.
    """
    root = parse(document)
    signatures = root.findall(f".//{DS}Signature")
    if not signatures:
        raise NotSigned("there is no XML signature in it")
    if len(signatures) > 1 or signatures[0].getparent() is not root:
        raise UnsupportedForm("exactly one signature, directly under the root, is accepted here")
    certificates = _certificates(signatures[0])
    if not any(item.get("URI") == "" for item in signatures[0].iterfind(f"{DS}SignedInfo/{DS}Reference")):
        raise UnsupportedForm("the signature does not cover the whole document")  # a part by Id could be wrapped
    _verify(document, certificates[0])
    claimed = signatures[0].find(f".//{XADES}SigningTime")
    value = signatures[0].findtext(f"{DS}SignatureValue") or ""
    return IntactSignature(
        _parsed(certificates[0]),
        tuple(certificates[1:]),
        b64decode(value),
        None if claimed is None else _moment(claimed.text or ""),
        None,
    )


def _verify(document: bytes, certificate: bytes) -> None:
    """signxml checks digests and the signature by the certificate; the first reference must be the whole document."""
    pem = x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM).decode()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = _Verifier().verify(document, x509_cert=pem, expect_config=EXPECTED)
    except (SignXMLException, InvalidInput, etree.LxmlError, ValueError) as error:
        raise Altered(f"the signature does not belong to this document: {error}") from error
    found = results if isinstance(results, list) else [results]
    root = etree.fromstring(document, _parser())
    if not any(item.signed_xml is not None and item.signed_xml.tag == root.tag for item in found):
        raise UnsupportedForm("the signature does not cover the whole document")


def _parsed(encoded: bytes) -> UnverifiedCertificate:
    try:
        return UnverifiedCertificate.parse(encoded)
    except MalformedCertificate as error:
        raise BrokenDocument(f"the signer's certificate in it cannot be read: {error}") from error


def _certificates(signature: etree._Element) -> list[bytes]:
    texts = [item.text or "" for item in signature.findall(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")]
    if not texts:
        raise UnsupportedForm("the signer's certificate is not in it")
    try:
        found = [b64decode("".join(text.split()), validate=True) for text in texts]
        x509.load_der_x509_certificate(found[0])
    except ValueError as error:
        raise BrokenDocument("the signer's certificate in it cannot be read") from error
    return found


def parse(document: bytes) -> etree._Element:
    """The root element; no DTD, no entities, no network. Raises BrokenDocument."""
    if len(document) > LARGEST:
        raise BrokenDocument(f"larger than {LARGEST >> 20} MiB")
    try:
        root = etree.fromstring(document, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenDocument(f"not well-formed XML: {error}") from error
    if b"<!DOCTYPE" in document[:4096] or getattr(root.getroottree().docinfo, "internalDTD", None) is not None:
        raise BrokenDocument("a document type declaration is not accepted")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BrokenDocument("the claimed signing time is no time") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
