"""Checking a signature by a public key: RSA PKCS #1 v1.5 with SHA-256, ECDSA P-384 with SHA-384, P-256 with
SHA-256. Nothing else counts.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tegata.pki import der
from tegata.pki.keys.software import ALGORITHM_P256, ALGORITHM_P384, ALGORITHM_RSA, algorithm_of


class BadSignature(ValueError):
    """The signature does not belong to these bytes and this key, or its algorithm is not one of ours."""


def verify(public_key: bytes, algorithm: bytes, signature: bytes, data: bytes) -> None:
    """Check a signature. `public_key` is SubjectPublicKeyInfo and `algorithm` AlgorithmIdentifier. Raises BadSignature."""
    key = _loaded(public_key)
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm == ALGORITHM_RSA:
            key.verify(signature, data, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm == ALGORITHM_P384:
            key.verify(signature, data, ec.ECDSA(SHA384()))
        elif isinstance(key, ec.EllipticCurvePublicKey) and (algorithm, key.curve.name) == (
            ALGORITHM_P256,
            "secp256r1",
        ):
            key.verify(signature, data, ec.ECDSA(SHA256()))
        else:
            raise BadSignature("the signature's algorithm does not fit the key, or is not accepted here")
    except InvalidSignature as error:
        raise BadSignature("the signature does not belong to these bytes and this key") from error


def verify_plain(public_key: bytes, signature: bytes, data: bytes) -> None:
    """Check a signature whose algorithm nobody wrote beside it, as a card makes: the key's own. Raises BadSignature."""
    key = _loaded(public_key)
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise BadSignature("the key is of a kind that is not accepted here")
    verify(public_key, algorithm_of(key), signature, data)


def verify_signed(data: bytes, public_key: bytes) -> None:
    """Check a certificate or CRL: SIGNED { … } of X.509. Raises MalformedDer or BadSignature."""
    tbs, algorithm, signature = der.signed_parts(data)
    verify(public_key, algorithm, signature, der.raw(data, tbs))


@lru_cache(maxsize=1024)
def _loaded(public_key: bytes) -> object:
    try:
        return load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadSignature("no public key that can be used here") from error
