"""Commands of the issuer: a town's terminal unblocks a reference, and rewrites files and renews keys in one transaction.

Only the name UNLOCK KEY and its `80 54` are known (JICSAP). All the rest is ours [guess]: docs/issuer-commands.md.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA256, Hash
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
MOST_PENDING = 24 * 1024
"""Bytes of a transaction: enough for all that may change at once."""
MODULUS_SIZE = 256
"""Bytes of the answer to GENERATE KEY PAIR: the modulus; the exponent is always 65537."""


class IssuerCommand(Enum):
    """Class and instruction byte."""

    EXTERNAL_AUTHENTICATE = (0x00, 0x82)  # ISO/IEC 7816-4 §11.6.4; P1 00, P2 Purpose
    UNLOCK_KEY = (0x80, 0x54)  # JICSAP; P1 Unlocking, P2 80 or 80|SFI
    GENERATE_KEY_PAIR = (0x80, 0x5A)  # P1-P2 0000, data: target
    STAGE = (0x80, 0x58)  # P1-P2 offset, data: target and chunk
    COMMIT = (0x80, 0x56)  # P1 Ending, P2 00, data: code


class Purpose(IntEnum):
    """P2 of EXTERNAL AUTHENTICATE: what the issuer proves itself for. A code for one serves no other."""

    CHANGE = 0x00  # one unlocking, or with the card manager current one transaction
    USE_WITHOUT_PIN = 0x01  # one signature by a key that a certified face reader may use in place of the PIN


class Unlocking(IntEnum):
    """P1 of UNLOCK KEY."""

    RESTORE = 0x00  # full counter and, if data come, a new value
    TAKE_AWAY = 0x01  # no value and no tries, as on a card whose holder has set none


class Ending(IntEnum):
    """P1 of COMMIT."""

    COMMIT = 0x00
    ABORT = 0x01


RESETTABLE = frozenset({Role.PIN, Role.BIRTH_DATE, Role.NUMBER_A, Role.NUMBER_B})
"""Counters that the issuer may set back. Verification numbers too: anyone who finds a card can block them."""
REPLACEABLE = frozenset({Role.PIN})
"""References that may get a new value or lose it. A verification number is printed or follows from what is."""

Target = tuple[bytes, int]
"""What is rewritten: an application's AID and an EF id, or the card manager's AID and a tag of GET DATA."""


def card_key(master_key: bytes, serial: str) -> bytes:
    """The issuer's key of one card, from the issuer's master key and the card's serial number (HKDF, RFC 5869)."""
    context = b"tegata card key " + serial.encode("ascii")
    return HKDF(SHA256(), ISSUER_KEY_SIZE, salt=None, info=context).derive(master_key)


def authentication_code(key: bytes, challenge_and_context: bytes, aid: bytes) -> bytes:
    """The code over the card's challenge, what it shall count for, and the application it shall count in.

    The context is empty for Purpose.CHANGE, and for COMMIT the digest of the transaction: no two
    messages of different meaning have the same length.
    """
    mac = CMAC(AES(key))
    mac.update(challenge_and_context + aid)
    return mac.finalize()


def context_of(purpose: Purpose) -> bytes:
    """What stands behind the challenge when the issuer authenticates."""
    return b"" if purpose is Purpose.CHANGE else bytes((purpose,))


def encode_target(target: Target) -> bytes:
    """Length of the AID, AID, EF id or tag (two bytes)."""
    aid, number = target
    return bytes((len(aid),)) + aid + number.to_bytes(2)


def decode_target(data: bytes) -> tuple[Target, bytes]:
    """The target at the start of a command's data, and what follows it. Raises ValueError when it is cut short."""
    end = 3 + data[0] if data else 3
    if len(data) < end:
        raise ValueError("a target is the length of an AID, the AID, and two bytes")
    return (data[1 : end - 2], int.from_bytes(data[end - 2 : end])), data[end:]


def transaction_digest(objects: Mapping[Target, bytes]) -> bytes:
    """SHA-256 over all that a COMMIT writes, whatever the order it came in: files whole, a new key as its modulus."""
    digest = Hash(SHA256())
    for target in sorted(objects):
        content = objects[target]
        digest.update(encode_target(target) + len(content).to_bytes(4) + content)
    return digest.finalize()
