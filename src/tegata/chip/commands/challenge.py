"""GET CHALLENGE (ISO/IEC 7816-4 §11.6.3): 1 to 256 random bytes, whatever is current."""

from dataclasses import replace

from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.wire.apdu import Command, Response
from tegata.wire.status import SW


def get_challenge(hardware: Hardware, command: Command, status: Status) -> Outcome:
    """`00 84 00 00 Le`. The extended form is refused with 6985, as measured."""
    require(command.p1 == command.p2 == 0, SW.WRONG_P1_P2)
    require(not command.extended, SW.CONDITIONS_NOT_SATISFIED)
    if command.data or command.ne is None:
        raise Refused(SW.WRONG_LENGTH)
    challenge = hardware.entropy(command.ne)
    return Outcome(Response(challenge), replace(status, challenge=challenge))
