"""OCSP requests (RFC 6960 §4.1): read by the responder, written by the verifier. Nonces as RFC 9654 wants them."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1, sha256

from tegata.pki import der, oids
from tegata.pki.keys.port import SigningKey
from tegata.pki.profiles import Issuer, extension

NONCE_LENGTHS = range(1, 129)  # RFC 9654 §2.1: 1 to 128 octets; clients send 32
MOST_CERT_IDS = 64
REMEMBERED = 256
"""Bytes of a question about one certificate with a nonce. Larger ones would fill the memory with other people's bytes."""
CERT_ID_TAGS = [der.Tag.SEQUENCE, der.Tag.OCTET_STRING, der.Tag.OCTET_STRING, der.Tag.INTEGER]

HASHES = {der.oid(oids.SHA1): sha1, der.oid(oids.SHA256): sha256}


class MalformedRequest(ValueError):
    """The bytes are no OCSP request. The responder answers malformedRequest."""


@dataclass(frozen=True, slots=True)
class CertId:
    """Which certificate is asked about: hash identifier (DER), hashes of the issuer's name and key, serial; and as asked."""

    algorithm: bytes
    name_hash: bytes
    key_hash: bytes
    serial: int
    encoded: bytes


@dataclass(frozen=True, slots=True)
class OcspRequest:
    """The certificates asked about, and the nonce to echo if there is one."""

    cert_ids: tuple[CertId, ...]
    nonce: bytes | None


@dataclass(frozen=True, slots=True)
class Requestor:
    """Who signed a request (RFC 6960 §4.1.2), unproved: the bytes signed, the signature, the first certificate if any.

    `name` is the requestor's name where that is a URI, as callers without a certificate write it.
    """

    name: str
    to_be_signed: bytes
    algorithm: bytes
    signature: bytes
    certificate: bytes | None


def issuer_hashes(name: bytes, public_key: bytes, algorithm: bytes) -> tuple[bytes, bytes]:
    """Hashes of an issuer's Name and of its key's bits. Raises MalformedRequest for a hash that is not SHA-1 or SHA-256."""
    hashed = HASHES.get(algorithm)
    if hashed is None:
        raise MalformedRequest("CertID: SHA-1 or SHA-256")
    bits = der.children(public_key, der.whole(public_key))[1]
    return hashed(name).digest(), hashed(public_key[bits.content + 1 : bits.end]).digest()


def cert_id(issuer: Issuer, serial: int, hash_oid: str = oids.SHA256) -> bytes:
    """CertID for a certificate of one of our authorities, DER; SHA-256 as RFC 9919 wants."""
    return cert_id_of(issuer.name, issuer.public_key, serial, hash_oid)


def cert_id_of(issuer_name: bytes, issuer_public_key: bytes, serial: int, hash_oid: str = oids.SHA256) -> bytes:
    """CertID for a certificate of any issuer, DER."""
    name_hash, key_hash = issuer_hashes(issuer_name, issuer_public_key, der.oid(hash_oid))
    algorithm = der.sequence(der.oid(hash_oid), der.NULL)
    return der.sequence(algorithm, der.octet_string(name_hash), der.octet_string(key_hash), der.integer(serial))


def build(cert_ids: list[bytes], nonce: bytes | None = None) -> bytes:
    """A request for one or more certificates, DER."""
    requests = der.sequence(*(der.sequence(item) for item in cert_ids))
    extensions = b""
    if nonce is not None:
        extensions = der.context(2, der.sequence(extension(oids.OCSP_NONCE, der.octet_string(nonce))))
    return der.sequence(der.sequence(requests, extensions))


def build_signed(
    cert_ids: list[bytes], key: SigningKey, name: str, nonce: bytes | None = None, certificate: bytes | None = None
) -> bytes:
    """A request signed by whoever `name`, a URI, says (RFC 6960 §4.1.2)."""
    plain = build(cert_ids, nonce)
    inner = der.content(plain, der.node(plain, der.whole(plain).content))
    said = der.context(1, der.wrap(0x86, name.encode("ascii")))
    tbs = der.sequence(said, inner)
    certificates = b"" if certificate is None else der.context(0, der.sequence(certificate))
    signed = der.sequence(key.algorithm, der.bit_string(key.sign(tbs)), certificates)
    return der.sequence(tbs, der.context(0, signed))


