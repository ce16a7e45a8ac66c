"""The local agent: a web page asks it for the card, and it asks the holder. On loopback only, for sites on its list only.

The holder sees on the agent's own page which site asks for what, and types the PIN there; a site never sees one. It knows
nobody's data and keeps nothing: a request lives some minutes, its result is handed out once.
"""

from tegata.terminals.agent.app import make_app
from tegata.terminals.agent.book import Book
from tegata.terminals.agent.cards import NoSandboxCard, pcsc_card, sandbox_card
from tegata.terminals.agent.doors import Doors, NotLoopback, Site, origin_of, require_loopback

__all__ = [
    "Book",
    "Doors",
    "NoSandboxCard",
    "NotLoopback",
    "Site",
    "make_app",
    "origin_of",
    "pcsc_card",
    "require_loopback",
    "sandbox_card",
]
