"""What an installation of the phone shop decides, and the shop plugged together."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from tegata.client import Client
from tegata.parties.look import Database, Site, Visits
from tegata.parties.phoneshop.store import SCHEMA
from tegata.parties.phoneshop.texts import TEXTS
from tegata.rules.calendar import JST
from tegata.wire.cvc import KeyId, PublicKey

NAME = ("でんわ屋", "Denwa-ya")


@dataclass(frozen=True)
class Shop:
    """`origin` is where customers see the shop, `agent` where their agents answer, `trusted` are the card issuers' keys."""

    folder: Path
    origin: str
    agent: str
    operator: Client
    trusted: Mapping[KeyId, PublicKey]
    now: Callable[[], datetime]

    @cached_property
    def database(self) -> Database:
        """The shop's own records."""
        return Database(self.folder / "phoneshop.sqlite3", SCHEMA)

    @cached_property
    def visits(self) -> Visits:
        """Who is on the site."""
        return Visits(self.database, "denwaya", self.now, lambda: secrets.token_urlsafe(24))

    @cached_property
    def site(self) -> Site:
        """The look."""
        return Site("tegata.parties.phoneshop", NAME, "phone", TEXTS, self.origin, self.agent)

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.now().astimezone(JST).date()

    def close(self) -> None:
        """Give files and connections back."""
        self.database.close()
        self.operator.close()
