"""Signing in with a card: the chip signs a challenge by its authentication key, and everything about the certificate is checked.

Two things must agree: what the authority says of the certificate (path and status), and what this system knows of the card.
"""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tegata.cardspec import jpki
from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.pki.keys.software import ALGORITHM_RSA
from tegata.pki.names import Kind
from tegata.pki.path import PathError, UnverifiedCertificate
from tegata.pki.signatures import BadSignature, verify
from tegata.reader import Connection, JpkiSession
from tegata.services.cards import api as cards
from tegata.services.certificates.queries import CertificateView, UnknownCertificate, by_serial
from tegata.services.certificates.rules import Authorities

DOMAIN = b"tegata sign-in v1\x00"
"""Before the challenge, so that a signature made here means nothing anywhere else."""


class SignInRefused(PermissionError):
    """The card does not sign its holder in. `code` is a stable word for machines; the text says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, with which card."""

    resident_id: UUID
    card_id: UUID


def authenticate(act: Act, connection: Connection, pin: str, *, allow_last_try: bool = False) -> SignedIn:
    """Prove who holds a card by its authentication key.

    Raises SignInRefused; AuthorityAway (unknown is not valid); the reader's errors: WrongPin, PinBlocked, LastTryRefused,
    WrongForm, CardRemoved, NotAnIndividualNumberCard.
    """
    authorities: Authorities = plugged("authorities")
    session = JpkiSession(connection)
    # 1. The certificate counts now: an authority of ours signed it, it has not ended and was not revoked.
    certificate = _validated(act, authorities, session.certificate("auth"))
    # 2. It is one of a card that this system knows to be in use.
    one = _known(act, certificate)
    # 3. The holder is there: PIN, and the chip's signature over a challenge nobody else has seen.
    session.verify(jpki.AUTHENTICATION_PIN, pin, allow_last_try=allow_last_try)
    _prove(session, certificate.public_key)
    with transaction.atomic():
        audit.record(act, "certificates sign in", subject=one.resident_id, thing=one.card_id)
    return SignedIn(one.resident_id, one.card_id)


def _validated(act: Act, authorities: Authorities, encoded: bytes) -> UnverifiedCertificate:
    try:
        return authorities.validate(encoded, act.at)
    except PathError as error:
        raise SignInRefused(error.code, f"the card's certificate is not accepted: {error}") from error


def _known(act: Act, certificate: UnverifiedCertificate) -> CertificateView:
    try:
        one = by_serial(Kind.AUTHENTICATION, certificate.serial)
        card = cards.card(one.resident_id, one.card_id)
    except (UnknownCertificate, cards.UnknownCard) as error:
        raise SignInRefused("unknown", "this card was not issued here") from error
    if not one.is_good_on(act.today):
        raise SignInRefused("ended", "the card's certificate has ended; ask at the town hall for a new one")
    if not card.is_valid_on(act.today):
        raise SignInRefused("card", "the card is stopped or invalid; ask at the town hall")
    return one


def _prove(session: JpkiSession, public_key: bytes) -> None:
    challenge = DOMAIN + secrets.token_bytes(32)
    signature = session.sign_digest("auth", "sha256", hashlib.sha256(challenge).digest())
    try:
        verify(public_key, ALGORITHM_RSA, signature, challenge)
    except BadSignature as error:
        raise SignInRefused("copied", "the chip does not have the key of its certificate: it is a copy") from error
