"""Who asks: a request signed by a caller's key (RFC 6960 §4.1.2), or anybody where anybody may.

The key is that of the first certificate in the request, whoever issued it: keys are registered, not names. A request without
a certificate says `urn:uuid:<caller's id>` as its requestor's name; `#<purpose>` after it says for what the caller asks.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from uuid import UUID

from cryptography import x509

from tegata.pki import signatures
from tegata.pki.ocsp import ResponseStatus
from tegata.pki.ocsp_request import Requestor, requestor
from tegata.services.validation.rules import CallerView, KeyRefused, May, key_digest, plain_key

URN = "urn:uuid:"
ANYBODY_S_RATE = 600
"""Nonces a minute for one address, where anybody may ask. [guess]"""


class Asker(NamedTuple):
    """Who asks and for what; `caller_id` None: anybody. `nonce_rate`: answers signed on demand in a minute."""

    caller_id: UUID | None
    purpose: str
    nonce_rate: int


ANYBODY = Asker(None, "", ANYBODY_S_RATE)


class AskerRefused(PermissionError):
    """Who asks gets no answer: `status` says why, `asker` who it was as far as that is proved."""

    def __init__(self, status: ResponseStatus, asker: Asker = ANYBODY) -> None:
        super().__init__(status.name)
        self.status = status
        self.asker = asker


class CallerBook:
    """All callers by id and by key, loaded anew when they are a second old. `seconds` is a clock that only runs forward."""

    def __init__(self, load: Callable[[], Iterable[CallerView]], seconds: Callable[[], float], age: float = 1) -> None:
        self._load = load
        self._seconds = seconds
        self._age = age
        self._loaded_at = float("-inf")
        self._by_id: dict[UUID, CallerView] = {}
        self._by_key: dict[str, CallerView] = {}

    def by_id(self, caller_id: UUID) -> CallerView | None:
        """A caller by its id."""
        self._refresh()
        return self._by_id.get(caller_id)

    def by_key(self, public_key: bytes) -> CallerView | None:
        """The caller who has this key (SubjectPublicKeyInfo, DER)."""
        self._refresh()
        return self._by_key.get(key_digest(public_key))

    def _refresh(self) -> None:
        asked_at = self._seconds()
        if asked_at - self._loaded_at > self._age:
            found = list(self._load())
            self._by_key = {key_digest(key): one for one in found for key in one.keys}
            self._by_id = {one.caller_id: one for one in found}
            self._loaded_at = asked_at


def asker_of(request: bytes, book: CallerBook, *, registered: bool) -> Asker:
    """Who asks. Raises AskerRefused: sigRequired or unauthorized; MalformedRequest."""
    signed = requestor(request)
    if signed is None:
        if registered:
            raise AskerRefused(ResponseStatus.SIG_REQUIRED)
        return ANYBODY
    name, _, purpose = signed.name.removeprefix(URN).partition("#")
    found, keys = _claimed(signed, name, book)
    if found is None:
        if registered:
            raise AskerRefused(ResponseStatus.UNAUTHORIZED)
        return ANYBODY
    if not any(_made_by(key, signed) for key in keys):
        raise AskerRefused(ResponseStatus.UNAUTHORIZED)
    asker = Asker(found.caller_id, purpose or _only_purpose(found), found.nonce_rate)
    if found.suspended_at is not None or May.OCSP not in found.may or not found.purposes.issuperset({purpose} - {""}):
        raise AskerRefused(ResponseStatus.UNAUTHORIZED, asker)
    return asker


def _claimed(signed: Requestor, name: str, book: CallerBook) -> tuple[CallerView | None, tuple[bytes, ...]]:
    """Whose request it says it is, and the keys of which one has to have signed it."""
    if signed.certificate is not None:
        key = _key_in(signed.certificate)
        return (book.by_key(key) if key else None), (key,)
    try:
        found = book.by_id(UUID(name))
    except ValueError:
        return None, ()
    return found, found.keys if found else ()


def _key_in(certificate: bytes) -> bytes:
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        return plain_key(key)
    except (ValueError, TypeError, KeyRefused):
        return b""


def _made_by(key: bytes, signed: Requestor) -> bool:
    try:
        signatures.verify(key, signed.algorithm, signed.signature, signed.to_be_signed)
    except signatures.BadSignature:
        return False
    return True


def _only_purpose(found: CallerView) -> str:
    return next(iter(found.purposes)) if len(found.purposes) == 1 else ""
