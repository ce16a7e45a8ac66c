"""The issuer's transaction: files and new keys wait in volatile memory until COMMIT makes all of them current at once.

What the issuer orders is what is written: the code of COMMIT covers every byte of it. Our own form (`cardspec.issuer_commands`).
"""

from collections.abc import Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import REWRITABLE
from tegata.cardspec.issuer_commands import (
    MODULUS_SIZE,
    MOST_PENDING,
    Ending,
    Purpose,
    Target,
    decode_target,
    transaction_digest,
)
from tegata.cardspec.model import ElementaryFile, Key, Secret, Structure
from tegata.chip import records
from tegata.chip.commands.issuer import proved
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.chip.store import Kind, ObjectId
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW

_BY_AID = {application.aid: application for application in APPLICATIONS}


def generate_key_pair(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 5A 00 00 Lc target 00`: a new key waits for COMMIT, the old one goes on signing. Answers the modulus."""
    _require_transaction(status)
    require(command.p1 == command.p2 == 0, SW.WRONG_P1_P2)
    target, rest = _target(command.data)
    require(not rest and command.ne is not None and command.ne >= MODULUS_SIZE, SW.WRONG_LENGTH)
    item = _item(hardware, target)
    require(isinstance(item, Key) and item.renewable, SW.SECURITY_STATUS_NOT_SATISFIED)
    key = hardware.make_key()
    encoded = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Outcome(Response(_modulus(key)), _with_pending(status, ObjectId(target[0], Kind.KEY, target[1]), encoded))


def stage(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 58 offset Lc target chunk`: chunks follow one another without a gap; offset 0 begins the file anew."""
    _require_transaction(status)
    target, chunk = _target(command.data)
    kind = _rewritable(hardware, target)
    name = ObjectId(target[0], kind, target[1])
    before, offset = status.pending.get(name, b""), command.p1 << 8 | command.p2
    require(offset in {0, len(before)}, SW.OFFSET_OUTSIDE_FILE)
    return Outcome(status=_with_pending(status, name, before[:offset] + chunk))


def commit(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 56 00 00 10 code` over the last challenge and the digest of what is pending. `80 56 01 00` drops it."""
    _require_transaction(status)
    require(command.p1 in set(Ending) and command.p2 == 0, SW.WRONG_P1_P2)
    if command.p1 == Ending.ABORT:
        require(not command.data, SW.WRONG_LENGTH)
        return Outcome(status=status.without_issuer())
    require(bool(status.pending), SW.CONDITIONS_NOT_SATISFIED)
    granted = Outcome(status=status.without_issuer(), writes=_writes(status.pending))
    return proved(hardware, command.data, status, transaction_digest(_public(status.pending)), granted)


def _require_transaction(status: Status) -> None:
    open_here = status.application is None and status.issuer_for is Purpose.CHANGE
    require(open_here, SW.SECURITY_STATUS_NOT_SATISFIED)


def _target(data: bytes) -> tuple[Target, bytes]:
    try:
        return decode_target(data)
    except ValueError as error:
        raise Refused(SW.WRONG_LENGTH) from error


def _item(hardware: Hardware, target: Target) -> ElementaryFile | Secret | Key | None:
    aid, fid = target
    if aid not in _BY_AID or not hardware.contents.has_application(aid):
        raise Refused(SW.FILE_NOT_FOUND)
    return _BY_AID[aid].by_fid.get(fid)


def _rewritable(hardware: Hardware, target: Target) -> Kind:
    """The kind of object. Raises Refused 6A82 (no such application), 6982 (what nobody may rewrite)."""
    if target[0] == CARD_MANAGER_AID:
        require(target[1] in REWRITABLE, SW.SECURITY_STATUS_NOT_SATISFIED)
        return Kind.DATA_OBJECT
    file = _item(hardware, target)
    if not isinstance(file, ElementaryFile) or not file.rewritable:
        raise Refused(SW.SECURITY_STATUS_NOT_SATISFIED)
    return Kind.RECORDS if file.structure is Structure.RECORD else Kind.FILE


def _with_pending(status: Status, name: ObjectId, content: bytes) -> Status:
    pending = {**status.pending, name: content}
    require(sum(map(len, pending.values())) <= MOST_PENDING, SW.NOT_ENOUGH_MEMORY)
    return replace(status, pending=pending)


def _writes(pending: Mapping[ObjectId, bytes]) -> dict[ObjectId, bytes]:
    """The objects as they are kept. Raises Refused 6A80 for a file that is not of its size."""
    for name, content in pending.items():
        file = _BY_AID[name.owner].by_fid[name.number] if name.owner in _BY_AID else None
        size = file.size if isinstance(file, ElementaryFile) else None
        require(size is None or len(content) == size, SW.WRONG_DATA)
    return {
        name: records.encode((content,)) if name.kind is Kind.RECORDS else content for name, content in pending.items()
    }


def _public(pending: Mapping[ObjectId, bytes]) -> dict[Target, bytes]:
    """What the issuer's code covers: of a key its modulus."""
    return {
        (name.owner, name.number): _modulus_of(content) if name.kind is Kind.KEY else content
        for name, content in pending.items()
    }


def _modulus(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_numbers().n.to_bytes(MODULUS_SIZE)


def _modulus_of(encoded: bytes) -> bytes:
    key = load_der_private_key(encoded, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the chip makes no other keys")
    return _modulus(key)
