"""Where the card is: in a PC/SC reader, or a card of a sandbox in its home folder, opened for one act and closed again."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tegata.chip.card import MAKERS, Card
from tegata.chip.file_memory import FileMemory
from tegata.chip.memory import MemoryFault
from tegata.reader import Connection, InProcess, pcsc
from tegata.reader.errors import ReaderMissing

OpenCard = Callable[[], AbstractContextManager[Connection]]


class NoSandboxCard(ReaderMissing):
    """The home folder has no card of this name."""


def pcsc_card(reader_name: str | None) -> OpenCard:
    """The card in a reader whose name contains `reader_name`; without it, in the first that has one."""
    return lambda: pcsc.PcscConnection(reader_name, patience=5.0)


def sandbox_card(home: Path, name: str) -> OpenCard:
    """A card of the sandbox in `home`. Raises NoSandboxCard at once if there is none."""
    folder = home / "cards" / name
    if not name.replace("-", "").replace("_", "").isalnum() or not (folder / "card.json").exists():
        raise NoSandboxCard(f"there is no card called {name}; tegata card list shows those there are")

    @contextmanager
    def opened() -> Iterator[Connection]:
        try:
            entry = json.loads((folder / "card.json").read_text(encoding="utf8"))
            with FileMemory(folder / "chip.bin") as memory:
                yield InProcess(Card(memory, MAKERS[entry["maker"]]))
        except (MemoryFault, OSError) as error:
            raise ReaderMissing("the card is in use elsewhere; unplug it there") from error

    return opened
