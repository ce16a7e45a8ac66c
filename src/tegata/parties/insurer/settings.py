"""What an installation of the insurer decides, and the insurer plugged together."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import httpx

from tegata.parties.insurer import batch, fetching
from tegata.parties.insurer.lists import Mirror
from tegata.parties.insurer.store import Store
from tegata.parties.insurer.texts import TEXTS
from tegata.parties.look import VISITS, Database, Site, Visits
from tegata.pki.documents import Trust
from tegata.pki.names import Kind
from tegata.pki.path import Anchors, UnverifiedCertificate

NAME = ("ひだまり生命", "Hidamari Life")
PATIENCE = 30.0


@dataclass(frozen=True)
class Insurer:
    """`origin` is where the site is seen, `centre` where lists are fetched; `desk_key` lets the staff in.

    `anchors` are the authorities' certificates (DER); `organisation` is how their names begin: JPKI, JPKI-TEST.
    """

    folder: Path
    origin: str
    centre: str
    anchors: Mapping[Kind, bytes]
    now: Callable[[], datetime]
    desk_key: str
    organisation: str = "JPKI-TEST"

    @cached_property
    def store(self) -> Store:
        """Policies and findings."""
        return Store(self.folder / "insurer.sqlite3")

    @cached_property
    def mirror(self) -> Mirror:
        """The copies of the lists."""
        anchors = {kind: UnverifiedCertificate.parse(encoded) for kind, encoded in self.anchors.items()}
        return Mirror(self.folder / "lists", anchors, self.organisation)

    @cached_property
    def visits(self) -> Visits:
        """Which of the staff are signed in."""
        return Visits(self._visits, "hidamari", self.now, lambda: secrets.token_urlsafe(24))

    @cached_property
    def _visits(self) -> Database:
        return Database(self.folder / "visits.sqlite3", VISITS)

    @cached_property
    def site(self) -> Site:
        """The look. No card is asked for here, so no page may reach an agent."""
        return Site("tegata.parties.insurer", NAME, "insurer", TEXTS, self.origin, "'none'")

    def trust(self) -> Trust:
        """Whom a signed application must come from, by the lists that count now."""
        return Trust(
            Anchors([self.anchors[Kind.SIGNATURE]]), fetching.Lists(self.store, self.mirror, self.client, self.now)
        )

    def client(self) -> httpx.Client:
        """A connection to the centre."""
        return httpx.Client(base_url=self.centre, timeout=PATIENCE)

    def night(self) -> tuple[batch.Outcome, dict[str, str]]:
        """Fetch the lists, then work through all policies; also what could not be fetched."""
        with self.client() as client:
            missing = fetching.renew(self.store, self.mirror, client, self.now())
        return batch.run(self.store, self.mirror, self.now()), missing

    def close(self) -> None:
        """Give the files back."""
        self.store.close()
        self._visits.close()