def requestor(data: bytes) -> Requestor | None:
    """Who signed a request; None where nobody did. Raises MalformedRequest."""
    try:
        tbs, *rest = der.children(data, der.whole(data))
        if not rest:
            return None
        signed = der.expect(data, rest[0].content, der.Tag.SEQUENCE, rest[0].end)
        algorithm, signature, *more = der.children(data, signed)
        if rest[0].tag != 0xA0 or len(rest) > 1 or signature.tag != der.Tag.BIT_STRING or data[signature.content]:
            raise MalformedRequest("a signature is an algorithm, a bit string and certificates")
        certificates = [
            der.raw(data, item)
            for explicit in more[:1]
            for item in der.children(data, der.expect(data, explicit.content, der.Tag.SEQUENCE, explicit.end))
        ]
        return Requestor(
            _requestor_name(data, tbs),
            der.raw(data, tbs),
            der.raw(data, algorithm),
            data[signature.content + 1 : signature.end],
            certificates[0] if certificates else None,
        )
    except (der.MalformedDer, ValueError, IndexError) as error:
        raise MalformedRequest(f"not a signed OCSP request: {error}") from error


def _requestor_name(data: bytes, tbs: der.Node) -> str:
    for item in der.children(data, tbs):
        if item.tag == 0xA1 and data[item.content] == 0x86:
            return der.content(data, der.node(data, item.content)).decode("ascii")
    return ""


def parse(data: bytes) -> OcspRequest:
    """Read a request. A requestor's signature is allowed and ignored, as RFC 6960 §2.1 lets a responder do."""
    return _remembered(data) if len(data) <= REMEMBERED else _parse(data)


def _parse(data: bytes) -> OcspRequest:
    try:
        tbs = der.expect(data, der.whole(data).content, der.Tag.SEQUENCE)
        fields = [item for item in der.children(data, tbs) if item.tag not in (0xA0, 0xA1)]
        requests, *rest = fields
        ids = tuple(_cert_id(data, item) for item in der.children(data, requests))
        if requests.tag != der.Tag.SEQUENCE or not 1 <= len(ids) <= MOST_CERT_IDS or len(rest) > 1:
            raise MalformedRequest(f"a request names 1 to {MOST_CERT_IDS} certificates")
        return OcspRequest(ids, _nonce(data, rest[0]) if rest else None)
    except (der.MalformedDer, ValueError, IndexError) as error:
        raise MalformedRequest(f"not an OCSP request: {error}") from error


_remembered = lru_cache(maxsize=2_048)(_parse)


def _cert_id(data: bytes, request: der.Node) -> CertId:
    """A CertID in the one or two ways it can be written: answers are kept by these bytes, and must not be without number."""
    item = der.expect(data, request.content, der.Tag.SEQUENCE, request.end)
    algorithm, name_hash, key_hash, serial = fields = der.children(data, item)
    identifier = der.expect(data, algorithm.content, der.Tag.OBJECT_IDENTIFIER, algorithm.end)
    if [field.tag for field in fields] != CERT_ID_TAGS or data[identifier.end : algorithm.end] not in (b"", der.NULL):
        raise MalformedRequest("a CertID is a hash algorithm, two octet strings and a serial number")
    if der.raw(data, serial) != der.integer(der.read_integer(data, serial)):
        raise MalformedRequest("a serial number that is not in its shortest form")
    return CertId(
        der.raw(data, identifier),
        der.content(data, name_hash),
        der.content(data, key_hash),
        der.read_integer(data, serial),
        der.raw(data, item),
    )


def _nonce(data: bytes, explicit: der.Node) -> bytes | None:
    if explicit.tag != 0xA2:
        raise MalformedRequest(f"a field of tag {explicit.tag:02X}")
    for item in der.children(data, der.expect(data, explicit.content, der.Tag.SEQUENCE, explicit.end)):
        found = der.read_extension(data, item)
        if found.oid == der.oid(oids.OCSP_NONCE):
            nonce = der.content(found.value, der.whole(found.value, der.Tag.OCTET_STRING))
            if len(nonce) not in NONCE_LENGTHS:
                raise MalformedRequest("a nonce has 1 to 128 octets (RFC 9654 §2.1)")
            return nonce
    return None
