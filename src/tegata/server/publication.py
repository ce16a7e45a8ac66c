"""Publication of revocation lists: what changed at once, everything once a day, a few at a time so that a change never waits.

The hour of the day's lists is midnight in Japan, as pki.crl.window has it. [guess] The real hour is unknown.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tegata.pki import crl
from tegata.pki.authority import RESPONDERS, Authority
from tegata.pki.names import Kind
from tegata.rules.municipalities import municipality
from tegata.server.crl_folder import CrlFolder

FOLDER = "crl"
COMPLETE = "all"
LARGEST_COMPLETE = 4 << 20
"""Bytes of all lists together above which there is no complete one: a hundred thousand entries. Nobody fetches a nation's at
each change; the lists of the municipalities say the same.
"""
AT_ONCE = 32
"""Lists in one go: a fraction of a second of a nation's."""


class Publisher:
    """Keeps one authority's published lists true."""

    def __init__(self, authority: Authority, folder: CrlFolder) -> None:
        self._authority = authority
        self._folder = folder
        self._seen = 0
        self._owed: set[str] = set()

    def publish(self, now: datetime, most: int = AT_ONCE) -> int:
        """Publish some of what is due, changes first. Returns how many; 0 when all is true, or another process does it.

        Raises StoreUnavailable, ListsNotWritten, OlderList; what is published stays then, and what is due is due again.
        """
        with self._folder.alone() as alone:
            if not alone:
                return 0
            due = self._due(now)[:most]
            if due:
                self._publish(due, now)
                self._owed.difference_update(due)
                self._folder.tell(self._folder.version if self._owed else self._seen)
            return len(due)

    def renew(self) -> None:
        """All lists are due, changed or not."""
        self._folder.look()
        self._seen, self._owed = self._folder.version, self._names()

    def overdue(self, now: datetime) -> int:
        """How many lists are older than the day's."""
        self._folder.look()
        return sum(listed.this_update < crl.day_begins(now) for listed in self._folder.lists.values())

    def _due(self, now: datetime) -> list[str]:
        """What changed, what there is no list of, what is older than the day's."""
        lists, names, version = self._folder.lists, self._names(), self._authority.store.version()
        told = self._seen if self._owed else self._folder.version
        if version != told:
            self._owed |= {*self._authority.store.changed_partitions(told), COMPLETE}
        self._owed &= names
        self._seen = version
        begins = crl.day_begins(now)
        old = {name for name, listed in lists.items() if listed.this_update < begins} & names
        missing = names - lists.keys()
        return [*_sorted(self._owed), *_sorted(missing - self._owed), *_sorted(old - self._owed)]

    def _publish(self, names: list[str], now: datetime) -> None:
        """A clock that went back makes no older list: what changed is told at the moment that is published already."""
        lists = self._folder.lists
        moment = max([now, *(lists[name].this_update for name in names if name in lists)])
        towns = [None if name == COMPLETE else municipality(name) for name in names]
        self._folder.publish(zip(names, self._authority.crls(towns, moment), strict=True))

    def _names(self) -> set[str]:
        """The lists that there should be."""
        names = set(self._authority.store.partitions()) - {RESPONDERS}
        sizes = sum(listed.size for name, listed in self._folder.lists.items() if name in names)
        if sizes <= LARGEST_COMPLETE:
            return names | {COMPLETE}
        if COMPLETE in self._folder.lists:
            self._folder.withdraw(COMPLETE)
        return names


class Publication:
    """Both authorities' lists, in a home's folder."""

    def __init__(self, root: Path, authorities: Mapping[Kind, Authority]) -> None:
        self.publishers = {
            kind: Publisher(authority, CrlFolder(root / FOLDER / kind.value)) for kind, authority in authorities.items()
        }

    def publish(self, now: datetime) -> int:
        """Some of what is due of each. Returns how many. Raises as Publisher.publish."""
        return sum(publisher.publish(now) for publisher in self.publishers.values())

    def publish_all(self, now: datetime, *, renew: bool = False) -> int:
        """All that is due, or all there is. Returns how many. Raises as Publisher.publish."""
        for publisher in self.publishers.values() if renew else ():
            publisher.renew()
        done = 0
        while some := self.publish(now):
            done += some
        return done

    def overdue(self, now: datetime) -> int:
        """How many lists are older than the day's."""
        return sum(publisher.overdue(now) for publisher in self.publishers.values())


def _sorted(names: set[str]) -> list[str]:
    """By code, the complete list last: it is made once, when the others are."""
    return sorted(names, key=lambda name: (name == COMPLETE, name))
