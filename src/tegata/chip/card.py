"""A card: a memory, a maker's chip around it, and one interface. Bytes in, bytes out, and a supply of power.

The only things a reader can do to a card are here; of `chip` nothing else is needed to use one.
"""

import secrets

from tegata.chip.contents import Contents
from tegata.chip.hardware import Entropy, Hardware, KeyMaker, make_key
from tegata.chip.kernel import Kernel
from tegata.chip.makers import MAKERS, Interface, Maker
from tegata.chip.memory import Memory, MemoryFault
from tegata.chip.state import Status
from tegata.wire.apdu import Response
from tegata.wire.status import SW

__all__ = ["MAKERS", "Card", "Interface", "Maker"]


class Card:
    """A card in a reader, with power. Raises WrongMaker if the memory belongs to another maker's chip."""

    def __init__(
        self,
        memory: Memory,
        maker: Maker,
        *,
        interface: Interface = Interface.CONTACT,
        entropy: Entropy = secrets.token_bytes,
        key_maker: KeyMaker = make_key,
    ) -> None:
        self._memory = memory
        self._maker = maker
        self._interface = interface
        self._entropy = entropy
        self._key_maker = key_maker
        self._kernel: Kernel | None = None
        self.power_on()

    @property
    def atr(self) -> bytes:
        """Answer to reset; for contactless the one that a PC/SC reader makes (PC/SC part 3 §3.1.3.2.3)."""
        return self._maker.personality.atr[self._interface]

    def power_on(self) -> bytes:
        """Power, if there was none. Returns the ATR. Raises MemoryFault, WrongMaker."""
        if self._kernel is None:
            contents = Contents(self._maker.mount(self._memory))
            hardware = Hardware(contents, self._entropy, self._maker.personality, self._key_maker)
            self._kernel = Kernel(hardware, Status())
        return self.atr

    def power_off(self) -> None:
        """Loss of power, or the card leaves the field: all volatile status is gone."""
        self._kernel = None

    def reset(self) -> bytes:
        """Warm reset. Returns the ATR.

        Contactless keeps the security status (measured); on contact it is lost [guess: not measured].
        """
        if self._interface is Interface.CONTACT:
            self.power_off()
        return self.power_on()

    def respond(self, command: bytes) -> bytes:
        """Answer a command APDU, whatever its bytes. A card without power is given some: no reader talks to a dead one.

        If the memory fails, the answer is 6F00 and the power goes, so that nothing is believed that was not written.
        """
        try:
            self.power_on()
            return self._kernel.respond(command) if self._kernel else b""
        except MemoryFault:
            self.power_off()
            return bytes(Response(sw=SW.NO_PRECISE_DIAGNOSIS))
