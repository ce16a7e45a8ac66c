"""Pages of the register: search, a record with its history, a form for each life event, somebody new."""

from tegata.services.residents.views.changes import arrive, event, head, withdrawal
from tegata.services.residents.views.record import history, record
from tegata.services.residents.views.search import search

__all__ = ["arrive", "event", "head", "history", "record", "search", "withdrawal"]
