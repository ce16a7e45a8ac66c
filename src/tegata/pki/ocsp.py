"""The OCSP responder (RFC 6960, high-volume profile RFC 9919): bytes in, bytes out; no socket, no clock.

An answer without a nonce is signed once for its tick and status, kept, and served from there; those asked for in one tick are
signed ahead for the next (`sign_ahead`), those whose status changed at once (`sign_changed`). A nonce is signed on demand.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from itertools import islice
from sys import getsizeof
from threading import Lock
from typing import NamedTuple

from tegata.pki import der, oids
from tegata.pki.keys.port import SigningKey
from tegata.pki.names import Kind
from tegata.pki.ocsp_request import HASHES, CertId, MalformedRequest, OcspRequest, build, issuer_hashes, parse
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


class Told(NamedTuple):
    """What an answer says of one certificate; status None: never issued."""

    kind: Kind
    serial: int
    status: CertificateStatus | None


class Answer(NamedTuple):
    """An OCSP response, until when it may be kept by whoever passes it on (None: not at all), and what it tells."""

    response: bytes
    this_update: datetime | None = None
    next_update: datetime | None = None
    told: tuple[Told, ...] = ()
    refused: ResponseStatus = ResponseStatus.SUCCESSFUL
    tag: str = ""  # differs for every two answers: the end of the signature


class _Kept(NamedTuple):
    """The signed part of an answer, what it tells, and the version of the records at which it was last found true."""

    version: int
    told: Told
    signed: bytes


class Responder:
    """Answers for one authority with a delegated key.

    `status_at(serial, moment)` gives None for a serial never issued. While `version()` stays, no status has changed.
    Answers are kept by the bytes of the plainest request for them, half a kilobyte each, at most `most_kept` for a tick.
    """

    def __init__(
        self,
        issuer: Issuer,
        key: SigningKey,
        certificate: bytes,
        status_at: Callable[[int, datetime], CertificateStatus | None],
        version: Callable[[], int],
        cadence: Cadence | None = None,
        most_kept: int = 100_000,
    ) -> None:
        self.issuer = issuer
        self._key = key
        self._status_at = status_at
        self._version = version
        self._cadence = cadence or Cadence()
        self._most_kept = most_kept
        self._id = der.context(2, der.octet_string(key_id(key.public_key)))
        self._hashes = {oid: issuer_hashes(issuer.name, issuer.public_key, oid) for oid in HASHES}
        self._certificates = der.context(0, der.sequence(certificate))
        self._frames: dict[int, bytes] = {}
        self._turn = Lock()
        self._tick = (_NEVER, _NEVER)
        self._kept: dict[bytes, _Kept] = {}
        self._ahead: dict[bytes, _Kept] = {}
        self._next: dict[bytes, _Kept] = {}

    def knows(self, wanted: CertId) -> bool:
        """Whether the certificate asked about would be one of this authority's."""
        return self._hashes.get(wanted.algorithm) == (wanted.name_hash, wanted.key_hash)

    def kept(self, request: bytes, now: datetime) -> Answer | None:
        """The answer that is kept for these very bytes, if it is true still. Raises StoreUnavailable."""
        found = self._kept.get(request)
        if found is None or not self._tick[0] <= now < self._tick[1]:
            return None
        version = self._version()
        if found[0] != version:
            if self._status_at(found.told.serial, self._moment(now)) != found.told.status:
                return None
            found = self._kept[request] = found._replace(version=version)
        return self._answer(found)

    def answer(self, request: OcspRequest, now: datetime) -> Answer:
        """Answer a request about this authority's certificates. Raises StoreUnavailable."""
        start, end = self._window(now)
        if request.nonce is None and len(request.cert_ids) == 1:
            return self._stored(request.cert_ids[0], now)
        told = tuple(self._told(item.serial, now) for item in request.cert_ids)
        singles = [
            _single(item.encoded, one.status, start, end) for item, one in zip(request.cert_ids, told, strict=True)
        ]
        signed = self._signed(singles, now, request.nonce)
        return Answer(self._whole(signed), told=told)

    def sign_changed(self, serials: Iterable[int], now: datetime) -> int:
        """Sign anew what is kept about certificates whose status has changed. Returns how many answers."""
        changed = [key for serial in serials for key in self._requests(serial) if key in self._kept]
        for key in changed:
            self._kept[key] = self._made(key, self._kept[key].told.serial, now, now)
        return len(changed)

    def sign_ahead(self, now: datetime, most: int) -> int:
        """Sign up to `most` answers for the next tick: those that were asked for in this one. Returns how many."""
        _, start = self._window(now)
        waiting = (key for key in list(self._kept) if key not in self._next)
        count = 0
        for key in islice(waiting, most):
            self._next[key] = self._made(key, self._kept[key].told.serial, now, start)
            count += 1
        return count

    def memory(self) -> int:
        """Bytes of the answers that are kept, as the interpreter counts them."""
        shelves = (self._kept, self._ahead, self._next)
        each = (_size_of(key, kept) for shelf in shelves for key, kept in list(shelf.items()))
        return sum(map(getsizeof, shelves)) + sum(each)

    def _stored(self, wanted: CertId, now: datetime) -> Answer:
        request = build([wanted.encoded])
        found = self.kept(request, now)
        if found is not None:
            return found
        ahead, told = self._ahead.pop(request, None), self._told(wanted.serial, now)
        as_foreseen = ahead is not None and ahead.told.status == told.status
        made = ahead if ahead and as_foreseen else self._made(request, wanted.serial, now, now)
        if made.told.status is not None and len(self._kept) < self._most_kept:  # never issued: those are without number
            self._kept[request] = made
        return self._answer(made)

    def _made(self, request: bytes, serial: int, now: datetime, produced: datetime) -> _Kept:
        """Sign an answer for the tick that `produced` lies in."""
        start, end = self._cadence.window(produced)
        version = self._version()
        told = self._told(serial, now)
        single = _single(parse(request).cert_ids[0].encoded, told.status, start, end)
        return _Kept(version, told, self._signed([single], produced, None))

    def _told(self, serial: int, now: datetime) -> Told:
        return Told(self.issuer.kind, serial, self._status_at(serial, self._moment(now)))

    def _moment(self, now: datetime) -> datetime:
        return now if self._cadence.immediate else self._cadence.window(now)[0]

    def _window(self, now: datetime) -> tuple[datetime, datetime]:
        """The tick of this moment; when it is a new one, what was kept is forgotten and what was signed ahead takes its place."""
        if not self._tick[0] <= now < self._tick[1]:
            with self._turn:
                tick = self._cadence.window(now)
                if tick != self._tick:
                    self._ahead, self._next = (self._next if tick[0] == self._tick[1] else {}), {}
                    self._kept = {}
                    self._tick = tick
        return self._tick

    def _requests(self, serial: int) -> list[bytes]:
        """The plainest requests about a certificate: by each hash, with the parameters of its algorithm and without."""
        return [
            build([der.sequence(der.sequence(oid, null), *map(der.octet_string, hashes), der.integer(serial))])
            for oid, hashes in self._hashes.items()
            for null in (der.NULL, b"")
        ]

    def _answer(self, kept: _Kept) -> Answer:
        (start, end), (_, told, signed) = self._tick, kept
        return Answer(self._whole(signed), start, end, (told,), _SUCCESSFUL, signed[-16:].hex())

    def _signed(self, singles: list[bytes], produced: datetime, nonce: bytes | None) -> bytes:
        extensions = b""
        if nonce is not None:
            extensions = der.context(1, der.sequence(extension(oids.OCSP_NONCE, der.octet_string(nonce))))
        data = der.sequence(self._id, der.generalized_time(produced), der.sequence(*singles), extensions)
        return data + self._key.algorithm + der.bit_string(self._key.sign(data))

    def _whole(self, signed: bytes) -> bytes:
        """OCSPResponse around the signed part and our certificate; headings depend on the size alone."""
        frame = self._frames.get(len(signed))
        if frame is None:
            frame = self._frames[len(signed)] = _frame(len(signed) + len(self._certificates))
        return frame + signed + self._certificates


