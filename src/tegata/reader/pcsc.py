"""Real readers through PC/SC. Needs the pyscard package and a running pcscd; says how to get them when they are not there."""

from time import monotonic, sleep
from types import ModuleType
from typing import Any, Self

from tegata.reader.errors import CardRemoved, ReaderMissing

HOW_TO_GET = "apt-get install pcscd libpcsclite-dev swig, then pip install 'tegata[pcsc]'"


def readers() -> list[str]:
    """Names of the readers that PC/SC knows. Raises ReaderMissing when there is no PC/SC."""
    system = _smartcard("System")
    exceptions = _smartcard("Exceptions")
    try:
        return [str(reader) for reader in system.readers()]
    except (exceptions.ListReadersException, exceptions.EstablishContextException) as error:
        raise ReaderMissing(f"PC/SC does not answer; start pcscd ({HOW_TO_GET})") from error


class PcscConnection:
    """A connection to the card in a reader. Use it as a context manager."""

    def __init__(self, name: str | None = None, *, patience: float = 0.0) -> None:
        """The reader whose name contains `name`; without it, the first reader that has a card.

        `patience`: seconds to wait for a card that is being inserted.
        """
        exceptions = _smartcard("Exceptions")
        self._gone: tuple[type[Exception], ...] = (exceptions.CardConnectionException, exceptions.NoCardException)
        ends = monotonic() + patience
        while (found := self._open(name)) is None:
            if monotonic() >= ends:
                raise ReaderMissing("there is no card in the reader; insert it or lay it on")
            sleep(0.05)
        self.name, self._connection = found

    def _open(self, name: str | None) -> tuple[str, Any] | None:
        wanted = [reader for reader in _all_readers() if name is None or name in str(reader)]
        if not wanted:
            raise ReaderMissing(f"no reader is called {name}" if name else "there is no reader")
        for reader in wanted:
            connection = reader.createConnection()
            try:
                connection.connect()
            except self._gone:
                connection.release()
                continue
            return str(reader), connection
        return None

    @property
    def atr(self) -> bytes:
        """Answer to reset."""
        return bytes(self._connection.getATR())

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU and return the response APDU. Raises CardRemoved."""
        try:
            data, sw1, sw2 = self._connection.transmit(list(command))
        except self._gone as error:
            raise CardRemoved("the card is gone; put it back and start again") from error
        return bytes((*data, sw1, sw2))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.release()


def _all_readers() -> list[Any]:
    readers()
    return list(_smartcard("System").readers())


def _smartcard(module: str) -> ModuleType:
    from importlib import import_module  # noqa: PLC0415

    try:
        return import_module(f"smartcard.{module}")
    except ImportError as error:
        raise ReaderMissing(f"the pyscard package is not installed: {HOW_TO_GET}") from error
