"""SELECT (ISO/IEC 7816-4 §11.2.2): applications by name or part of it, elementary files by id."""

from dataclasses import replace

from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID
from tegata.cardspec.model import Application
from tegata.chip import addressing
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.wire import tlv
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW

# P1, ISO/IEC 7816-4 table 62
BY_FILE_ID = 0x00
EF_UNDER_CURRENT_DF = 0x02
BY_NAME = 0x04

# P2, ISO/IEC 7816-4 table 63: occurrence in bits 1-2, what to return in bits 3-4
FIRST = 0x00
NEXT = 0x02
RETURN_FCI = 0x00
RETURN_NOTHING = 0x0C

_DIRECTORY: tuple[Application | None, ...] = (*APPLICATIONS, None)  # None: the card manager


def select(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """Make an application or a file current. A refusal leaves the old one current."""
    match command.p1:
        case 0x04:
            return _by_name(hardware, command, status)
        case 0x02:
            return _file(command, status)
        case 0x00:
            return _without_effect(command, status)
        case _:
            raise Refused(SW.WRONG_P1_P2)


def _by_name(hardware: Hardware, command: Command, status: Status) -> Outcome:
    application = _matching(hardware, command, status)
    require(
        command.p2 in {FIRST | RETURN_FCI, NEXT | RETURN_FCI, RETURN_NOTHING, NEXT | RETURN_NOTHING}, SW.WRONG_P1_P2
    )
    entered = status.entering(application)
    if command.p2 & RETURN_NOTHING or command.ne is None:
        return Outcome(status=entered)
    fci = tlv.encode(0x6F, tlv.encode(0x84, entered.aid) + hardware.personality.fci_extra)
    return Outcome(Response(fci[: command.ne]), entered)


def _matching(hardware: Hardware, command: Command, status: Status) -> Application | None:
    """The first application whose name starts so; with P2 = next, the first one behind the current one.

    No name at all means the issuer security domain (GlobalPlatform Card Specification §11.9.2).
    """
    name = command.data
    if not name:
        return None
    after = _DIRECTORY.index(status.application) + 1 if command.p2 & 0x03 == NEXT else 0
    for application in _DIRECTORY[after:]:
        aid = application.aid if application else CARD_MANAGER_AID
        if aid.startswith(name) and hardware.contents.has_application(aid):
            return application
    raise Refused(SW.FILE_NOT_FOUND)


def _file(command: Command, status: Status) -> Outcome:
    require(command.p2 == RETURN_NOTHING, SW.WRONG_P1_P2)
    require(len(command.data) == 2, SW.WRONG_LENGTH)
    target = addressing.find(status, int.from_bytes(command.data))
    return Outcome(status=replace(status, current=target.fid))


def _without_effect(command: Command, status: Status) -> Outcome:
    """Measured: nothing is found by P1 00; without data it is wrong right after reset and does nothing later."""
    require(not command.data, SW.FILE_NOT_FOUND)
    require(status.application is not None, SW.WRONG_P1_P2)
    return Outcome()
