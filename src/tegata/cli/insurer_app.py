"""The insurer's application as a server's process makes it: settings from the environment, the sandbox's clock and authorities."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi import FastAPI

from tegata.cli.parties import SETTINGS
from tegata.cli.party_apps import clock_of
from tegata.parties.insurer import app
from tegata.parties.insurer.settings import Insurer
from tegata.pki.names import Kind


@dataclass(frozen=True)
class InsurerTold:
    """What the command line tells the insurer's process."""

    home: str
    port: int
    country: str
    desk_key: str

    def as_json(self) -> str:
        """For the environment."""
        return json.dumps(asdict(self))


def insurer() -> FastAPI:
    """The insurer's application."""
    return app.create(firm(InsurerTold(**json.loads(os.environ[SETTINGS]))))


def firm(told: InsurerTold) -> Insurer:
    """The insurer of this sandbox: it trusts the sandbox's authorities."""
    root = Path(told.home)
    anchors = {kind: (root / "ca" / kind / "ca.cer").read_bytes() for kind in Kind}
    origin = f"http://127.0.0.1:{told.port}"
    return Insurer(root / "parties" / "insurer", origin, told.country, anchors, clock_of(root), told.desk_key)
