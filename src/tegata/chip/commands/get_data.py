"""GET DATA (ISO/IEC 7816-4 §11.5.3): who made and issued this card. Answers while the card manager is current."""

from tegata.cardspec.codecs.card_manager import LARGE, DataObject
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.makers import Interface
from tegata.chip.state import Outcome, Status
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW


def get_data(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`00 CA tag Le`; a tag of one byte stands in P2 or, as measured on this card, behind it: 6A88 if missing."""
    require(not command.data and command.ne is not None, SW.WRONG_LENGTH)
    tag = command.p1 << 8 | command.p2
    value = _contact_atr(hardware, status) if tag == DataObject.CONTACT_ATR else _object(hardware, status, tag)
    if value is None:
        raise Refused(SW.REFERENCE_NOT_FOUND)
    require(command.extended or tag not in LARGE, SW.WRONG_LENGTH)
    require(command.ne is not None and len(value) <= command.ne, SW.WRONG_LENGTH)
    return Outcome(Response(value))


def _object(hardware: Hardware, status: Status, tag: int) -> bytes | None:
    if status.application is not None:
        return None
    if tag == DataObject.LOWER_CERTIFICATE and not hardware.personality.lower_certificate:
        return None
    return hardware.contents.data_object(tag)


def _contact_atr(hardware: Hardware, status: Status) -> bytes | None:
    """The ATR of the contact interface without its first byte TS."""
    inside = status.application is not None
    if inside is not hardware.personality.atr_inside_application:
        return None
    return hardware.personality.atr[Interface.CONTACT][1:]
