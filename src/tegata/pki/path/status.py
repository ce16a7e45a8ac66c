"""Revocation status as evidence with a time: from a CRL or an OCSP answer, fresh or stale at the moment asked about.

Where status comes from is a port. A source that has nothing raises StatusUnknown; it never says good by silence.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from tegata.pki import crl, ocsp_request
from tegata.pki.path import ocsp_response
from tegata.pki.path.certificate import UnverifiedCertificate
from tegata.pki.path.errors import Held, Revoked, StatusNotTrusted, StatusStale, StatusUnknown
from tegata.pki.revocation import Reason

CLOCKS_DIFFER = timedelta(minutes=5)


class Evidence(NamedTuple):
    """What is known of one certificate's status: since when it counts and until when, and the bytes that prove it.

    `revoked_at` and `reason` are None while it is good. `source` is "CRL" or "OCSP".
    """

    source: str
    this_update: datetime
    next_update: datetime | None
    encoded: bytes
    revoked_at: datetime | None = None
    reason: Reason | None = None


class StatusSource(Protocol):
    """Port: where evidence comes from."""

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:
        """Evidence about a certificate. Raises StatusUnknown or StatusNotTrusted."""


def check(evidence: Evidence, certificate: UnverifiedCertificate, at: datetime) -> None:
    """Raise Held, Revoked or StatusStale; return when the certificate was good at this moment.

    Newer evidence speaks for an older moment, as long as the certificate had not ended when it was made: ended ones
    are dropped from lists.
    """
    if evidence.revoked_at is not None and evidence.revoked_at <= at:
        if evidence.reason is Reason.CERTIFICATE_HOLD:
            raise Held(evidence.revoked_at)
        raise Revoked(evidence.revoked_at, evidence.reason or Reason.UNSPECIFIED)
    if evidence.next_update is None or at > evidence.next_update:
        raise StatusStale(f"the {evidence.source} is out of date since {evidence.next_update}; get a newer one")
    if evidence.this_update > at + CLOCKS_DIFFER and evidence.this_update > certificate.not_after:
        raise StatusStale(f"the {evidence.source} was made after the certificate ended and no longer speaks of it")


class CrlSource:
    """Loaded CRLs, each found by the key that signed it and the distribution point it covers.

    A complete list covers every certificate of its key. Generations of one authority share a name, so a name finds none.
    """

    def __init__(self, crls: Iterable[crl.LoadedCrl]) -> None:
        self._by_scope = {(loaded.issuer_public_key, loaded.distribution_point): loaded for loaded in crls}

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:  # noqa: ARG002
        """Look the serial up in the list that covers the certificate."""
        key = issuer.public_key
        loaded = self._by_scope.get((key, certificate.crl_point))
        if loaded is None:  # not `or`: an empty list is a list
            loaded = self._by_scope.get((key, None))
        if loaded is None:
            raise StatusUnknown("no CRL covers this certificate; fetch its municipality's list")
        found = loaded.lookup(certificate.serial)
        if found is None:
            return Evidence("CRL", loaded.this_update, loaded.next_update, loaded.data)
        return Evidence("CRL", loaded.this_update, loaded.next_update, loaded.data, found.at, found.reason)


class OcspSource:
    """An OCSP responder behind a transport: request bytes in, response bytes out, or StatusUnknown when it is down."""

    def __init__(self, transport: Callable[[bytes], bytes], nonce: Callable[[], bytes] | None = None) -> None:
        self._transport = transport
        self._nonce = nonce

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:  # noqa: ARG002
        """Ask the responder and check its answer."""
        cert_id = ocsp_request.cert_id_of(issuer.subject, issuer.public_key, certificate.serial)
        nonce = self._nonce() if self._nonce else None
        response = self._transport(ocsp_request.build([cert_id], nonce))
        return read_ocsp(response, certificate, issuer, nonce)


class OcspStaple:
    """OCSP answers that came with a document."""

    def __init__(self, responses: Iterable[bytes]) -> None:
        self._responses = list(responses)

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:  # noqa: ARG002
        """The first answer that is about the certificate."""
        for response in self._responses:
            try:
                return read_ocsp(response, certificate, issuer, None)
            except StatusUnknown:
                continue
        raise StatusUnknown("no OCSP answer that came with the document is about its certificate")


class FirstOf:
    """Several sources: the first that knows."""

    def __init__(self, *sources: StatusSource) -> None:
        self._sources = sources

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:
        """Evidence of the first source that has any."""
        unknown: StatusUnknown | None = None
        for source in self._sources:
            try:
                return source.evidence(certificate, issuer, at)
            except StatusUnknown as error:
                unknown = error
        raise unknown or StatusUnknown("there is no source of revocation status")


def read_ocsp(
    response: bytes, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, nonce: bytes | None
) -> Evidence:
    """Check an OCSP response about a certificate (RFC 6960 §3.2). Raises StatusUnknown or StatusNotTrusted."""
    try:
        answer = ocsp_response.verify(response, issuer.subject, issuer.public_key, certificate.serial, nonce)
    except ocsp_response.NotTrusted as error:
        raise StatusNotTrusted(str(error)) from error
    except ocsp_response.NoAnswer as error:
        raise StatusUnknown(str(error)) from error
    return Evidence("OCSP", answer.this_update, answer.next_update, response, answer.revoked_at, answer.reason)
