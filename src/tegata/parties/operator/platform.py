"""The operator plugged together: records, trust, status, time-stamps, the country; endpoints get it whole."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tegata.parties.operator import keys
from tegata.parties.operator.country import Country, CountryAway, CountryRefused
from tegata.parties.operator.problems import StatusUnreachable
from tegata.parties.operator.settings import Settings, StatusBy
from tegata.parties.operator.status import Lists, Mirror, over_http
from tegata.parties.operator.store import Store
from tegata.pki.checks import Checked, Checker, Question
from tegata.pki.documents.timestamp import TimeStampAuthority
from tegata.pki.path import Anchors, OcspSource, StatusSource

NONCE = 32


@dataclass(frozen=True)
class Platform:
    """Everything that a request may need."""

    settings: Settings
    store: Store
    country: Country
    stamps: TimeStampAuthority
    now: Callable[[], datetime]

    @classmethod
    def open(cls, settings: Settings, now: Callable[[], datetime]) -> "Platform":
        """Open the folder, making keys and database the first time."""
        held = keys.opened(settings.folder, now())
        country = Country(settings.country, settings.caller, held.caller, now)
        return cls(settings, Store(settings.folder / "operator.sqlite3"), country, held.stamps, now)

    def close(self) -> None:
        """Give files and connections back."""
        self.store.close()
        self.country.close()

    @cached_property
    def anchors(self) -> Anchors:
        """The authorities that are trusted."""
        return Anchors(self.settings.anchors)

    @cached_property
    def trusted_stamps(self) -> tuple[bytes, ...]:
        """Certificates of the time-stamping authorities that are believed: our own and the configured ones."""
        return (self.stamps.certificate, *self.settings.stamps)

    @cached_property
    def status(self) -> StatusSource:
        """Where status comes from; it may ask the country and wait."""
        if self.settings.status_by is StatusBy.RESPONDER:
            return OcspSource(over_http(self.country), lambda: secrets.token_bytes(NONCE))
        return self.mirror

    @cached_property
    def mirror(self) -> Mirror:
        """The mirror of the authorities' lists."""
        return Mirror(self._fetch_list, Lists(), self.now, self.settings.list_patience)

    @cached_property
    def checker(self) -> Checker:
        """Checks that may ask the country and wait."""
        return Checker(self.anchors, self.trusted_stamps, self.status)

    @cached_property
    def quick_checker(self) -> Checker | None:
        """Checks that never wait: NotAtHand where the country would have to be asked. None where it always is."""
        if self.settings.status_by is StatusBy.RESPONDER:
            return None
        return Checker(self.anchors, self.trusted_stamps, self.mirror.at_hand())

    def check(self, question: Question) -> Checked:
        """Check, now. Raises DocumentError or PathError."""
        return self.checker.check(question, self.now())

    def _fetch_list(self, path: str) -> bytes:
        try:
            return self.country.get(path)
        except (CountryAway, CountryRefused) as error:
            raise StatusUnreachable(f"the revocation list cannot be fetched: {error}") from error
