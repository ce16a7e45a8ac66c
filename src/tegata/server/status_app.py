"""The status service plugged together over a home: answers from memory, journal, callers."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic

from tegata.pki import ocsp
from tegata.server.crl_door import ListDoor
from tegata.server.crl_service import CrlService
from tegata.server.front_page import front_page
from tegata.server.home import Home
from tegata.server.publication import FOLDER
from tegata.server.status_keeping import StatusKeeper
from tegata.server.status_service import StatusService
from tegata.services.validation.responder import OcspResponder
from tegata.services.validation.responder.asking import CallerBook
from tegata.services.validation.responder.journal import JournalWriter
from tegata.services.validation.rules import CallerView

JOURNAL = Path("status") / "journal"


def status_app(
    home: Home, load_callers: Callable[[], Iterable[CallerView]], *, registered: bool, ticks: bool = False
) -> StatusService:
    """The WSGI callable. `ticks`: changes show every fifteen minutes, as in reality; otherwise at once."""
    keeper = StatusKeeper(home, ocsp.Cadence(immediate=not ticks))
    keeper.start()
    journal, book = JournalWriter(home.root / JOURNAL), CallerBook(load_callers, monotonic)
    answers = OcspResponder(lambda: keeper.responders, home.now, journal, book, registered=registered)
    door = ListDoor(book, home.now, os.environ.get("TEGATA_URL", "")) if registered else None
    lists = CrlService(home.root / FOLDER, home.now, door)
    return StatusService(home.authorities, answers, home.now, front_page, lists)
