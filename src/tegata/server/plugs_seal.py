"""The issuing centre's key for PINs chosen at application, for the word `centre-seal`."""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.conf import settings

from tegata.server.kept_key import kept_key

BITS = 3072


class HomeSeal:
    """The key in the home folder. A town hall alone would have a file with the public half only."""

    def public_key(self) -> rsa.RSAPublicKey:
        """The half that everybody may have."""
        return self.private_key().public_key()

    def private_key(self) -> rsa.RSAPrivateKey:
        """The half that only the issuing centre has. Raises KeyUnavailable."""
        return _key(Path(settings.HOME))


seal = HomeSeal()


@cache
def _key(home: Path) -> rsa.RSAPrivateKey:
    key = load_der_private_key(kept_key(home, "seal", _new), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the seal's key is RSA")
    return key


def _new() -> bytes:
    key = rsa.generate_private_key(65537, BITS)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
