"""A key in this process's memory. RSA signs with PKCS #1 v1.5 and SHA-256, P-384 with ECDSA and SHA-384, P-256 with SHA-256."""

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from tegata.pki import der, oids
from tegata.pki.keys.port import KeyUnavailable

RSA_BITS = 2048


class SoftwareKey:
    """An RSA, P-384 or P-256 private key; the last is for OCSP responders. `generate` makes one, `from_pkcs8` loads one."""

    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.algorithm = algorithm_of(key.public_key())

    @classmethod
    def generate(cls, *, elliptic: bool = False) -> "SoftwareKey":
        """A new RSA-2048 key, or a P-384 key as the next generation of cards has."""
        return cls(ec.generate_private_key(ec.SECP384R1()) if elliptic else rsa.generate_private_key(65537, RSA_BITS))

    @classmethod
    def for_answers(cls) -> "SoftwareKey":
        """A new P-256 key: short signatures, quickly made."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pkcs8(cls, encoded: bytes) -> "SoftwareKey":
        """Load PKCS #8 DER. Raises KeyUnavailable for any other kind of key."""
        try:
            key = load_der_private_key(encoded, password=None)
        except (ValueError, TypeError) as error:
            raise KeyUnavailable("the key file holds no private key in PKCS #8 form") from error
        if isinstance(key, rsa.RSAPrivateKey):
            return cls(key)
        if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES):
            return cls(key)
        raise KeyUnavailable("an authority's key is RSA or P-384, a responder's P-256 too")

    def to_pkcs8(self) -> bytes:
        """PKCS #8 DER, unencrypted: for `sealed.seal`, and for nothing else."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, data: bytes) -> bytes:
        """Signature over these bytes."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), SHA256())
        return self._key.sign(data, ec.ECDSA(SHA256() if self.algorithm == ALGORITHM_P256 else SHA384()))


def algorithm_of(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    """AlgorithmIdentifier of what a key of ours signs, DER."""
    if isinstance(key, rsa.RSAPublicKey):
        return ALGORITHM_RSA
    return ALGORITHM_P256 if isinstance(key.curve, ec.SECP256R1) else ALGORITHM_P384


_CURVES = (ec.SECP384R1, ec.SECP256R1)
ALGORITHM_RSA = der.sequence(der.oid(oids.SHA256_WITH_RSA), der.NULL)  # RFC 4055 §5: parameters are NULL
ALGORITHM_P384 = der.sequence(der.oid(oids.ECDSA_WITH_SHA384))  # RFC 5758 §3.2: parameters are absent
ALGORITHM_P256 = der.sequence(der.oid(oids.ECDSA_WITH_SHA256))
