"""Issuing in two steps, because it cannot be taken back: prepare (check, lint, record, token), then issue (redeem, sign).

Whatever dies in between, no certificate exists whose to-be-signed bytes were not recorded first; and a token that was
prepared and not issued can be redeemed later, once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tegata.pki import lint
from tegata.pki.holder import Holder
from tegata.pki.keys.port import SigningKey
from tegata.pki.names import Kind
from tegata.pki.ports import Prepared, Store
from tegata.pki.profiles import JAPAN, EndEntityProfile, Validity, certificate
from tegata.rules.expiry import require_signature_age


@dataclass(frozen=True, slots=True)
class Request:
    """A certificate that somebody is to get: for whom, for which key (SubjectPublicKeyInfo), until when."""

    holder: Holder
    public_key: bytes
    not_after: datetime


def prepare(
    request: Request, profile: EndEntityProfile, issuer_ends: datetime, store: Store, now: datetime, token: str
) -> Prepared:
    """Check and record what may be signed. `token` comes from the operating system's generator.

    Raises UnderFifteen, LintError or StoreUnavailable; then nothing is recorded, and the serial it may have drawn is
    never used.
    """
    issuer = profile.issuer
    started = now.astimezone(UTC).replace(microsecond=0)
    if issuer.kind is Kind.SIGNATURE:
        require_signature_age(request.holder.birth, started.astimezone(JAPAN).date())
    lint.check_public_key(request.public_key, issuer)
    serial = store.next_serial()
    to_be_signed = profile.to_be_signed(
        request.holder, serial, Validity(started, request.not_after), request.public_key
    )
    lint.check(to_be_signed, issuer, issuer_ends)
    town = request.holder.municipality.code5
    prepared = Prepared(token, serial, to_be_signed, town, request.not_after.astimezone(UTC), started)
    store.record(prepared)
    return prepared


def issue(token: str, key: SigningKey, store: Store) -> bytes:
    """Redeem the token: sign what was recorded and keep it. Returns the certificate, DER.

    Raises TokenUnknown, TokenSpent, KeyUnavailable or StoreUnavailable; after the last two the token can be redeemed
    again.
    """
    with store.redeem(token) as redemption:
        to_be_signed = redemption.prepared.to_be_signed
        signed = certificate(to_be_signed, key.algorithm, key.sign(to_be_signed))
        redemption.record(signed)
    return signed


def finish(key: SigningKey, store: Store, *, wanted: Callable[[Prepared], bool]) -> list[bytes]:
    """After a crash: issue what was prepared and never issued, as far as it is still wanted."""
    return [issue(prepared.token, key, store) for prepared in store.unfinished() if wanted(prepared)]
