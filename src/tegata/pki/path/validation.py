"""Validating a certificate at a moment (RFC 5280 §6), as a numbered argument: every step raises, none returns a boolean.

Understood: chains of any length, basic constraints, key usage, extended key usage, policies without mappings. Refused, because a
wrong guess would be worse: name constraints, policy mappings and constraints that are critical, version 1 and 2 certificates.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from tegata.pki import der, oids, signatures
from tegata.pki.path.certificate import KEY_CERT_SIGN, UnverifiedCertificate
from tegata.pki.path.errors import (
    BadCertificateSignature,
    Expired,
    KeyUsageNotAllowed,
    NotYetValid,
    PolicyNotAccepted,
    UnknownCriticalExtension,
    UnknownIssuer,
)
from tegata.pki.path.purpose import Purpose
from tegata.pki.path.status import Evidence, StatusSource, check

LONGEST_PATH = 8
ANY_POLICY = der.oid("2.5.29.32.0")
ANY_EXTENDED_KEY_USAGE = der.oid("2.5.29.37.0")
UNDERSTOOD = frozenset(
    der.oid(oid)
    for oid in (
        oids.KEY_USAGE,
        oids.BASIC_CONSTRAINTS,
        oids.CERTIFICATE_POLICIES,
        oids.EXTENDED_KEY_USAGE,
        oids.SUBJECT_ALT_NAME,
        oids.CRL_DISTRIBUTION_POINTS,
    )
)


class ValidatedPath(NamedTuple):
    """A certificate that was accepted: from itself to the anchor, when, for what, and the evidence of each one's status."""

    certificates: tuple[UnverifiedCertificate, ...]
    at: datetime
    purpose: Purpose
    evidence: tuple[Evidence, ...]

    @property
    def certificate(self) -> UnverifiedCertificate:
        """The validated certificate."""
        return self.certificates[0]


class Anchors:
    """Trusted authorities. All generations of one share a name, so they are told apart by key id and by signature."""

    def __init__(self, certificates: Iterable[bytes]) -> None:
        self.certificates = tuple(UnverifiedCertificate.parse(encoded) for encoded in certificates)
        self._by_name: dict[bytes, list[UnverifiedCertificate]] = {}
        for certificate in self.certificates:
            self._by_name.setdefault(certificate.subject, []).append(certificate)

    def named(self, name: bytes) -> Sequence[UnverifiedCertificate]:
        """Anchors with this subject."""
        return self._by_name.get(name, ())


def validate(
    encoded: bytes | UnverifiedCertificate,
    anchors: Anchors,
    purpose: Purpose,
    status: StatusSource,
    at: datetime,
    intermediates: Sequence[bytes] = (),
) -> ValidatedPath:
    """Accept a certificate for a purpose at a moment, or raise the PathError of the first step that fails."""
    # 1. The bytes are a certificate.
    certificate = encoded if isinstance(encoded, UnverifiedCertificate) else UnverifiedCertificate.parse(encoded)
    # 2. A trusted authority's key signed it, directly or through the authorities that came along.
    path = _path(certificate, anchors, intermediates)
    for depth, item in enumerate(path):
        # 3. Each was in its time.
        _check_time(item, at)
        # 4. Nothing critical in it is not understood.
        _check_extensions(item)
        # 5. Each but the first may issue, and has room for what stands below it.
        if depth:
            _check_authority(item, below=depth - 1)
    # 6. The policies of the path allow the purpose. The anchor's own say nothing (RFC 5280 §6.1.1).
    _check_policies(path[:-1], purpose)
    # 7. The key may be used for the purpose.
    _check_usage(certificate, purpose)
    # 8. None but the anchor was revoked, by evidence that is fresh.
    evidence = tuple(_status(item, issuer, status, at) for item, issuer in pairwise(path))
    return ValidatedPath(tuple(path), at, purpose, evidence)


def _path(
    certificate: UnverifiedCertificate, anchors: Anchors, came_along: Sequence[bytes]
) -> list[UnverifiedCertificate]:
    """Certificate to anchor; each signature on it verified. Raises UnknownIssuer or BadCertificateSignature."""
    named = _candidates(certificate, anchors.named(certificate.issuer))
    for anchor in named:
        if _signed_by(certificate, anchor):
            return [certificate, anchor]
    intermediates = [UnverifiedCertificate.parse(item) for item in came_along[:LONGEST_PATH]]
    between = _candidates(certificate, [item for item in intermediates if item.subject == certificate.issuer])
    for issuer in between:
        if issuer.encoded != certificate.encoded and _signed_by(certificate, issuer):
            rest = [item for item in came_along if item != issuer.encoded]
            return [certificate, *_path(issuer, anchors, rest)]
    if named or between:
        raise BadCertificateSignature("the authority that the certificate names did not sign it, or it was altered")
    raise UnknownIssuer("no trusted authority issued the certificate; add its authority's certificate if you trust it")


def _candidates(
    certificate: UnverifiedCertificate, issuers: Sequence[UnverifiedCertificate]
) -> Sequence[UnverifiedCertificate]:
    """Those whose key id is the one that the certificate names; all of them when it names none."""
    wanted = certificate.authority_key_id
    if wanted is None:
        return issuers
    return [issuer for issuer in issuers if issuer.subject_key_id in (wanted, None)]


def _signed_by(certificate: UnverifiedCertificate, issuer: UnverifiedCertificate) -> bool:
    try:
        signatures.verify(issuer.public_key, certificate.algorithm, certificate.signature, certificate.to_be_signed)
    except signatures.BadSignature:
        return False
    return True


def _check_time(certificate: UnverifiedCertificate, at: datetime) -> None:
    if at < certificate.not_before:
        raise NotYetValid(certificate.not_before)
    if at > certificate.not_after:
        raise Expired(certificate.not_after)


def _check_extensions(certificate: UnverifiedCertificate) -> None:
    for oid, extension in certificate.extensions.items():
        if extension.critical and oid not in UNDERSTOOD:
            raise UnknownCriticalExtension("the certificate has a critical extension that is not understood here")


def _check_authority(issuer: UnverifiedCertificate, below: int) -> None:
    if issuer.path_length is None or issuer.path_length < below:
        raise KeyUsageNotAllowed("a certificate on the path is no authority, or not for so long a path")
    if issuer.key_usage is not None and not issuer.key_usage & KEY_CERT_SIGN:
        raise KeyUsageNotAllowed("an authority's key on the path may not sign certificates")


def _check_policies(path: Sequence[UnverifiedCertificate], purpose: Purpose) -> None:
    if not purpose.policies:
        return
    accepted = purpose.policy_oids.intersection(path[0].policies)
    for certificate in path[1:]:
        if ANY_POLICY not in certificate.policies:
            accepted = accepted.intersection(certificate.policies)
    if not accepted:
        raise PolicyNotAccepted(f"the certificate's policy is not one for {purpose.name}")


def _check_usage(certificate: UnverifiedCertificate, purpose: Purpose) -> None:
    if certificate.key_usage is None or certificate.key_usage & purpose.key_usage != purpose.key_usage:
        raise KeyUsageNotAllowed(f"the certificate's key is not for {purpose.name}")
    extended = certificate.extended_key_usage
    if purpose.extended is None:
        return
    if extended is None or not {der.oid(purpose.extended), ANY_EXTENDED_KEY_USAGE} & set(extended):
        raise KeyUsageNotAllowed(f"the certificate's extended key usage is not for {purpose.name}")


def _status(
    certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, status: StatusSource, at: datetime
) -> Evidence:
    evidence = status.evidence(certificate, issuer, at)
    check(evidence, certificate, at)
    return evidence