_SUCCESSFUL = ResponseStatus.SUCCESSFUL
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def kept(responders: Sequence[Responder], request: bytes, now: datetime) -> Answer | None:
    """An answer that needs no more than looking it up. Raises StoreUnavailable."""
    for responder in responders:
        found = responder.kept(request, now)
        if found is not None:
            return found
    return None


def respond(responders: Sequence[Responder], request: bytes, now: datetime) -> Answer:
    """Answer any bytes: the right responder's answer, or the error response of RFC 6960 §2.3."""
    try:
        return kept(responders, request, now) or respond_to(responders, parse(request), now)
    except MalformedRequest:
        return refusal(ResponseStatus.MALFORMED_REQUEST)
    except StoreUnavailable:
        return refusal(ResponseStatus.TRY_LATER)


def respond_to(responders: Sequence[Responder], request: OcspRequest, now: datetime) -> Answer:
    """The right responder's answer, or unauthorized: none of ours issued it. Raises StoreUnavailable."""
    for responder in responders:
        if all(responder.knows(wanted) for wanted in request.cert_ids):
            return responder.answer(request, now)
    return refusal(ResponseStatus.UNAUTHORIZED)


def refusal(status: ResponseStatus) -> Answer:
    """A response that says only why there is no answer."""
    return Answer(der.sequence(der.enumerated(status)), refused=status)


def _frame(size: int) -> bytes:
    """Everything before the content of BasicOCSPResponse, which has this many octets."""
    head = der.heading(der.Tag.SEQUENCE, size)
    head = der.heading(der.Tag.OCTET_STRING, len(head) + size) + head
    head = der.oid(oids.OCSP_BASIC) + head
    for tag in (der.Tag.SEQUENCE, 0xA0):
        head = der.heading(tag, len(head) + size) + head
    head = der.enumerated(ResponseStatus.SUCCESSFUL) + head
    return der.heading(der.Tag.SEQUENCE, len(head) + size) + head


def _single(cert_id: bytes, status: CertificateStatus | None, start: datetime, end: datetime) -> bytes:
    """SingleResponse: the CertID as asked, status, thisUpdate, nextUpdate (RFC 9919 §2.2.4 wants the latter)."""
    this_update = _as_of(start, status)
    next_update = der.context(0, der.generalized_time(end))
    return der.sequence(cert_id, _cert_status(status), der.generalized_time(this_update), next_update)


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


def _size_of(key: bytes, kept: _Kept) -> int:
    return sum(map(getsizeof, (key, kept, kept.told, kept.told.serial, kept.signed)))
