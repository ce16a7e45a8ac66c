"""A mirror of the authorities' lists: fetched when first needed, looked at again after a while, and never taken back in time.

A list of which no newer one can be had serves until its nextUpdate; after that it is stale, and stale is not valid.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tegata.parties.operator.problems import StatusUnreachable
from tegata.parties.operator.status.lists import Lists
from tegata.pki import crl
from tegata.pki.path import CrlSource, Evidence, UnverifiedCertificate
from tegata.pki.path.errors import StatusNotTrusted, StatusUnknown

_NEVER = datetime.min.replace(tzinfo=UTC)
Fetch = Callable[[str], bytes]
"""The bytes of a list by its path. Raises StatusUnreachable."""


class NotAtHand(StatusUnknown):
    """The list must be fetched first: ask again where waiting does no harm."""


class _Kept(NamedTuple):
    loaded: crl.LoadedCrl
    source: CrlSource
    looked_at: datetime


class Mirror:
    """A source of status. `patience` is how long a list is used before the country is asked for a newer one."""

    def __init__(
        self, fetch: Fetch, lists: Lists, now: Callable[[], datetime], patience: timedelta = timedelta(minutes=15)
    ) -> None:
        self._fetch = fetch
        self._lists = lists
        self._now = now
        self._patience = patience
        self._kept: dict[tuple[bytes, bytes | None], _Kept] = {}
        self._fetching = threading.Lock()

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:
        """Status by the list at hand, fetched first where it is missing or has been used for a while."""
        kept = self._current(issuer, certificate.crl_point)
        if kept is None:
            with self._fetching:
                kept = self._current(issuer, certificate.crl_point) or self._renew(issuer, certificate.crl_point)
        return kept.source.evidence(certificate, issuer, at)

    def forget(self) -> None:
        """Look at every list anew at the next question."""
        self._kept = {key: kept._replace(looked_at=_NEVER) for key, kept in self._kept.items()}

    def at_hand(self) -> "AtHand":
        """The same mirror without its network: NotAtHand where something would have to be fetched."""
        return AtHand(self)

    def _current(self, issuer: UnverifiedCertificate, point: bytes | None) -> _Kept | None:
        kept = self._kept.get((issuer.public_key, point))
        if kept is None or not kept.looked_at <= self._now() < kept.looked_at + self._patience:
            return None
        return kept

    def _renew(self, issuer: UnverifiedCertificate, point: bytes | None) -> _Kept:
        """Fetch, verify and keep; without the country the list we have goes on until its own end."""
        before = self._kept.get((issuer.public_key, point))
        path = self._lists.path(issuer.subject, point)
        if path is None:
            raise StatusUnknown("the certificate names a revocation list that no address is known for")
        try:
            loaded = _load(self._fetch(path), issuer.public_key, point)
        except StatusUnreachable:
            if before is None:
                raise
            loaded = before.loaded
        if before is not None and (loaded.number or 0) < (before.loaded.number or 0):
            raise StatusNotTrusted("the country served an older revocation list than before")
        kept = _Kept(loaded, CrlSource([loaded]), self._now())
        self._kept[issuer.public_key, point] = kept
        return kept


class AtHand:
    """What a mirror knows without asking anybody."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    def evidence(self, certificate: UnverifiedCertificate, issuer: UnverifiedCertificate, at: datetime) -> Evidence:
        """Status by the list at hand. Raises NotAtHand."""
        kept = self._mirror._current(issuer, certificate.crl_point)  # noqa: SLF001 - the mirror's own other half
        if kept is None:
            raise NotAtHand("the revocation list is not at hand")
        return kept.source.evidence(certificate, issuer, at)


def _load(data: bytes, public_key: bytes, point: bytes | None) -> crl.LoadedCrl:
    try:
        loaded = crl.LoadedCrl.load(data, public_key)
    except (crl.CrlSignatureInvalid, crl.MalformedCrl) as error:
        raise StatusNotTrusted(f"the revocation list from the country: {error}") from error
    if loaded.distribution_point not in (point, None):
        raise StatusNotTrusted("the country served the list of another municipality")
    return loaded
