"""Which command an instruction byte calls, by class byte (ISO/IEC 7816-4 §5.4): interindustry 00, proprietary 80."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Never

from tegata.cardspec.issuer_commands import IssuerCommand
from tegata.chip.commands.challenge import get_challenge
from tegata.chip.commands.change import change_key, change_reference_data
from tegata.chip.commands.get_data import get_data
from tegata.chip.commands.issuer import external_authenticate, unlock_key
from tegata.chip.commands.key_delivery import deliver_session_key
from tegata.chip.commands.read import read_binary, read_record
from tegata.chip.commands.rewriting import commit, generate_key_pair, stage
from tegata.chip.commands.select import select
from tegata.chip.commands.sign import compute_digital_signature, internal_authenticate
from tegata.chip.commands.verify import verify
from tegata.chip.conditions import Refused
from tegata.chip.hardware import Hardware
from tegata.chip.state import Outcome, Status
from tegata.wire.apdu import Command
from tegata.wire.status import SW

Instruction = Callable[[Hardware, Command, Status], Outcome]


def _only_on_a_phone(_hardware: Hardware, _command: Command, _status: Status) -> Never:
    """`80 FC`, which an iPhone's token knows: the physical card answers 6700 (measured)."""
    raise Refused(SW.WRONG_LENGTH)


INSTRUCTIONS: Mapping[tuple[int, int], Instruction] = MappingProxyType(
    {
        (0x00, 0x20): verify,
        (0x00, 0x24): change_reference_data,
        IssuerCommand.EXTERNAL_AUTHENTICATE.value: external_authenticate,
        (0x00, 0x84): get_challenge,
        (0x00, 0x88): internal_authenticate,
        (0x00, 0xA4): select,
        (0x00, 0xB0): read_binary,
        (0x00, 0xB2): read_record,
        (0x00, 0xCA): get_data,
        (0x80, 0x2A): compute_digital_signature,
        (0x80, 0x32): change_key,
        IssuerCommand.UNLOCK_KEY.value: unlock_key,
        IssuerCommand.GENERATE_KEY_PAIR.value: generate_key_pair,
        IssuerCommand.STAGE.value: stage,
        IssuerCommand.COMMIT.value: commit,
        (0x80, 0xAE): deliver_session_key,
        (0x80, 0xFC): _only_on_a_phone,
    }
)
KNOWN = frozenset(ins for _, ins in INSTRUCTIONS)


def instruction(cla: int, ins: int) -> Instruction:
    """The command of these two bytes. Raises Refused 6D00 (unknown), 6E00 (known under the other class)."""
    found = INSTRUCTIONS.get((cla, ins))
    if found is None:
        raise Refused(SW.CLASS_NOT_SUPPORTED if ins in KNOWN else SW.INSTRUCTION_NOT_SUPPORTED)
    return found
