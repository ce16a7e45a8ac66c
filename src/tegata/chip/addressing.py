"""Which elementary file a command means: the current one, or a short identifier (ISO/IEC 7816-4 §7.3, §8.2)."""

from dataclasses import dataclass

from tegata.cardspec.model import Application, ElementaryFile, Key, Secret
from tegata.chip.conditions import Refused
from tegata.chip.state import Status
from tegata.wire.status import SW

CURRENT = 0x80
SHORT_ID = 0x1F


@dataclass(frozen=True, slots=True)
class Target:
    """An elementary file of the current application. `item` None: it is there, but no public command serves it."""

    application: Application
    fid: int
    item: ElementaryFile | Secret | Key | None


def find(status: Status, fid: int) -> Target:
    """The file of the current application with this id. Raises Refused 6A82."""
    application = status.application
    if application is None:
        raise Refused(SW.FILE_NOT_FOUND)
    item = application.by_fid.get(fid)
    if item is None and fid not in application.reserved:
        raise Refused(SW.FILE_NOT_FOUND)
    return Target(application, fid, item)


def current(status: Status) -> Target:
    """The current file. Raises Refused 6986."""
    if status.current is None:
        raise Refused(SW.NO_CURRENT_FILE)
    return find(status, status.current)


def referenced(status: Status, p2: int) -> Target:
    """P2 = 80: the current file; 80 | short id: that one. Raises Refused 6A86, 6986, 6A82."""
    if p2 & ~SHORT_ID != CURRENT:
        raise Refused(SW.WRONG_P1_P2)
    return find(status, p2 & SHORT_ID) if p2 & SHORT_ID else current(status)
