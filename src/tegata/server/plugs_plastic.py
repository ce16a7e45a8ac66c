"""The physical cards of the country, for the words `plastic`, `issuer` and `pool-key`: they lie in the home folder.

A card's folder has the card's id as its name, in whoever's hand the card is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tegata.chip.personalisation import CardIssuer, Order, PersonalisedCard
from tegata.ground.clock import now
from tegata.reader import Connection, InProcess
from tegata.server.home import Home
from tegata.server.print_job import PrintJob


class Drawer:
    """Makes, opens and shreds cards. One for each home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def make(self, card_id: UUID, order: Order, made: PersonalisedCard) -> None:
        """Load the chip and print both sides, whole or not at all; what a killed maker left goes."""
        self._home.keep_card(str(card_id), order, made, "ab"[order.running % 2])

    @contextmanager
    def open(self, card_id: UUID) -> Iterator[Connection]:
        """The card in a reader. Raises NoSuchCard or MemoryInUse."""
        with self._home.open_card(str(card_id)) as card:
            yield InProcess(card)

    def printed(self, card_id: UUID) -> PrintJob:
        """What is printed on it."""
        return self._home.printed(str(card_id))

    def print_notes(self, card_id: UUID, notes: tuple[str, ...]) -> None:
        """Print the note field, with all its entries."""
        self._home.reprint(str(card_id), replace(self.printed(card_id), notes=notes))

    def destroy(self, card_id: UUID) -> None:
        """Shred it. Harmless when it is gone."""
        self._home.destroy_card(str(card_id))


def plastic() -> Drawer:
    """The drawer of this home."""
    return Drawer(home())


def issuer() -> CardIssuer:
    """Who vouches for cards."""
    return home().issuer


def pool_key() -> bytes:
    """The key under which card keys made ahead are kept: from the card issuer's master key (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"tegata key pool").derive(issuer().master_key)


def home() -> Home:
    """The home that the settings name; one for each process."""
    return _home(Path(settings.HOME))


@lru_cache(maxsize=4)
def _home(root: Path) -> Home:
    return Home(root, now)
