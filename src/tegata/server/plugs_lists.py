"""The published revocation lists of the home folder, as the room validation asks for them (word `lists`)."""

import logging
from datetime import datetime

from tegata.ground.clock import now
from tegata.server.crl_folder import ListsNotWritten, OlderList
from tegata.server.plugs_authorities import HomeAuthorities, authorities

log = logging.getLogger(__name__)


class HomeLists:
    """Adapter over a home folder, opened as its authorities are."""

    def __init__(self, home: HomeAuthorities) -> None:
        self._home = home

    def publish(self, moment: datetime) -> int:
        """See validation.rules.Lists."""
        with self._home.reached() as home:
            try:
                return home.publication.publish(moment)
            except (ListsNotWritten, OlderList) as fault:
                log.error("%s", fault)  # noqa: TRY400 - it says all there is to say
                raise

    def overdue(self) -> int:
        """See validation.rules.Lists."""
        with self._home.reached() as home:
            return home.publication.overdue(now())


lists = HomeLists(authorities)
