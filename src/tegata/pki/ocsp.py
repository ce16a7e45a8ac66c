"""The OCSP responder (RFC 6960, high-volume profile RFC 9919): bytes in, bytes out; no socket, no clock.

An answer without a nonce is signed once for its tick and status, kept, and served from there; a nonce is signed on demand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from tegata.pki import der, oids
from tegata.pki.keys.port import SigningKey
from tegata.pki.ocsp_request import HASHES, CertId, MalformedRequest, OcspRequest, issuer_hashes, parse
from tegata.pki.ports import StoreUnavailable
from tegata.pki.profiles import Issuer, extension, key_id
from tegata.pki.revocation import CertificateStatus, State


class ResponseStatus(IntEnum):
    """OCSPResponseStatus (RFC 6960 §4.2.1)."""

    SUCCESSFUL = 0
    MALFORMED_REQUEST = 1
    INTERNAL_ERROR = 2
    TRY_LATER = 3
    SIG_REQUIRED = 5
    UNAUTHORIZED = 6


@dataclass(frozen=True, slots=True)
class Cadence:
    """How current answers are. In reality the data are refreshed every 15 minutes; `immediate` shows a change at once."""

    tick: timedelta = timedelta(minutes=15)
    immediate: bool = True

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """Start and end of the tick that this moment lies in."""
        seconds = int(self.tick.total_seconds())
        start = int(now.timestamp()) // seconds * seconds
        return datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(start + seconds, UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """An OCSP response, and until when it may be kept by whoever passes it on (None: not at all)."""

    response: bytes
    this_update: datetime | None = None
    next_update: datetime | None = None


class _Kept(NamedTuple):
    """A stored answer, the status it tells, and the version of the records at which it was last found true."""

    version: int
    status: CertificateStatus | None
    answer: Answer


class Responder:
    """Answers for one authority with a delegated key.

    `status_at(serial, moment)` gives None for a serial never issued. While `version()` stays, no status has changed.
    """

    def __init__(
        self,
        issuer: Issuer,
        key: SigningKey,
        certificate: bytes,
        status_at: Callable[[int, datetime], CertificateStatus | None],
        version: Callable[[], int],
        cadence: Cadence | None = None,
    ) -> None:
        self.issuer = issuer
        self._key = key
        self._certificate = certificate
        self._status_at = status_at
        self._version = version
        self._cadence = cadence or Cadence()
        self._id = der.context(2, der.octet_string(key_id(key.public_key)))
        self._hashes = {oid: issuer_hashes(issuer.name, issuer.public_key, oid) for oid in HASHES}
        self._kept: dict[bytes, _Kept] = {}
        self._tick: datetime | None = None

    def knows(self, wanted: CertId) -> bool:
        """Whether the certificate asked about would be one of this authority's."""
        return self._hashes.get(wanted.algorithm) == (wanted.name_hash, wanted.key_hash)

    def answer(self, request: OcspRequest, now: datetime) -> Answer:
        """Answer a request about this authority's certificates. Raises StoreUnavailable."""
        start, end = self._cadence.window(now)
        moment = now if self._cadence.immediate else start
        if request.nonce is None and len(request.cert_ids) == 1:
            return self._stored(request.cert_ids[0], now, moment, (start, end))
        singles = [self._single(item, self._status_at(item.serial, moment), start, end) for item in request.cert_ids]
        return Answer(self._signed(singles, now, request.nonce))

    def _stored(self, wanted: CertId, now: datetime, moment: datetime, tick: tuple[datetime, datetime]) -> Answer:
        start, end = tick
        if self._tick != start:
            self._kept.clear()
            self._tick = start
        version, kept = self._version(), self._kept.get(wanted.encoded)
        if kept is not None and kept.version == version:
            return kept.answer
        status = self._status_at(wanted.serial, moment)
        if kept is not None and kept.status == status:
            answer = kept.answer
        else:
            answer = Answer(self._signed([self._single(wanted, status, start, end)], now, None), start, end)
        if status is not None:  # serials that were never issued are without number
            self._kept[wanted.encoded] = _Kept(version, status, answer)
        return answer

    def _single(self, wanted: CertId, status: CertificateStatus | None, start: datetime, end: datetime) -> bytes:
        """SingleResponse: the CertID as asked, status, thisUpdate, nextUpdate (RFC 9919 §2.2.4 wants the latter)."""
        this_update = _as_of(start, status)
        next_update = der.context(0, der.generalized_time(end))
        return der.sequence(wanted.encoded, _cert_status(status), der.generalized_time(this_update), next_update)

    def _signed(self, singles: list[bytes], produced: datetime, nonce: bytes | None) -> bytes:
        extensions = b""
        if nonce is not None:
            extensions = der.context(1, der.sequence(extension(oids.OCSP_NONCE, der.octet_string(nonce))))
        data = der.sequence(self._id, der.generalized_time(produced), der.sequence(*singles), extensions)
        signature = der.bit_string(self._key.sign(data))
        certificates = der.context(0, der.sequence(self._certificate))
        basic = der.sequence(data, self._key.algorithm, signature, certificates)
        body = der.sequence(der.oid(oids.OCSP_BASIC), der.octet_string(basic))
        return der.sequence(der.enumerated(ResponseStatus.SUCCESSFUL), der.context(0, body))


def respond(responders: list[Responder], request: bytes, now: datetime) -> Answer:
    """Answer any bytes: the right responder's answer, or the error response of RFC 6960 §2.3."""
    try:
        parsed = parse(request)
        for responder in responders:
            if all(responder.knows(wanted) for wanted in parsed.cert_ids):
                return responder.answer(parsed, now)
        return refusal(ResponseStatus.UNAUTHORIZED)
    except MalformedRequest:
        return refusal(ResponseStatus.MALFORMED_REQUEST)
    except StoreUnavailable:
        return refusal(ResponseStatus.TRY_LATER)


def refusal(status: ResponseStatus) -> Answer:
    """A response that says only why there is no answer."""
    return Answer(der.sequence(der.enumerated(status)))


def _as_of(start: datetime, status: CertificateStatus | None) -> datetime:
    """The tick, or the second of the change if that came later: an answer is never older than what it tells."""
    return start if status is None else max(start, status.since)


def _cert_status(status: CertificateStatus | None) -> bytes:
    """CertStatus: good, revoked with time and reason (a hold is revoked for the time being), or unknown."""
    if status is None:
        return der.context(2, b"", constructed=False)
    if status.state is State.GOOD:
        return der.context(0, b"", constructed=False)
    reason = der.context(0, der.enumerated(status.reason)) if status.reason else b""
    return der.context(1, der.generalized_time(status.since) + reason)
