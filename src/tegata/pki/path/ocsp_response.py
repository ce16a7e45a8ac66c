"""Checking an OCSP response (RFC 6960 §3.2, §4.2): who signed it, what it is about, what it says. The asking side."""

from dataclasses import dataclass
from datetime import datetime

from tegata.pki import der, oids, signatures
from tegata.pki.ocsp_request import HASHES, issuer_hashes
from tegata.pki.path.certificate import UnverifiedCertificate
from tegata.pki.path.errors import MalformedCertificate
from tegata.pki.profiles import key_id
from tegata.pki.revocation import Reason


class NoAnswer(Exception):
    """The responder gave no status for the certificate: an error response, unknown, or an answer about another one."""


class NotTrusted(Exception):
    """The response was not made by the authority or by a responder it named, or does not fit the request."""


@dataclass(frozen=True, slots=True)
class SingleAnswer:
    """What a response says of one certificate. `revoked_at` is None while it is good."""

    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Basic:
    """The parts of a BasicOCSPResponse."""

    data: bytes
    algorithm: bytes
    signature: bytes
    certificates: tuple[bytes, ...]
    responder_id: bytes
    produced_at: datetime
    singles: tuple[bytes, ...]
    nonce: bytes | None


_ERRORS = {1: "malformedRequest", 2: "internalError", 3: "tryLater", 5: "sigRequired", 6: "unauthorized"}


def verify(response: bytes, issuer_name: bytes, issuer_key: bytes, serial: int, nonce: bytes | None) -> SingleAnswer:
    """The status of a certificate, checked. Raises NoAnswer or NotTrusted."""
    try:
        # 1. It is a basic response and not an error.
        basic = _parse(response)
        # 2. It answers this request and no older one (RFC 9654).
        if nonce is not None and basic.nonce != nonce:
            raise NotTrusted("the response does not carry the request's nonce")
        # 3. The authority, or a responder that the authority named, signed it.
        _check_signer(basic, issuer_key)
        # 4. It speaks of this certificate.
        for single in basic.singles:
            if _is_about(single, issuer_name, issuer_key, serial):
                return _read_single(single)
        raise NoAnswer("the response is about another certificate")
    except (der.MalformedDer, ValueError, IndexError) as error:
        raise NoAnswer(f"not an OCSP response in the form that is read here: {error}") from error


def _parse(response: bytes) -> _Basic:
    status, *rest = der.children(response, der.whole(response))
    code = der.read_integer(response, status)
    if code:
        raise NoAnswer(f"the responder answered {_ERRORS.get(code, code)}")
    body = der.expect(response, rest[0].content, der.Tag.SEQUENCE, rest[0].end)
    kind, octets = der.children(response, body)
    if der.raw(response, kind) != der.oid(oids.OCSP_BASIC):
        raise NoAnswer("the response is of a kind that is not read here")
    return _parse_basic(der.content(response, octets))


def _parse_basic(basic: bytes) -> _Basic:
    data, algorithm, signature, *certificates = der.children(basic, der.whole(basic))
    fields = [item for item in der.children(basic, data) if item.tag != 0xA0]
    responder_id, produced_at, responses, *extensions = fields
    return _Basic(
        data=der.raw(basic, data),
        algorithm=der.raw(basic, algorithm),
        signature=basic[signature.content + 1 : signature.end],
        certificates=_certificates(basic, certificates[0]) if certificates else (),
        responder_id=der.raw(basic, responder_id),
        produced_at=der.read_time(basic, produced_at),
        singles=tuple(der.raw(basic, item) for item in der.children(basic, responses)),
        nonce=_nonce(basic, extensions[0]) if extensions else None,
    )


def _certificates(basic: bytes, explicit: der.Node) -> tuple[bytes, ...]:
    listed = der.expect(basic, explicit.content, der.Tag.SEQUENCE, explicit.end)
    return tuple(der.raw(basic, item) for item in der.children(basic, listed))


def _nonce(basic: bytes, explicit: der.Node) -> bytes | None:
    for item in der.children(basic, der.expect(basic, explicit.content, der.Tag.SEQUENCE, explicit.end)):
        found = der.read_extension(basic, item)
        if found.oid == der.oid(oids.OCSP_NONCE):
            return der.content(found.value, der.whole(found.value, der.Tag.OCTET_STRING))
    return None


def _check_signer(basic: _Basic, issuer_key: bytes) -> None:
    """RFC 6960 §4.2.2.2: the authority itself, or a certificate it issued with id-kp-OCSPSigning."""
    for public_key in (issuer_key, *_delegates(basic, issuer_key)):
        if basic.responder_id == der.context(2, der.octet_string(key_id(public_key))):
            try:
                signatures.verify(public_key, basic.algorithm, basic.signature, basic.data)
            except signatures.BadSignature as error:
                raise NotTrusted("the response was altered, or its responder did not sign it") from error
            return
    raise NotTrusted("neither the authority nor a responder that it named made the response")


def _delegates(basic: _Basic, issuer_key: bytes) -> list[bytes]:
    """Public keys of the certificates sent along that the authority issued for signing OCSP responses."""
    found = []
    for encoded in basic.certificates:
        try:
            certificate = UnverifiedCertificate.parse(encoded)
            signatures.verify_signed(encoded, issuer_key)
        except (MalformedCertificate, signatures.BadSignature):
            continue
        in_time = certificate.not_before <= basic.produced_at <= certificate.not_after
        if in_time and der.oid(oids.OCSP_SIGNING) in (certificate.extended_key_usage or ()):
            found.append(certificate.public_key)
    return found


def _is_about(single: bytes, issuer_name: bytes, issuer_key: bytes, serial: int) -> bool:
    cert_id = der.children(single, der.whole(single))[0]
    algorithm, name_hash, key_hash, number = der.children(single, cert_id)
    identifier = der.raw(single, der.node(single, algorithm.content, algorithm.end))
    if identifier not in HASHES or der.read_integer(single, number) != serial:
        return False
    return issuer_hashes(issuer_name, issuer_key, identifier) == (
        der.content(single, name_hash),
        der.content(single, key_hash),
    )


def _read_single(single: bytes) -> SingleAnswer:
    _, status, this_update, *rest = der.children(single, der.whole(single))
    next_update = next((der.node(single, item.content, item.end) for item in rest if item.tag == 0xA0), None)
    until = None if next_update is None else der.read_time(single, next_update)
    since = der.read_time(single, this_update)
    if status.tag == 0x80:
        return SingleAnswer(since, until)
    if status.tag != 0xA1:
        raise NoAnswer("the authority never issued a certificate of this serial: unknown")
    revoked_at, *reason = der.children(single, status)
    code = der.read_integer(single, der.node(single, reason[0].content, reason[0].end)) if reason else 0
    known = Reason(code) if code in _REASONS else Reason.UNSPECIFIED
    return SingleAnswer(since, until, der.read_time(single, revoked_at), known)


_REASONS = frozenset(reason.value for reason in Reason)
