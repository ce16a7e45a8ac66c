"""COMPUTE DIGITAL SIGNATURE `80 2A` and INTERNAL AUTHENTICATE: the two commands that use a private key.

The six input forms of P1 were measured on real cards; no document of them is public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, Hash

from tegata.cardspec.issuer_commands import Purpose
from tegata.cardspec.model import Key, KeyUse
from tegata.chip import addressing
from tegata.chip.addressing import Target
from tegata.chip.conditions import Refused, require, require_access
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW

SIGNATURE_SIZE = 256
AP_DEFAULT_KEY = 0x00
_SHA256 = SHA256()
_PSS = PSS(MGF1(_SHA256), _SHA256.digest_size)


class InputForm(IntEnum):
    """P1 of COMPUTE DIGITAL SIGNATURE."""

    VERBATIM = 0x00
    HASHED_BARE = 0x01
    DIGEST = 0x02
    HASHED = 0x03
    DIGEST_PSS = 0x04
    HASHED_PSS = 0x05


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How long the input may be, and the signature over it."""

    lengths: range
    sign: Callable[[RSAPrivateKey, bytes], bytes]


def _hash(data: bytes) -> bytes:
    digest = Hash(_SHA256)
    digest.update(data)
    return digest.finalize()


_SCHEMES = {
    InputForm.VERBATIM: _Scheme(range(1, 246), lambda key, data: key.sign(data, PKCS1v15(), NoDigestInfo())),
    InputForm.HASHED_BARE: _Scheme(range(1, 256), lambda key, data: key.sign(_hash(data), PKCS1v15(), NoDigestInfo())),
    InputForm.DIGEST: _Scheme(range(32, 33), lambda key, data: key.sign(data, PKCS1v15(), Prehashed(_SHA256))),
    InputForm.HASHED: _Scheme(range(1, 256), lambda key, data: key.sign(data, PKCS1v15(), _SHA256)),
    InputForm.DIGEST_PSS: _Scheme(range(32, 33), lambda key, data: key.sign(data, _PSS, Prehashed(_SHA256))),
    InputForm.HASHED_PSS: _Scheme(range(1, 256), lambda key, data: key.sign(data, _PSS, _SHA256)),
}
_SIGNING = frozenset({KeyUse.SIGN_ANYTHING, KeyUse.SIGN_CHALLENGE})


def compute_digital_signature(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 2A form (80|sfi) Lc input Le`, P2 00: the application's default key. Signs whatever comes, unparsed."""
    require(command.p1 in _SCHEMES, SW.WRONG_P1_P2)
    target = _default_key(status) if command.p2 == AP_DEFAULT_KEY else addressing.referenced(status, command.p2)
    key = _usable(hardware, target, status, _SIGNING)
    scheme = _SCHEMES[InputForm(command.p1)]
    _require_room_for_signature(command)
    require(len(command.data) in scheme.lengths, SW.CONDITIONS_NOT_SATISFIED)
    spent = status.without_issuer() if status.issuer_for is Purpose.USE_WITHOUT_PIN else None
    return Outcome(Response(scheme.sign(key, command.data)), spent)


def internal_authenticate(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`00 88 00 (80|sfi) Lc challenge Le` (ISO/IEC 7816-4 §11.6.2): PKCS #1 v1.5 with SHA-256 over the challenge."""
    require(command.p1 == 0, SW.WRONG_P1_P2)
    target = addressing.referenced(status, command.p2)
    key = _usable(hardware, target, status, frozenset({KeyUse.INTERNAL_AUTHENTICATE}))
    _require_room_for_signature(command)
    require(len(command.data) <= 255, SW.CONDITIONS_NOT_SATISFIED)
    return Outcome(Response(key.sign(command.data, PKCS1v15(), _SHA256)))


def _usable(hardware: Hardware, target: Target, status: Status, uses: frozenset[KeyUse]) -> RSAPrivateKey:
    """The private key; in this order: it is a key (6981), its condition holds (6982), it serves this command (6985)."""
    key = target.item
    if not isinstance(key, Key):
        raise Refused(SW.COMMAND_INCOMPATIBLE_WITH_FILE)
    if not (key.without_pin and status.issuer_for is Purpose.USE_WITHOUT_PIN):
        require_access(key.access, status)
    private = hardware.contents.key(target.application.aid, key.fid)
    if private is None or key.use not in uses:
        raise Refused(SW.CONDITIONS_NOT_SATISFIED)
    return private


def _default_key(status: Status) -> Target:
    if status.application is None or status.application.default_key is None:
        raise Refused(SW.REFERENCE_NOT_FOUND)
    return addressing.find(status, status.application.default_key)


def _require_room_for_signature(command: Command) -> None:
    """The card never announces lengths (61xx, 6Cxx): too small an Le is a wrong length."""
    require(bool(command.data) and command.ne is not None and command.ne >= SIGNATURE_SIZE, SW.WRONG_LENGTH)
