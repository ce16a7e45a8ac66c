"""The chip's kernel: bytes in, one command, its outcome applied in one place, bytes out. No application's rules.

Order of a command: parse, class byte, secure messaging, instruction, writes, volatile status.
"""

from dataclasses import dataclass, replace

from tegata.chip import secure_messaging
from tegata.chip.commands.table import instruction
from tegata.chip.conditions import Refused, require
from tegata.chip.hardware import Hardware
from tegata.chip.secure_messaging import BadSecureMessage
from tegata.chip.state import Outcome, Status
from tegata.wire.apdu import Command, MalformedApdu, Response
from tegata.wire.status import SW

SELECT = 0xA4
BY_NAME = 0x04
ANSWERS_SESSION_LOST = frozenset({0x20, 0xB0, 0xB2})
"""VERIFY and READ outside the text application answer 69FC to a secure-messaging class byte (measured)."""

# Secure messaging indication, ISO/IEC 7816-4 table 2.
PROPRIETARY_FORM, WITHOUT_HEADER, WITH_HEADER = 0x04, 0x08, 0x0C


@dataclass(slots=True)
class Kernel:
    """One power cycle of a chip."""

    hardware: Hardware
    status: Status

    def respond(self, raw: bytes) -> bytes:
        """Answer one command, whatever the bytes. Raises MemoryFault only."""
        just_powered, self.status = self.status.just_powered, replace(self.status, just_powered=False)
        try:
            command = Command.parse(raw)
            if just_powered and self.hardware.personality.first_command_lost:
                require((command.ins, command.p1) == (SELECT, BY_NAME), SW.NO_PRECISE_DIAGNOSIS)
            return bytes(self._answer(command))
        except MalformedApdu:
            return bytes(Response(sw=SW.WRONG_LENGTH))
        except Refused as refusal:
            return bytes(Response(sw=refusal.sw))

    def _answer(self, command: Command) -> Response:
        if _messaging(command) is None:
            return self._execute(command)
        inner = self._opened(command)
        session = self.status.session
        response = self._execute(inner)
        return secure_messaging.protected(session, response) if session else response

    def _execute(self, command: Command) -> Response:
        outcome = instruction(command.cla, command.ins)(self.hardware, command, self.status)
        return self._apply(outcome)

    def _apply(self, outcome: Outcome) -> Response:
        """The only place where a command has effects: memory first, then what waits for it, then volatile status."""
        self.hardware.contents.write(outcome.writes)
        if outcome.then:
            return self._apply(outcome.then())
        if outcome.status:
            self.status = outcome.status
        return outcome.response

    def _opened(self, command: Command) -> Command:
        """The command inside secure messaging; the session's counter has gone up, or the session is gone."""
        application = self.status.application
        if application is None or not application.secure_messaging:
            lost = command.ins in ANSWERS_SESSION_LOST
            raise Refused(SW.SECURE_MESSAGING_SESSION_LOST if lost else SW.SECURE_MESSAGING_NOT_SUPPORTED)
        require(_messaging(command) != WITH_HEADER, SW.SECURE_MESSAGING_OBJECT_MISSING)
        require(command.cla == WITHOUT_HEADER, SW.SECURE_MESSAGING_NOT_SUPPORTED)
        if self.status.session is None:
            raise Refused(SW.SECURE_MESSAGING_SESSION_LOST)
        session = secure_messaging.advance(self.status.session)
        try:
            inner = secure_messaging.opened(session, command)
        except BadSecureMessage as error:
            self.status = replace(self.status, session=None)
            raise Refused(SW.SECURE_MESSAGING_OBJECT_INCORRECT) from error
        self.status = replace(self.status, session=session)
        return inner


def _messaging(command: Command) -> int | None:
    """The secure messaging indication of the class byte, None for a plain one. Raises Refused 6E00, 6881."""
    cla = command.cla
    require(cla & 0xC0 != 0x40, SW.CHANNEL_NOT_SUPPORTED)  # ISO/IEC 7816-4 table 3: channels 4 to 19
    require(cla & 0x70 == 0, SW.CLASS_NOT_SUPPORTED)
    require(command.channel == 0, SW.CHANNEL_NOT_SUPPORTED)
    return cla & secure_messaging.CLASS_BITS or None
