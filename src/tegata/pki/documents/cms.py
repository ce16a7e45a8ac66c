"""CMS signed data (RFC 5652 §5) with signed attributes: written for one signer, read strictly and fast.

Reading proves integrity only: the content has the digest that the certificate's key signed. Whether that certificate counts is
asked of `pki.path` by `documents.verification`.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import new, sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tegata.pki import der, oids
from tegata.pki.documents.errors import Altered, BrokenDocument, NotSigned, UnsupportedForm
from tegata.pki.documents.signer import DIGEST, HASHES, Signer, digest_of
from tegata.pki.path.certificate import UnverifiedCertificate
from tegata.pki.path.errors import MalformedCertificate

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"  # RFC 3161 §2.4.2
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"  # RFC 5035
TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14"  # noqa: S105 - RFC 3161 appendix A
RSA_ENCRYPTION = "1.2.840.113549.1.1.1"

_HASH_NAMES = {
    der.oid("2.16.840.1.101.3.4.2.1"): "sha256",
    der.oid("2.16.840.1.101.3.4.2.2"): "sha384",
    der.oid("2.16.840.1.101.3.4.2.3"): "sha512",
}
_RSA_SIGNATURES = {
    der.oid(RSA_ENCRYPTION): None,  # RFC 3370 §3.2: the digest algorithm stands beside it
    der.oid(oids.SHA256_WITH_RSA): "sha256",
    der.oid("1.2.840.113549.1.1.12"): "sha384",
    der.oid("1.2.840.113549.1.1.13"): "sha512",
}
_ECDSA_SIGNATURES = {
    der.oid("1.2.840.10045.4.3.2"): "sha256",
    der.oid(oids.ECDSA_WITH_SHA384): "sha384",
    der.oid("1.2.840.10045.4.3.4"): "sha512",
}


def sign(
    content: bytes,
    signer: Signer,
    signing_time: datetime | None,
    *,
    detached: bool = False,
    content_type: str = DATA,
    certificates: bool = True,
) -> bytes:
    """ContentInfo with SignedData of one signer, DER. Without `signing_time` none is claimed."""
    attributes = _signed_attributes(content, signer.certificate, signing_time, content_type)
    signature = signer.sign_digest(DIGEST, digest_of(der.set_of(*attributes)))
    return assemble(
        content,
        signer,
        attributes,
        signature,
        detached=detached,
        content_type=content_type,
        certificates=certificates,
    )


def assemble(
    content: bytes,
    signer: Signer,
    attributes: Sequence[bytes],
    signature: bytes,
    *,
    detached: bool,
    content_type: str = DATA,
    unsigned: bytes = b"",
    certificates: bool = True,
) -> bytes:
    """ContentInfo from signed attributes and the signature over them; `unsigned` are ready Attribute objects."""
    algorithm = der.sequence(der.oid(oids.SHA256), der.NULL)
    certificate = UnverifiedCertificate.parse(signer.certificate)
    signer_info = der.sequence(
        der.integer(1),
        der.sequence(certificate.issuer, der.integer(certificate.serial)),
        algorithm,
        der.context(0, b"".join(sorted(attributes))),
        der.sequence(der.oid(RSA_ENCRYPTION), der.NULL),
        der.octet_string(signature),
        der.context(1, unsigned) if unsigned else b"",
    )
    inner = b"" if detached else der.context(0, der.octet_string(content))
    signed_data = der.sequence(
        der.integer(1 if content_type == DATA else 3),
        der.set_of(algorithm),
        der.sequence(der.oid(content_type), inner),
        der.context(0, b"".join((signer.certificate, *signer.issuer_certificates))) if certificates else b"",
        der.set_of(signer_info),
    )
    return der.sequence(der.oid(SIGNED_DATA), der.context(0, signed_data))


def _signed_attributes(
    content: bytes, certificate: bytes, signing_time: datetime | None, content_type: str
) -> list[bytes]:
    """RFC 5652 §11 and RFC 5035 §3 (CAdES and PAdES baseline want the certificate's digest)."""
    attributes = [
        attribute(CONTENT_TYPE, der.oid(content_type)),
        attribute(MESSAGE_DIGEST, der.octet_string(digest_of(content))),
        attribute(SIGNING_CERTIFICATE_V2, _signing_certificate(certificate)),
    ]
    return attributes if signing_time is None else [*attributes, attribute(SIGNING_TIME, der.time(signing_time))]


def _signing_certificate(certificate: bytes) -> bytes:
    """SigningCertificateV2 with the certificate's SHA-256 alone."""
    return der.sequence(der.sequence(der.sequence(der.octet_string(sha256(certificate).digest()))))


def attribute(oid: str, value: bytes) -> bytes:
    """Attribute of one value."""
    return der.sequence(der.oid(oid), der.set_of(value))


class IntactSignature(NamedTuple):
    """A signature that belongs to the content and to the certificate beside it, which nobody has vouched for yet."""

    certificate: UnverifiedCertificate
    other_certificates: tuple[bytes, ...]
    signature: bytes
    signing_time: datetime | None
    time_stamp: bytes | None


class SignedContent(NamedTuple):
    """The content and every signature on it; none is left out, and there is at least one."""

    content: bytes
    content_type: bytes
    signatures: tuple[IntactSignature, ...]


def open_signed(data: bytes, content: bytes | None = None) -> SignedContent:
    """Check the integrity of every signature. `content` is what a detached signature is about.

    Raises NotSigned, BrokenDocument, UnsupportedForm or Altered.
    """
    try:
        return _open(data, content)
    except (der.MalformedDer, MalformedCertificate, ValueError, IndexError) as error:
        raise BrokenDocument(f"not CMS signed data in DER: {error}") from error


def _open(data: bytes, content: bytes | None) -> SignedContent:
    kind, explicit = der.children(data, der.whole(data))
    if der.raw(data, kind) != _SIGNED_DATA:
        raise NotSigned("this CMS object is not signed data")
    _, _, encapsulated, *rest = der.children(data, der.expect(data, explicit.content, der.Tag.SEQUENCE, explicit.end))
    content_type, *inner = der.children(data, encapsulated)
    if inner:
        octets = der.expect(data, inner[0].content, der.Tag.OCTET_STRING, inner[0].end)
        content = der.content(data, octets)
    if content is None:
        raise UnsupportedForm("the signature is detached: give the content that it is about")
    certificates: tuple[bytes, ...] = ()
    for item in rest[:-1]:
        if item.tag == 0xA0:
            certificates = tuple([data[found.start : found.end] for found in der.children(data, item)])
    named = der.raw(data, content_type)
    infos = tuple(
        _signature(data, info, content, named, certificates) for info in der.children(data, _signer_infos(rest))
    )
    if not infos:
        raise NotSigned("there is no signer in it")
    return SignedContent(content, named, infos)


def _signer_infos(rest: Sequence[der.Node]) -> der.Node:
    if not rest or rest[-1].tag != der.Tag.SET:
        raise der.MalformedDer("no signer infos")
    return rest[-1]


def _signature(
    data: bytes, info: der.Node, content: bytes, content_type: bytes, certificates: tuple[bytes, ...]
) -> IntactSignature:
    _, sid, digest_algorithm, attributes, algorithm, octets, *rest = der.children(data, info)
    if attributes.tag != 0xA0:
        raise UnsupportedForm("a signature without signed attributes is not accepted here")
    hash_name = _HASH_NAMES.get(_identifier(data, digest_algorithm))
    if hash_name is None:
        raise UnsupportedForm("the digest is not SHA-256, SHA-384 or SHA-512")
    certificate = _signer_certificate(data, sid, certificates)
    values = _attributes(data, attributes)
    _check_attributes(values, content, content_type, hash_name, certificate.encoded)
    signed = der.wrap(der.Tag.SET, data[attributes.content : attributes.end])  # RFC 5652 §5.4
    signature = der.content(data, octets)
    _check_signature(certificate.public_key, _identifier(data, algorithm), hash_name, signature, signed)
    time = values.get(_SIGNING_TIME)
    unsigned = _attributes(data, rest[0]) if rest and rest[0].tag == 0xA1 else {}
    return IntactSignature(
        certificate,
        tuple([item for item in certificates if item != certificate.encoded]),
        signature,
        None if time is None else der.read_time(time, der.node(time)),
        unsigned.get(der.oid(TIME_STAMP_TOKEN)),
    )


def _identifier(data: bytes, algorithm: der.Node) -> bytes:
    return der.raw(data, der.expect(data, algorithm.content, der.Tag.OBJECT_IDENTIFIER, algorithm.end))


def _signer_certificate(data: bytes, sid: der.Node, certificates: tuple[bytes, ...]) -> UnverifiedCertificate:
    """SignerIdentifier (§5.3): issuer and serial, or subject key id."""
    for encoded in certificates:
        certificate = UnverifiedCertificate.parse(encoded)
        if sid.tag == der.Tag.SEQUENCE:
            if der.content(data, sid) == certificate.issuer + der.integer(certificate.serial):
                return certificate
        elif certificate.subject_key_id == der.content(data, sid):
            return certificate
    raise UnsupportedForm("the signer's certificate is not in it")


def _attributes(data: bytes, listed: der.Node) -> dict[bytes, bytes]:
    """Attributes by identifier, each of exactly one value."""
    found: dict[bytes, bytes] = {}
    for item in der.children(data, listed):
        kind, values = der.children(data, item)
        (value,) = der.children(data, values)
        oid = der.raw(data, kind)
        if oid in found:
            raise der.MalformedDer("an attribute stands twice")
        found[oid] = der.raw(data, value)
    return found


def _check_attributes(
    values: dict[bytes, bytes], content: bytes, content_type: bytes, hash_name: str, certificate: bytes
) -> None:
    if values.get(_CONTENT_TYPE) != content_type:
        raise Altered("the signed content type is another one")
    if values.get(_MESSAGE_DIGEST) != der.octet_string(new(hash_name, content).digest()):
        raise Altered("the content is not what was signed")
    identity = values.get(_SIGNING_CERTIFICATE_V2)
    if identity is not None and not _names_certificate(identity, certificate):
        raise Altered("the signature names another certificate")


def _names_certificate(identity: bytes, certificate: bytes) -> bool:
    """ESSCertIDv2 (RFC 5035 §4): the default hash is SHA-256. The form that nearly everybody writes is compared whole."""
    if identity == _signing_certificate(certificate):
        return True
    listed = der.node(identity, der.whole(identity).content)
    first = der.node(identity, listed.content, listed.end)
    parts = der.children(identity, first)
    name = "sha256"
    if parts[0].tag == der.Tag.SEQUENCE:
        name = _HASH_NAMES.get(_identifier(identity, parts.pop(0)), "")
    return name in HASHES and der.content(identity, parts[0]) == new(name, certificate).digest()


def _check_signature(public_key: bytes, algorithm: bytes, hash_name: str, signature: bytes, signed: bytes) -> None:
    key = _loaded(public_key)
    try:
        if isinstance(key, rsa.RSAPublicKey) and _RSA_SIGNATURES.get(algorithm, "") in (None, hash_name):
            key.verify(signature, signed, padding.PKCS1v15(), HASHES[hash_name])
        elif isinstance(key, ec.EllipticCurvePublicKey) and _ECDSA_SIGNATURES.get(algorithm) == hash_name:
            key.verify(signature, signed, ec.ECDSA(HASHES[hash_name]))
        else:
            raise UnsupportedForm("the signature's algorithm is not accepted here, or does not fit the key")
    except InvalidSignature as error:
        raise Altered("the signature does not belong to these bytes and this certificate") from error


@lru_cache(maxsize=1024)
def _loaded(public_key: bytes) -> object:
    try:
        return load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnsupportedForm("the certificate's key cannot be used here") from error


_SIGNED_DATA = der.oid(SIGNED_DATA)
_CONTENT_TYPE, _MESSAGE_DIGEST = der.oid(CONTENT_TYPE), der.oid(MESSAGE_DIGEST)
_SIGNING_TIME, _SIGNING_CERTIFICATE_V2 = der.oid(SIGNING_TIME), der.oid(SIGNING_CERTIFICATE_V2)
