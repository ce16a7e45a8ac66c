"""A private key in a file under a passphrase: Argon2id (RFC 9106) makes the key, AES-256-GCM seals and covers the head.

Form: `TEGATA-SEALED-1`, memory in KiB, iterations, lanes (each 4 bytes), salt 16, nonce 12, ciphertext with its tag 16.
"""

import struct
from dataclasses import dataclass
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tegata.pki.keys.port import KeyUnavailable

MAGIC = b"TEGATA-SEALED-1"
SALT, NONCE, TAG = 16, 12, 16
HEAD = len(MAGIC) + 12 + SALT + NONCE
MOST_MEMORY_KIB, MOST_ITERATIONS, MOST_LANES = 1 << 20, 64, 16

_one_at_a_time = Lock()
"""OpenSSL's Argon2id waits for threads of a pool that it shares: several derivations with lanes at once wait for ever."""


class SealBroken(KeyUnavailable):
    """The file is cut short, of another kind, or asks for absurd work."""


class WrongPassphrase(KeyUnavailable):
    """The passphrase is wrong, or the file was altered: the seal does not tell which."""


@dataclass(frozen=True, slots=True)
class Hardness:
    """Work factors of Argon2id; the second recommended option of RFC 9106 §4 by default."""

    memory_kib: int = 1 << 16
    iterations: int = 3
    lanes: int = 4


def seal(secret: bytes, passphrase: bytes, salt: bytes, nonce: bytes, hardness: Hardness | None = None) -> bytes:
    """The file's bytes. `salt` (16) and `nonce` (12) come from the operating system's generator, anew each time."""
    work = hardness or Hardness()
    head = MAGIC + struct.pack(">III", work.memory_kib, work.iterations, work.lanes) + salt + nonce
    if len(salt) != SALT or len(nonce) != NONCE:
        raise ValueError(f"a salt has {SALT} bytes and a nonce {NONCE}")
    return head + AESGCM(_key(passphrase, salt, work)).encrypt(nonce, secret, head)


def unseal(sealed: bytes, passphrase: bytes) -> bytes:
    """The secret. Raises SealBroken or WrongPassphrase."""
    if not sealed.startswith(MAGIC) or len(sealed) < HEAD + TAG:
        raise SealBroken("this is no whole sealed key file; restore it from a copy")
    head, body = sealed[:HEAD], sealed[HEAD:]
    work = Hardness(*struct.unpack(">III", head[len(MAGIC) : len(MAGIC) + 12]))
    salt, nonce = head[-SALT - NONCE : -NONCE], head[-NONCE:]
    if not (work.memory_kib <= MOST_MEMORY_KIB and work.iterations <= MOST_ITERATIONS and work.lanes <= MOST_LANES):
        raise SealBroken("the sealed key file asks for more work than any of ours; it was altered")
    try:
        return AESGCM(_key(passphrase, salt, work)).decrypt(nonce, body, head)
    except InvalidTag as error:
        raise WrongPassphrase("wrong passphrase, or the sealed key file was altered") from error


def _key(passphrase: bytes, salt: bytes, work: Hardness) -> bytes:
    try:
        kdf = Argon2id(salt=salt, length=32, iterations=work.iterations, lanes=work.lanes, memory_cost=work.memory_kib)
        with _one_at_a_time:
            return kdf.derive(passphrase)
    except ValueError as error:
        raise SealBroken("the sealed key file asks for work that Argon2id does not know; it was altered") from error
