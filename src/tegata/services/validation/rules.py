"""Decisions about callers: who may ask what, and whether a token proves who sends a request.

A token is a JWT (RFC 7519) signed by the caller's own key (RFC 7523 §3), good for one request: method, address and body are in
it as in DPoP (RFC 9449 §4.2), so that neither a stolen token nor a changed body is of use.
"""

import json
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import to_str, urlsafe_b64encode

from tegata.pki.names import Kind
from tegata.pki.revocation import Reason, State
from tegata.services.certificates.events import CertificateEnded, CertificateIssued, CertificateResumed

FEED_TYPE = "changes+jwt"
LONGEST = timedelta(seconds=60)
AHEAD = timedelta(seconds=5)
"""How far a caller's clock may be ahead of ours."""
ALGORITHMS = ["ES256", "RS256"]
SMALLEST_RSA = 2048
SHORTEST_JTI, LONGEST_JTI = 16, 128
PURPOSE = re.compile(r"[a-z0-9-]{1,30}")


class Lists(Protocol):
    """Port `lists`: the published revocation lists of both authorities. Every method raises certificates.api.AuthorityAway."""

    def publish(self, moment: datetime) -> int:
        """Publish some of what is due: what changed first, then the day's. Returns how many lists; 0 when all are true."""

    def overdue(self) -> int:
        """How many lists are older than the day's."""


class Problem(StrEnum):
    """Why a program's request was refused: the last part of the address of the page that explains it."""

    MALFORMED = "malformed"
    NOT_RECOGNISED = "not-recognised"
    NOT_IN_CONTRACT = "not-in-contract"
    UNKNOWN_CERTIFICATE = "unknown-certificate"


class FeedKey(Protocol):
    """Port `feed-key`: the centre's key (P-256) for the feed of changes."""

    def pkcs8(self) -> bytes:
        """The private key, DER."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A change of a certificate's status. `reason` is the CRLReason's standard name, empty while it is good."""

    kind: str
    serial: int
    state: State
    reason: str
    at: datetime


def fact_of(event: CertificateIssued | CertificateEnded | CertificateResumed, heard: datetime) -> Fact:
    """Return what the feed tells of an event, `heard` being the moment where it has none of its own."""
    if isinstance(event, CertificateEnded):
        held = event.reason == Reason.CERTIFICATE_HOLD.standard_name
        state = State.HELD if held else State.REVOKED
        return Fact(event.kind, event.serial, state, event.reason, event.since or heard)
    return Fact(event.kind, event.serial, State.GOOD, "", event.at or heard)


@dataclass(frozen=True, slots=True)
class NumberedChange:
    """A fact in its place in the feed."""

    number: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes after a number, in order. `last`: the number of the newest change there is."""

    after: int
    changes: tuple[NumberedChange, ...]
    last: int


def signed_page(page: FeedPage, issuer: str, now: datetime, key: ECKey) -> str:
    """Return a page of the feed as a JWT (RFC 7519) by the centre's key: whoever passes it on can change nothing."""
    told = page.changes[-1].number if page.changes else page.after
    claims = {"iss": issuer, "iat": int(now.timestamp()), "after": page.after, "last": page.last}
    claims |= {"more": told < page.last, "changes": [_shown(one) for one in page.changes]}
    return jwt.encode({"alg": "ES256", "kid": key.thumbprint(), "typ": FEED_TYPE}, claims, key)


