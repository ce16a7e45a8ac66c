"""CHANGE REFERENCE DATA (ISO/IEC 7816-4 §11.6.7) and CHANGE KEY (JICSAP): the holder sets a new value.

On this card both carry the new value only and ask that the old one was verified before.
"""

from tegata.cardspec.model import Change, Secret
from tegata.chip import addressing, references
from tegata.chip.addressing import Target
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.chip.store import Kind, ObjectId
from tegata.wire.apdu import Command
from tegata.wire.status import SW

NEW_DATA_ONLY = 0x01


def change_reference_data(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`00 24 01 (80|sfi) Lc new`."""
    require(command.p1 == NEW_DATA_ONLY, SW.WRONG_P1_P2)
    return _change(hardware, command, status, Change.CHANGE_REFERENCE_DATA)


def change_key(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`80 32 00 (80|sfi) Lc new`."""
    require(command.p1 == 0x00, SW.WRONG_P1_P2)
    return _change(hardware, command, status, Change.CHANGE_KEY)


def _change(hardware: Hardware, command: Command, status: Status, by: Change) -> Outcome:
    target = addressing.referenced(status, command.p2)
    secret = target.item
    if not isinstance(secret, Secret):
        raise Refused(SW.COMMAND_INCOMPATIBLE_WITH_FILE)
    require(hardware.contents.tries(target.application.aid, secret.fid) > 0, SW.REFERENCE_BLOCKED)
    require(secret.change is by and secret.fid in status.verified, SW.SECURITY_STATUS_NOT_SATISFIED)
    return Outcome(writes=new_reference(target, secret, command.data))


def new_reference(target: Target, secret: Secret, value: bytes) -> dict[ObjectId, bytes]:
    """The new value and its full counter, written together. Raises Refused 6700 (length), 6A80 (alphabet)."""
    require(secret.shortest <= len(value) <= secret.longest, SW.WRONG_LENGTH)
    require(all(byte in secret.alphabet.encode() for byte in value), SW.WRONG_DATA)
    aid = target.application.aid
    return {
        ObjectId(aid, Kind.REFERENCE, secret.fid): references.encode(value),
        ObjectId(aid, Kind.TRIES, secret.fid): bytes((secret.tries,)),
    }
