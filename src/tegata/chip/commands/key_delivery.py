"""Session key delivery `80 AE 00 00` (the card's own form, measured): a seed for secure messaging, RSA-OAEP sealed."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from tegata.cardspec.applications import COMMON, FACE
from tegata.cardspec.model import Application, KeyUse
from tegata.chip.conditions import Refused, require, require_access
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Session, Status
from tegata.wire import tlv
from tegata.wire.apdu import Command
from tegata.wire.status import SW

SEED_SIZE = 32
KEY_SIZE = 16  # AES-128: the first half of the seed. What the second half is for is not known.
_OAEP = OAEP(MGF1(SHA256()), SHA256(), label=None)
_NO_DELIVERY_KEY = frozenset({COMMON.aid, FACE.aid})


def deliver_session_key(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 AE 00 00 Lc <RSA-OAEP(A0 22 80 20 seed)>`: starts a session. The answer depends on the application."""
    application = status.application
    if application is None or not application.secure_messaging:
        refusal = SW.NO_KEY_DELIVERY if status.aid in _NO_DELIVERY_KEY else SW.SECURITY_STATUS_NOT_SATISFIED
        raise Refused(refusal)
    require(command.p1 == command.p2 == 0, SW.WRONG_P1_P2)
    private = _delivery_key(hardware, application, status)
    seed = _seed(_opened(private, command.data))
    return Outcome(status=replace(status, session=Session(seed[:KEY_SIZE])))


def _delivery_key(hardware: Hardware, application: Application, status: Status) -> RSAPrivateKey:
    key = next(key for key in application.keys if key.use is KeyUse.SESSION_KEY)
    require_access(key.access, status)
    private = hardware.contents.key(application.aid, key.fid)
    if private is None:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    return private


def _opened(private: RSAPrivateKey, sealed: bytes) -> bytes:
    if int.from_bytes(sealed) >= private.private_numbers().public_numbers.n:
        raise Refused(SW.NO_PRECISE_DIAGNOSIS)
    try:
        return private.decrypt(sealed, _OAEP)
    except ValueError as error:
        raise Refused(SW.WRONG_DATA) from error


def _seed(message: bytes) -> bytes:
    """The seed of `A0 { 80 seed }`. Raises Refused 6A80."""
    seed = message[4:]
    require(len(seed) == SEED_SIZE and message == tlv.encode(0xA0, tlv.encode(0x80, seed)), SW.WRONG_DATA)
    return seed
