"""The responder's journal in the home folder, for the word `status-journal`, and the callers as the responder loads them."""

from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from tegata.pki.ports import StoreUnavailable
from tegata.server.status_app import JOURNAL
from tegata.services.validation.api import callers
from tegata.services.validation.responder.journal import JournalReader
from tegata.services.validation.rules import CallerView


class HomeJournal(JournalReader):
    """The journal of whatever home the settings name."""

    @property
    def folder(self) -> Path:
        """Where it is now."""
        return Path(settings.HOME) / JOURNAL


journal = HomeJournal()


def load_callers() -> list[CallerView]:
    """All callers. Raises StoreUnavailable while the database is away."""
    try:
        close_old_connections()
        return callers()
    except (OperationalError, InterfaceError) as error:
        raise StoreUnavailable("the callers cannot be read") from error
