"""Secure messaging of the text application, as measured: class 08, AES-128-CBC, no authentication code.

Not ISO/IEC 7816-4 §10 as a whole: two objects only, 86 (padding indicator 01 and cryptogram) and 96 (Le, three bytes).
"""

from dataclasses import replace

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

from tegata.chip.state import Session
from tegata.wire import tlv
from tegata.wire.apdu import EXTENDED_NE, Command, Response

CRYPTOGRAM = 0x86
EXPECTED_LENGTH = 0x96
PADDED = b"\x01"
CLASS_BITS = 0x0C  # ISO/IEC 7816-4 table 2: secure messaging indication
BLOCK = 16


class BadSecureMessage(ValueError):
    """An object of the command is not what the session's key and counter make of it."""


def advance(session: Session) -> Session:
    """The session for the next command: the counter starts at 1 and goes up even if the command is refused."""
    return replace(session, counter=session.counter + 1)


def opened(session: Session, command: Command) -> Command:
    """The command inside a protected one. Raises BadSecureMessage."""
    objects = _objects(command.data)
    data = _decrypted(session, objects[CRYPTOGRAM]) if CRYPTOGRAM in objects else b""
    ne = _expected(objects[EXPECTED_LENGTH]) if EXPECTED_LENGTH in objects else None
    return Command(command.cla & ~CLASS_BITS, command.ins, command.p1, command.p2, data, ne, extended=True)


def protected(session: Session, response: Response) -> Response:
    """The answer inside a session: data become object 86 [guess: the form of protected answers is not public]."""
    if not response.data:
        return response
    encryptor = _cipher(session).encryptor()
    cryptogram = encryptor.update(_padded(response.data)) + encryptor.finalize()
    return replace(response, data=tlv.encode(CRYPTOGRAM, PADDED + cryptogram))


def _objects(data: bytes) -> dict[int, bytes]:
    try:
        found = tlv.children(data)
    except tlv.MalformedTlv as error:
        raise BadSecureMessage(str(error)) from error
    if not found.keys() <= {CRYPTOGRAM, EXPECTED_LENGTH}:
        raise BadSecureMessage("only the objects 86 and 96 are known")
    if data[max((item.end for item in found.values()), default=0) :]:
        raise BadSecureMessage("filler is not allowed in a command")
    return {tag: item.value for tag, item in found.items()}


def _expected(value: bytes) -> int:
    """Le in its three-byte form `00 HH LL` (ISO/IEC 7816-3 §12.1.3)."""
    if len(value) != 3 or value[0]:
        raise BadSecureMessage("object 96 holds 00 HH LL")
    return int.from_bytes(value) or EXTENDED_NE


def _decrypted(session: Session, value: bytes) -> bytes:
    cryptogram = value.removeprefix(PADDED)
    if len(cryptogram) == len(value) or not cryptogram or len(cryptogram) % BLOCK:
        raise BadSecureMessage("object 86 holds 01 and whole blocks")
    decryptor = _cipher(session).decryptor()
    plain = decryptor.update(cryptogram) + decryptor.finalize()
    unpadded = plain.rstrip(b"\0")
    if unpadded[-1:] != b"\x80" or len(plain) - len(unpadded) >= BLOCK:
        raise BadSecureMessage("the padding is not that of ISO/IEC 7816-4")
    return unpadded[:-1]


def _padded(plain: bytes) -> bytes:
    """ISO/IEC 7816-4 §10.2.3.1: 80, then zeros up to a whole block."""
    return (plain + b"\x80").ljust(-(-(len(plain) + 1) // BLOCK) * BLOCK, b"\0")


def _cipher(session: Session) -> Cipher[CBC]:
    """CBC whose initial value is the counter, encrypted as one block (measured)."""
    encryptor = Cipher(AES(session.key), ECB()).encryptor()  # noqa: S305 one block: CBC with a zero IV is the same
    return Cipher(AES(session.key), CBC(encryptor.update(session.counter.to_bytes(BLOCK)) + encryptor.finalize()))
