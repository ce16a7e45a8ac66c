"""The firms' applications as a server's process makes them: settings from the environment, the sandbox's clock and issuer."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi import FastAPI

from tegata.cli.parties import SETTINGS
from tegata.cli.party_apps import clock_of
from tegata.client import Client
from tegata.parties.bank import app as banks
from tegata.parties.bank.settings import Bank
from tegata.parties.phoneshop import app as shops
from tegata.parties.phoneshop.settings import Shop
from tegata.server.home import Home, clock
from tegata.wire.cvc import KeyId, PublicKey


@dataclass(frozen=True)
class FirmTold:
    """What the command line tells a firm's process."""

    home: str
    port: int
    operator: str
    key: str
    agent: str
    desk_key: str = ""

    def as_json(self) -> str:
        """For the environment."""
        return json.dumps(asdict(self))

    @property
    def origin(self) -> str:
        """Where customers see the firm."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuers(self) -> dict[KeyId, PublicKey]:
        """Whose cards are genuine: in a sandbox its own issuer's."""
        passphrase = os.environ.get("TEGATA_CA_PASSPHRASE")
        return dict(Home(Path(self.home), clock, passphrase.encode() if passphrase else None).issuer.trusted_keys)


def bank() -> FastAPI:
    """The bank's application."""
    told, root = _told()
    folder, operator = root / "parties" / "bank", Client(told.operator, told.key)
    return banks.create(Bank(folder, told.origin, told.agent, operator, told.issuers, clock_of(root), told.desk_key))


def phoneshop() -> FastAPI:
    """The phone shop's application."""
    told, root = _told()
    folder, operator = root / "parties" / "phoneshop", Client(told.operator, told.key)
    return shops.create(Shop(folder, told.origin, told.agent, operator, told.issuers, clock_of(root)))


def _told() -> tuple[FirmTold, Path]:
    told = FirmTold(**json.loads(os.environ[SETTINGS]))
    return told, Path(told.home)
