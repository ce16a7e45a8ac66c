"""Card readers on desks. In a sandbox a card is laid on a desk by its name; with PC/SC it lies in a real or virtual reader.

The plug for the word `desk`: a context in which a connection to the card on a desk is open, and nobody else's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tegata.chip.file_memory import MemoryInUse
from tegata.reader import Connection, InProcess
from tegata.reader.errors import ReaderMissing
from tegata.server import founding
from tegata.server.home import NoSuchCard
from tegata.server.plugs_plastic import home

PCSC = "pcsc:"


class NoCardOnDesk(ReaderMissing):
    """No card lies on the desk's reader."""

    def __init__(self) -> None:
        super().__init__("no card lies on the reader; put the card on it and try again")


@contextmanager
def desk(name: str) -> Iterator[Connection]:
    """A connection to the card on a desk. `name` is a desk's, or `pcsc:<reader>`.

    Raises NoCardOnDesk, or ReaderMissing when another desk or program has the card open.
    """
    if name.startswith(PCSC):
        from tegata.reader import pcsc  # noqa: PLC0415 - an optional package: tegata[pcsc]

        with pcsc.PcscConnection(name.removeprefix(PCSC)) as connection:
            yield connection
        return
    try:
        with home().open_card(card_on(name)) as card:
            yield InProcess(card)
    except MemoryInUse as error:
        raise ReaderMissing("the card is in use at another desk or reader; take it away there first") from error
    except NoSuchCard as error:
        raise NoCardOnDesk from error


def lay(name: str, card: str | None) -> None:
    """Lay a card on a desk, or take it away. Two people at one desk is what a real desk has too: the last one counts."""
    file = _file(name)
    if card is None:
        file.unlink(missing_ok=True)
    else:
        founding.write(file, card.encode())


def card_on(name: str) -> str:
    """The name of the card on a desk. Raises NoCardOnDesk."""
    try:
        return _file(name).read_text()
    except FileNotFoundError:
        raise NoCardOnDesk from None


def readers() -> list[str]:
    """Readers a person may choose from: with TEGATA_READERS=pcsc those of PC/SC, else none but the desk's own."""
    if os.environ.get("TEGATA_READERS") != "pcsc":
        return []
    from tegata.reader import pcsc  # noqa: PLC0415 - an optional package: tegata[pcsc]

    return [f"{PCSC}{reader}" for reader in pcsc.readers()]


def _file(name: str) -> Path:
    if not name.replace("-", "").isalnum() or len(name) > 64:
        raise NoCardOnDesk
    return Path(settings.HOME) / "desks" / name
