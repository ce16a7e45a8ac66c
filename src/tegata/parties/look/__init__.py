"""What the firms' web sites share: the look on the Digital Agency's tokens, two languages, visits, a small database.

It knows no firm and decides nothing. `static/card.js` asks the visitor's local agent for the card.
"""

from tegata.parties.look.database import Database, DatabaseAway
from tegata.parties.look.site import Site
from tegata.parties.look.visits import VISITS, Visits

__all__ = ["VISITS", "Database", "DatabaseAway", "Site", "Visits"]
