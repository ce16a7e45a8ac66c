"""Issuing in two steps, because it cannot be taken back: prepare (check, lint, record, token), then issue (redeem, sign).

Whatever dies in between, no certificate exists whose to-be-signed bytes were not recorded first; and a token that was
prepared and not issued can be redeemed later, once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tegata.pki import der, lint
from tegata.pki.holder import Holder
from tegata.pki.keys.port import SigningKey
from tegata.pki.names import Kind
from tegata.pki.ports import Draft, Prepared, Store
from tegata.pki.profiles import JAPAN, EndEntityProfile, Issuer, Validity, seal
from tegata.rules.expiry import require_signature_age


@dataclass(frozen=True, slots=True)
class Request:
    """A certificate that somebody is to get: for whom, for which key (SubjectPublicKeyInfo), until when."""

    holder: Holder
    public_key: bytes
    not_after: datetime


def prepare(
    requests: Sequence[Request],
    profile: EndEntityProfile,
    issuer_ends: datetime,
    store: Store,
    now: datetime,
    make_token: Callable[[], str],
) -> list[Prepared]:
    """Check and record what may be signed: all of the requests, or none. Tokens come from the operating system.

    Raises UnderFifteen, LintError or StoreUnavailable.
    """
    started = now.astimezone(UTC).replace(microsecond=0)
    for request in requests:
        _check(request, profile.issuer, started)
    with store.draft() as draft:
        return [_record(request, profile, issuer_ends, draft, started, make_token()) for request in requests]


def _check(request: Request, issuer: Issuer, started: datetime) -> None:
    if issuer.kind is Kind.SIGNATURE:
        require_signature_age(request.holder.birth, started.astimezone(JAPAN).date())
    lint.check_public_key(request.public_key, issuer)


def _record(
    request: Request, profile: EndEntityProfile, issuer_ends: datetime, draft: Draft, started: datetime, token: str
) -> Prepared:
    serial = draft.next_serial()
    validity = Validity(started, request.not_after)
    to_be_signed = profile.to_be_signed(request.holder, serial, validity, request.public_key)
    lint.check(to_be_signed, profile.issuer, issuer_ends)
    town = request.holder.municipality.code5
    prepared = Prepared(token, serial, to_be_signed, town, request.not_after.astimezone(UTC), started)
    draft.record(prepared)
    return prepared


def issue(tokens: Sequence[str], key: SigningKey, store: Store) -> list[bytes]:
    """Redeem the tokens: sign what was recorded and keep it. Returns the certificates, DER.

    Raises TokenUnknown, TokenSpent, KeyUnavailable or StoreUnavailable; after the last two the tokens can be redeemed
    again.
    """
    with store.redeem(tokens) as redemption:
        seals = [seal(key.algorithm, key.sign(item.to_be_signed)) for item in redemption.prepared]
        redemption.record(seals)
    return [der.sequence(item.to_be_signed, end) for item, end in zip(redemption.prepared, seals, strict=True)]


def finish(key: SigningKey, store: Store, *, wanted: Callable[[Prepared], bool]) -> list[bytes]:
    """After a crash: issue what was prepared and never issued, as far as it is still wanted."""
    return issue([prepared.token for prepared in store.unfinished() if wanted(prepared)], key, store)