def _shown(one: NumberedChange) -> dict[str, object]:
    fact = one.fact
    words = {"kind": fact.kind, "serial": f"{fact.serial:08X}", "state": fact.state.value, "reason": fact.reason}
    return {"number": one.number, **words, "at": f"{fact.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}


def public_jwk(key: ECKey) -> dict[str, str]:
    """Return the half of the feed's key that everybody may have (RFC 7517)."""
    found = {name: str(value) for name, value in key.as_dict(private=False).items()}
    return found | {"kid": key.thumbprint(), "alg": "ES256", "use": "sig"}


class CallerKind(StrEnum):
    """Who asks."""

    VERIFIER = "verifier"  # 署名検証者: JPKI Act art. 17
    OPERATOR = "operator"  # プラットフォーム事業者: checks for others
    SANDBOX = "sandbox"  # a test's


class May(StrEnum):
    """What a caller may ask for."""

    OCSP = "ocsp"
    CRL = "crl"
    WATCH = "watch"  # the feed of changes
    LINKS = "links"  # serial numbers that belong together


class CallerRefused(PermissionError):
    """Who asks is not known, is suspended, may not do this, or does not prove who they are. The text says what to do."""


class KeyRefused(ValueError):
    """A public key that no caller may have."""


@dataclass(frozen=True, slots=True)
class CallerView:
    """A caller as other rooms see it. `nonce_rate`: answers signed on demand in a minute."""

    caller_id: UUID
    name: str
    kind: CallerKind
    may: frozenset[May]
    purposes: frozenset[str]
    nonce_rate: int
    keys: tuple[bytes, ...]
    suspended_at: datetime | None = None

    def require(self, what: May) -> None:
        """Raises CallerRefused."""
        if self.suspended_at is not None:
            raise CallerRefused("this caller is suspended; ask the authority's office")
        if what not in self.may:
            raise CallerRefused(f"this caller may not ask for {what.value}; have it added to the contract")


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a token has to be about. `base` is the installation's address, `path` begins with a slash."""

    method: str
    base: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token so that it counts once."""

    digest: str
    ends_at: datetime


class Result(StrEnum):
    """What was answered."""

    GOOD = "good"
    HELD = "held"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a certificate and its answer, as the journal has it. `caller` None: anybody."""

    at: datetime
    caller: UUID | None
    purpose: str
    kind: Kind
    serial: int
    result: Result


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of the journal. `finished`: whoever wrote it writes no more."""

    name: str
    finished: bool


class Journal(Protocol):
    """Port `status-journal`: where the responder writes questions down."""

    def segments(self) -> AbstractContextManager[list[Segment]]:
        """All files by name; the finished ones stay so while the context lasts."""

    def questions(self, name: str, after: int, most: int, *, finished: bool) -> list[Question | None]:
        """Up to `most` records after the first `after`; None for one that was never ended."""

    def delete(self, name: str) -> None:
        """Delete a finished file."""


def key_digest(public_key: bytes) -> str:
    """SHA-256 of a SubjectPublicKeyInfo, hexadecimal."""
    return sha256(public_key).hexdigest()


def check_key(public_key: bytes) -> bytes:
    """A caller's key in its one way of writing: P-256, or RSA of 2048 bits and more. Raises KeyRefused."""
    try:
        return plain_key(load_der_public_key(public_key))
    except KeyRefused:
        raise
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused("not a public key in DER (SubjectPublicKeyInfo)") from error


def plain_key(key: object) -> bytes:
    """SubjectPublicKeyInfo of a key that a caller may have. Raises KeyRefused."""
    match key:
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        case rsa.RSAPublicKey() if key.key_size >= SMALLEST_RSA:
            return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    raise KeyRefused(f"a caller's key is P-256, or RSA of {SMALLEST_RSA} bits and more")


def check_purposes(purposes: Sequence[str]) -> str:
    """The words with blanks between, as they are kept. Raises ValueError: a purpose is a word of at most 30 letters."""
    for word in purposes:
        if not PURPOSE.fullmatch(word):
            raise ValueError("a purpose is a word of small letters, digits and hyphens, at most 30")
    return " ".join(sorted(purposes))


def claimed_caller(token: str) -> UUID:
    """Whose token it says it is: for looking the keys up, and nothing is proved by it. Raises CallerRefused."""
    try:
        return UUID(str(_payload_of(token).get("iss", "")))
    except (ValueError, JoseError) as error:
        raise CallerRefused("the token is no JWT whose iss is a caller's id") from error


def check_token(token: str, keys: Sequence[bytes], caller_id: UUID, asked: Asked, now: datetime) -> Token:
    """A token by one of the caller's keys about this very request. Raises CallerRefused."""
    claims = _signed_by_one(token, keys)
    expected = {
        "iss": str(caller_id),
        "sub": str(caller_id),
        "aud": asked.base.rstrip("/"),
        "htm": asked.method,
        "htu": asked.base.rstrip("/") + asked.path,
        "bh": to_str(urlsafe_b64encode(sha256(asked.body).digest())),
    }
    for name, value in expected.items():
        found = claims.get(name)
        if (found.rstrip("/") if name == "aud" and isinstance(found, str) else found) != value:
            raise CallerRefused(f"the token's {name} is not {value}")
    ends_at = _ends_at(claims, now)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not SHORTEST_JTI <= len(jti) <= LONGEST_JTI:
        raise CallerRefused(f"the token's jti has {SHORTEST_JTI} to {LONGEST_JTI} characters, never the same twice")
    return Token(sha256(f"{caller_id}:{jti}".encode()).hexdigest(), ends_at)


def _payload_of(token: str) -> dict[str, object]:
    claims = json.loads(jws.extract_compact(token.encode()).payload)
    return claims if isinstance(claims, dict) else {}


def _signed_by_one(token: str, keys: Sequence[bytes]) -> dict[str, object]:
    for key in keys:
        try:
            return dict(jwt.decode(token, _jwk(key), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            continue
    raise CallerRefused(f"the token is not signed by a key of this caller with {' or '.join(ALGORITHMS)}")


def _jwk(public_key: bytes) -> ECKey | RSAKey:
    loaded = load_der_public_key(public_key)
    pem = loaded.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return RSAKey.import_key(pem) if isinstance(loaded, rsa.RSAPublicKey) else ECKey.import_key(pem)


def _ends_at(claims: dict[str, object], now: datetime) -> datetime:
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(ends, int) or ends - issued > LONGEST.total_seconds():
        raise CallerRefused(f"a token has iat and exp, at most {LONGEST.total_seconds():.0f} s apart")
    if not issued - AHEAD.total_seconds() <= now.timestamp() < ends:
        raise CallerRefused("the token has ended or has not begun; make one for each request, and set the clock")
    return now + timedelta(seconds=ends - now.timestamp())
