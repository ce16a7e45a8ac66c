"""READ BINARY and READ RECORD (ISO/IEC 7816-4 §11.3.3, §11.4.3)."""

from dataclasses import replace

from tegata.cardspec.model import ElementaryFile, Structure
from tegata.chip import addressing
from tegata.chip.addressing import Target
from tegata.chip.conditions import Refused, require, require_access
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW

RECORD_BY_NUMBER = 0x04  # P2 bits 1-3, ISO/IEC 7816-4 table 76


def read_binary(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """The bytes that exist from the offset on, Ne at most. An offset at the end or behind it: 6B00."""
    require(not command.data and command.ne is not None, SW.WRONG_LENGTH)
    if command.p1 & addressing.CURRENT:
        require(command.p1 & 0x60 == 0, SW.WRONG_P1_P2)
        target, offset = addressing.find(status, command.p1 & addressing.SHORT_ID), command.p2
    else:
        target, offset = addressing.current(status), command.p1 << 8 | command.p2
    _require_readable(target, Structure.TRANSPARENT, status)
    content = hardware.contents.file(target.application.aid, target.fid)
    require(offset < len(content), SW.OFFSET_OUTSIDE_FILE)
    return Outcome(Response(content[offset:][: command.ne]), replace(status, current=target.fid))


def read_record(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """One record by its number. Several at once: 6A81; no such record: 6A83."""
    require(not command.data and command.ne is not None, SW.WRONG_LENGTH)
    require(command.p2 & 0x07 == RECORD_BY_NUMBER, SW.FUNCTION_NOT_SUPPORTED)
    short_id = command.p2 >> 3
    target = addressing.find(status, short_id) if short_id else addressing.current(status)
    _require_readable(target, Structure.RECORD, status)
    records = hardware.contents.records(target.application.aid, target.fid)
    require(1 <= command.p1 <= len(records), SW.RECORD_NOT_FOUND)
    return Outcome(Response(records[command.p1 - 1][: command.ne]), replace(status, current=target.fid))


def _require_readable(target: Target, structure: Structure, status: Status) -> None:
    file = target.item
    if not isinstance(file, ElementaryFile) or file.structure is not structure:
        raise Refused(SW.COMMAND_INCOMPATIBLE_WITH_FILE)
    require_access(file.read, status)
