"""What tests of callers share: keys, tokens, a caller that is admitted."""

from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from tests.offices import act, clock

from tegata.ground.offices import Office
from tegata.services.validation import api

BASE = "http://testserver"
_numbers = count(1)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_bytes(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def admit(*keys: PrivateKey, may: tuple[api.May, ...] = tuple(api.May), **more: Any) -> UUID:
    """An accredited verifier with these keys."""
    return api.admit_caller(
        act(office=Office.AUTHORITY, town=None),
        name=more.pop("name", "手形銀行"),
        kind=more.pop("kind", api.CallerKind.VERIFIER),
        keys=[public_bytes(key) for key in keys],
        may=may,
        **more,
    )


def token(
    key: PrivateKey,
    caller: UUID,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    at: datetime | None = None,
    **changed: Any,
) -> str:
    """A token for one request, as a caller makes it; `changed` claims are put in place of the right ones."""
    issued = int((at or clock()).timestamp())
    digest = urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode()
    claims = {
        "iss": str(caller),
        "sub": str(caller),
        "aud": BASE,
        "iat": issued,
        "exp": issued + 60,
        "jti": f"{next(_numbers):032d}",
        "htm": method,
        "htu": BASE + path,
        "bh": digest,
    } | changed
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if isinstance(key, rsa.RSAPrivateKey):
        return jwt.encode({"alg": "RS256"}, claims, RSAKey.import_key(pem))
    return jwt.encode({"alg": "ES256"}, claims, ECKey.import_key(pem))
