"""A conversation with a card as a small stack: format a command, send it, turn its status word into an answer or an error.

Short APDUs only: every real reader and card can do them.
"""

from tegata.reader.connection import Connection
from tegata.reader.errors import (
    AccessDenied,
    CardError,
    FileNotFound,
    MalformedAnswer,
    NotAnIndividualNumberCard,
    PinBlocked,
    WrongPin,
)
from tegata.wire.apdu import Command, MalformedApdu, Response
from tegata.wire.status import SW, tries_left

CHUNK = 256
LARGEST_FILE = 32_768
BLOCKED = frozenset({0x6983, SW.REFERENCE_BLOCKED})
"""6984 is what this card says; 6983 is what the standard says and other chips may."""
ENDS_OF_FILE = frozenset({SW.OFFSET_OUTSIDE_FILE, 0x6282})


class Channel:
    """Commands over a connection. It knows which application it selected last, as the card does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._started = False

    def send(self, command: Command) -> Response:
        """The card's answer, whatever its status word. Raises MalformedAnswer or CardRemoved.

        After power-up one kind of card loses its first command to 6F00: that command is sent once more.
        """
        response = self._exchange(command)
        if not self._started and response.sw == SW.NO_PRECISE_DIAGNOSIS:
            response = self._exchange(command)
        self._started = True
        return response

    def _exchange(self, command: Command) -> Response:
        try:
            return Response.parse(self._connection.transmit(bytes(command)))
        except MalformedApdu as error:
            raise MalformedAnswer(f"the card's answer cannot be read: {error}") from error

    def command(self, ins: int, p1: int, p2: int, data: bytes = b"", ne: int | None = None, cla: int = 0) -> bytes:
        """The answer's data. Raises the CardError of its status word."""
        response = self.send(Command(cla, ins, p1, p2, data, ne))
        if response.sw != SW.SUCCESS:
            raise error_of(response.sw)
        return response.data

    def select_application(self, aid: bytes) -> None:
        """Select by name (ISO/IEC 7816-4 §11.2.2). Raises NotAnIndividualNumberCard."""
        response = self.send(Command(0x00, 0xA4, 0x04, 0x0C, aid))
        if response.sw == SW.FILE_NOT_FOUND:
            raise NotAnIndividualNumberCard(response.sw, "the card does not have this application")
        if response.sw != SW.SUCCESS:
            raise error_of(response.sw)

    def select_file(self, fid: int) -> None:
        """Select an elementary file of the current application. Raises FileNotFound."""
        self.command(0xA4, 0x02, 0x0C, fid.to_bytes(2))

    def read_file(self, fid: int) -> bytes:
        """A whole transparent file. Raises FileNotFound, AccessDenied or another CardError."""
        self.select_file(fid)
        content = b""
        while len(content) < LARGEST_FILE:
            response = self.send(Command(0x00, 0xB0, len(content) >> 8, len(content) & 0xFF, ne=CHUNK))
            if response.sw in ENDS_OF_FILE and (content or response.data):
                return content + response.data
            if response.sw != SW.SUCCESS:
                raise error_of(response.sw)
            content += response.data
            if len(response.data) < CHUNK:
                return content
        raise MalformedAnswer("the file does not end")

    def read_record(self, fid: int, number: int = 1) -> bytes:
        """A record of a record file."""
        self.select_file(fid)
        return self.command(0xB2, number, 0x04, ne=CHUNK)

    def tries_left(self, fid: int) -> int | None:
        """Tries of a reference without spending one; None when it has no counter. Some cards say 9000 once verified."""
        self.select_file(fid)
        response = self.send(Command(0x00, 0x20, 0x00, 0x80))
        left = tries_left(response.sw)
        if left is not None:
            return left
        if response.sw in BLOCKED:
            return 0
        if response.sw in (SW.NO_RETRY_LIMIT, SW.SUCCESS):
            return None
        raise error_of(response.sw)

    def verify(self, fid: int, value: bytes) -> None:
        """Verify a reference. Raises WrongPin or PinBlocked."""
        self.select_file(fid)
        response = self.send(Command(0x00, 0x20, 0x00, 0x80, value))
        left = tries_left(response.sw)
        if left is not None:
            raise WrongPin(response.sw, left)
        if response.sw != SW.SUCCESS:
            raise error_of(response.sw)


def error_of(sw: int) -> CardError:
    """The error that a status word stands for."""
    if sw in BLOCKED:
        return PinBlocked(sw)
    if sw == SW.SECURITY_STATUS_NOT_SATISFIED:
        return AccessDenied(sw, "what opens it was not verified: give the PIN or the verification number first")
    if sw in (SW.FILE_NOT_FOUND, SW.RECORD_NOT_FOUND):
        return FileNotFound(sw, "the card does not have this")
    return CardError(sw)
