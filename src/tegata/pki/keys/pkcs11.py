"""A key in a PKCS #11 token (OASIS PKCS #11 v2.40): SoftHSM in tests, a hardware module in earnest; by python-pkcs11."""

from hashlib import sha384
from typing import Any

from tegata.pki import der
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.keys.software import ALGORITHM_P384, ALGORITHM_RSA

P384_COORDINATE = 48


class TokenKey:
    """A key pair of a token by label. The session stays open until `close`."""

    def __init__(self, session: Any, label: str) -> None:
        import pkcs11  # noqa: PLC0415 - an optional package: tegata[server]

        self._session = session
        try:
            self._private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
            public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label)
        except pkcs11.NoSuchKey as error:
            raise KeyUnavailable(f"the token holds no key pair labelled {label}") from error
        self._rsa = public.key_type is pkcs11.KeyType.RSA
        self.public_key = _subject_public_key_info(public, rsa=self._rsa)
        self.algorithm = ALGORITHM_RSA if self._rsa else ALGORITHM_P384

    @classmethod
    def open(cls, module: str, token: str, pin: str, label: str) -> "TokenKey":
        """Log in to a token and take the key pair with this label. Raises KeyUnavailable."""
        return cls(open_session(module, token, pin), label)

    def sign(self, data: bytes) -> bytes:
        """Signature made inside the token."""
        import pkcs11  # noqa: PLC0415
        from pkcs11.util.ec import encode_ecdsa_signature  # noqa: PLC0415

        try:
            if self._rsa:
                return bytes(self._private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            digest = sha384(data).digest()  # not every token hashes for ECDSA; SoftHSM does not
            return bytes(encode_ecdsa_signature(self._private.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)))
        except pkcs11.PKCS11Error as error:
            raise KeyUnavailable(f"the token did not sign: {type(error).__name__}") from error

    def close(self) -> None:
        """End the session."""
        self._session.close()


def open_session(module: str, token: str, pin: str) -> Any:
    """A logged-in read-write session. Raises KeyUnavailable when the module, the token or the PIN is not right."""
    try:
        import pkcs11  # noqa: PLC0415
    except ImportError as error:
        raise KeyUnavailable("PKCS #11 needs the python-pkcs11 package: pip install 'tegata[server]'") from error
    try:
        return pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin, rw=True)
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise KeyUnavailable(f"no session with token {token}: {type(error).__name__}") from error


def generate(session: Any, label: str) -> None:
    """Make an RSA-2048 key pair inside the token; the private half is sensitive and cannot be taken out."""
    import pkcs11  # noqa: PLC0415

    session.generate_keypair(pkcs11.KeyType.RSA, 2048, label=label, store=True)


def _subject_public_key_info(public: Any, *, rsa: bool) -> bytes:
    from pkcs11 import Attribute  # noqa: PLC0415
    from pkcs11.util.ec import encode_ec_public_key  # noqa: PLC0415

    if not rsa:
        return bytes(encode_ec_public_key(public))
    modulus = int.from_bytes(public[Attribute.MODULUS])
    exponent = int.from_bytes(public[Attribute.PUBLIC_EXPONENT])
    key = der.sequence(der.integer(modulus), der.integer(exponent))
    return der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL), der.bit_string(key))
