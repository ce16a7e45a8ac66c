"""What an installation of the bank decides, and the bank plugged together."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from tegata.client import Client
from tegata.parties.bank.store import SCHEMA
from tegata.parties.bank.texts import TEXTS
from tegata.parties.look import Database, Site, Visits
from tegata.rules.calendar import JST
from tegata.rules.identity_methods import Proof
from tegata.wire.cvc import KeyId, PublicKey

NAME = ("さくら銀行", "Sakura Bank")


@dataclass(frozen=True)
class Bank:
    """`origin` is where customers see the bank, `agent` where their agents answer, `desk_key` opens the clerks' page.

    `trusted` are the keys of card issuers. `offers`: methods that the bank accepts, where the law lets it.
    """

    folder: Path
    origin: str
    agent: str
    operator: Client
    trusted: Mapping[KeyId, PublicKey]
    now: Callable[[], datetime]
    desk_key: str
    offers: frozenset[Proof] = frozenset({Proof.SIGNATURE, Proof.CHIP_AND_FACE})

    @cached_property
    def database(self) -> Database:
        """The bank's own records."""
        return Database(self.folder / "bank.sqlite3", SCHEMA)

    @cached_property
    def visits(self) -> Visits:
        """Who is on the site."""
        return Visits(self.database, "sakura", self.now, lambda: secrets.token_urlsafe(24))

    @cached_property
    def site(self) -> Site:
        """The look."""
        return Site("tegata.parties.bank", NAME, "bank", TEXTS, self.origin, self.agent)

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.now().astimezone(JST).date()

    def close(self) -> None:
        """Give files and connections back."""
        self.database.close()
        self.operator.close()
