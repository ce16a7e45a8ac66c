"""The port to a card: one method. A real reader and our chip in process look the same from here on."""

from typing import Protocol


class Connection(Protocol):
    """A card that answers."""

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU and return the response APDU. Raises CardRemoved."""


class Responder(Protocol):
    """Anything that answers commands in this process: our chip, a script in a test."""

    def respond(self, command: bytes) -> bytes:
        """Answer a command APDU."""


class InProcess:
    """A connection to a card in this process."""

    def __init__(self, card: Responder) -> None:
        self._card = card

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU and return the response APDU."""
        return self._card.respond(command)
