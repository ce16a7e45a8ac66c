"""The parties' applications as a server's process makes them: settings from the environment, the sandbox's clock."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tegata.cli.parties import SETTINGS
from tegata.parties.operator import app
from tegata.parties.operator.limits import App
from tegata.parties.operator.platform import Platform
from tegata.parties.operator.settings import Settings, StatusBy
from tegata.pki.names import Kind
from tegata.server import sandbox_clock


@dataclass(frozen=True)
class Told:
    """What the command line tells an operator's process."""

    home: str
    port: int
    country: str
    anchors: str | None
    status_by: str

    def as_json(self) -> str:
        """For the environment."""
        return json.dumps(asdict(self))


def operator() -> App:
    """The operator's application."""
    return app.create(operator_platform(Told(**json.loads(os.environ[SETTINGS]))))


def operator_platform(told: Told) -> Platform:
    """The operator plugged to a sandbox: its folder, its authorities unless others are given, its clock."""
    root = Path(told.home)
    anchors = (
        sorted(Path(told.anchors).glob("*.cer")) if told.anchors else [root / "ca" / kind / "ca.cer" for kind in Kind]
    )
    settings = Settings(
        folder=operator_folder(root),
        base_url=f"http://127.0.0.1:{told.port}",
        country=told.country,
        anchors=tuple(file.read_bytes() for file in anchors),
        stamps=((root / "tsa.cer").read_bytes(),),
        status_by=StatusBy(told.status_by),
        caller=caller_of(operator_folder(root)),
    )
    return Platform.open(settings, clock_of(root))


def operator_folder(root: Path) -> Path:
    """Where an operator of this sandbox keeps its own things."""
    return root / "parties" / "operator"


def caller_of(folder: Path) -> str:
    """The id under which the centre admitted whoever has this folder; a name that nobody admitted, where nobody did."""
    file = folder / "caller.id"
    return file.read_text().strip() if file.exists() else folder.name


def clock_of(root: Path) -> Callable[[], datetime]:
    """The machine's clock, moved by what the sandbox says."""
    return lambda: datetime.now(UTC) + sandbox_clock.ahead(root)
