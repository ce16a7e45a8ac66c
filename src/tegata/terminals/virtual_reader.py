"""Our chip behind PC/SC: plugs cards into vpcd, the virtual reader driver of pcscd (vsmartcard). A card is the TCP client.

Frames both ways: two bytes of length, then the payload. A payload of one byte from pcscd is a control: power off, power on,
reset, or a poll for the ATR, which is answered at any time; every other payload is a command APDU.
"""

import selectors
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Event
from typing import Protocol

FIRST_PORT = 35963
"""TCP port of the first slot; the next slot has the next port."""
HOST = "127.0.0.1"
LONGEST_WAIT = 2.0
FIRST_WAIT = 0.05
TICK = 0.2


class Pluggable(Protocol):
    """A card as a reader sees it."""

    @property
    def atr(self) -> bytes:
        """Answer to reset."""

    def respond(self, command: bytes) -> bytes:
        """Answer a command APDU."""

    def power_on(self) -> bytes:
        """Supply power."""

    def power_off(self) -> None:
        """Take power away."""

    def reset(self) -> bytes:
        """Warm reset."""


class Control(IntEnum):
    """Payloads of one byte from pcscd."""

    POWER_OFF = 0
    POWER_ON = 1
    RESET = 2
    GET_ATR = 4


class ReaderNotThere(ConnectionError):
    """Nothing listens on the virtual reader's port."""


@dataclass(slots=True)
class Slot:
    """One card and its connection. `buffer` is what came and is not a whole frame yet."""

    card: Pluggable
    port: int
    connection: socket.socket | None = None
    buffer: bytearray = field(default_factory=bytearray)

    def frames(self) -> list[bytes]:
        """Take the whole frames out of the buffer."""
        found = []
        while len(self.buffer) >= 2 and len(self.buffer) >= 2 + int.from_bytes(self.buffer[:2]):
            end = 2 + int.from_bytes(self.buffer[:2])
            found.append(bytes(self.buffer[2:end]))
            del self.buffer[:end]
        return found

    def answer(self, payload: bytes) -> bytes | None:
        """The card's answer to a payload; None where none is expected."""
        if len(payload) != 1:
            return self.card.respond(payload)
        if payload[0] == Control.GET_ATR:
            return self.card.atr
        if payload[0] == Control.POWER_OFF:
            self.card.power_off()
        elif payload[0] == Control.POWER_ON:
            self.card.power_on()
        elif payload[0] == Control.RESET:
            self.card.reset()
        return None


class VirtualReader:
    """Holds cards in the slots of vpcd until it is stopped. One loop serves all slots.

    `on_change(slot number, plugged)` is told when a card is plugged in or its reader goes away. When pcscd restarts,
    the cards come back.
    """

    def __init__(
        self,
        cards: Sequence[Pluggable],
        *,
        host: str = HOST,
        first_port: int = FIRST_PORT,
        on_change: Callable[[int, bool], None] | None = None,
    ) -> None:
        self._slots = [Slot(card, first_port + number) for number, card in enumerate(cards)]
        self._host = host
        self._on_change = on_change or _tell_nobody
        self._selector = selectors.DefaultSelector()
        self._stop = Event()

    def plug(self) -> None:
        """Plug every card in, once. Raises ReaderNotThere, and then none is plugged in."""
        for slot in self._slots:
            if not self._connect(slot):
                self._unplug_all()
                raise ReaderNotThere(f"nothing listens on {self._host}:{slot.port}; is pcscd with vpcd running?")

    def run(self) -> None:
        """Serve until `stop`; readers that are not there are tried again, ever less often."""
        wait = FIRST_WAIT
        try:
            while not self._stop.is_set():
                lost = [slot for slot in self._slots if slot.connection is None and not self._connect(slot)]
                wait = min(LONGEST_WAIT, wait * 2) if lost else FIRST_WAIT
                if len(lost) == len(self._slots):
                    self._stop.wait(wait)
                else:
                    self._serve(wait if lost else TICK)
        finally:
            self._unplug_all()

    def stop(self) -> None:
        """End `run` soon; may be called from another thread or a signal handler."""
        self._stop.set()

    def _connect(self, slot: Slot) -> bool:
        try:
            slot.connection = socket.create_connection((self._host, slot.port), timeout=5)
        except OSError:
            return False
        _acknowledge_at_once(slot.connection)
        slot.buffer.clear()
        self._selector.register(slot.connection, selectors.EVENT_READ, slot)
        self._on_change(self._slots.index(slot), True)
        return True

    def _serve(self, wait: float) -> None:
        for key, _ in self._selector.select(wait):
            slot: Slot = key.data
            try:
                self._receive(slot)
            except OSError:
                self._unplug(slot)

    def _receive(self, slot: Slot) -> None:
        if slot.connection is None:
            return
        data = slot.connection.recv(65_536)
        if not data:
            raise ConnectionResetError("the reader closed the connection")
        _acknowledge_at_once(slot.connection)
        slot.buffer += data
        for payload in slot.frames():
            answer = slot.answer(payload)
            if answer is not None:
                slot.connection.sendall(len(answer).to_bytes(2) + answer)

    def _unplug(self, slot: Slot) -> None:
        if slot.connection is None:
            return
        self._selector.unregister(slot.connection)
        slot.connection.close()
        slot.connection = None
        slot.card.power_off()
        self._on_change(self._slots.index(slot), False)

    def _unplug_all(self) -> None:
        """The end: nobody needs to be told."""
        self._on_change = _tell_nobody
        for slot in self._slots:
            self._unplug(slot)


def _acknowledge_at_once(connection: socket.socket) -> None:
    """vpcd writes length and payload apart; an acknowledgement that waits would cost 40 ms an APDU (RFC 1122 §4.2.3.2)."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_QUICKACK"):  # Linux; it has to be said again after every receipt
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _tell_nobody(_slot: int, _plugged: bool) -> None:
    pass
