"""Commands of the issuer, by which a town's terminal unblocks a reference. Our own form: the real one is not public.

Only the name UNLOCK KEY and its `80 54` are known (JICSAP). All the rest is ours [guess]: docs/issuer-commands.md.
"""

from enum import Enum

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tegata.cardspec.model import Role

ISSUER_KEY_SIZE = 32
"""AES-256, one key a card."""
CHALLENGE_SIZE = 16
"""Bytes that the terminal asks of GET CHALLENGE before it authenticates."""
CODE_SIZE = 16
"""Bytes of the authentication code (AES-CMAC, NIST SP 800-38B)."""
ISSUER_TRIES = 10
"""Wrong authentications until the issuer's key is blocked for good."""


class IssuerCommand(Enum):
    """Class and instruction byte."""

    EXTERNAL_AUTHENTICATE = (0x00, 0x82)  # ISO/IEC 7816-4 §11.6.4; P1-P2 0000
    UNLOCK_KEY = (0x80, 0x54)  # JICSAP; P1 00, P2 80 or 80|SFI


RESETTABLE = frozenset({Role.PIN, Role.BIRTH_DATE, Role.NUMBER_A, Role.NUMBER_B})
"""Counters that the issuer may set back. Verification numbers too: anyone who finds a card can block them."""
REPLACEABLE = frozenset({Role.PIN})
"""References that may get a new value. A verification number is printed or follows from what is: it never changes."""


def card_key(master_key: bytes, serial: str) -> bytes:
    """The issuer's key of one card, from the issuer's master key and the card's serial number (HKDF, RFC 5869)."""
    context = b"tegata card key " + serial.encode("ascii")
    return HKDF(SHA256(), ISSUER_KEY_SIZE, salt=None, info=context).derive(master_key)


def authentication_code(key: bytes, challenge: bytes, aid: bytes) -> bytes:
    """What EXTERNAL AUTHENTICATE carries: the code over the card's challenge and the application it shall count in."""
    mac = CMAC(AES(key))
    mac.update(challenge + aid)
    return mac.finalize()
