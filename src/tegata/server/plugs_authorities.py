"""The two certification authorities of the home folder, as the rooms ask for them (words `authorities`, `documents`).

Opened when asked, and looked for at every call: folder, records or sealed keys away is AuthorityAway, back is back.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tegata.ground.clock import now
from tegata.pki import der, oids, path
from tegata.pki.authority import Authority, Policy
from tegata.pki.documents import UnsupportedForm, cms
from tegata.pki.holder import Holder
from tegata.pki.issuing import Request
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import StoreUnavailable, TokenSpent
from tegata.pki.revocation import EFFECTS, CertificateStatus, LifeEvent, RevocationRefused, State
from tegata.server import founding
from tegata.server.home import Home, HomeError
from tegata.services.certificates.api import AuthorityAway

Places = tuple[tuple[int, int], ...]


class HomeAuthorities:
    """Adapter over a home folder. `root` is asked at every call; `policy` is the installation's."""

    def __init__(self, root: Callable[[], Path], policy: Policy | None = None) -> None:
        self._root = root
        self._policy = policy
        self._opening = threading.Lock()
        self._open: tuple[Places, Home] | None = None

    def prepare(
        self, kind: Kind, holder: Holder, public_key: bytes, not_after: datetime, now: datetime
    ) -> tuple[str, int]:
        """See certificates.rules.Authorities."""
        with self._authority(kind) as authority:
            (prepared,) = authority.prepare([Request(holder, public_key, not_after)], now)
            return prepared.token, prepared.serial

    def issue(self, kind: Kind, token: str, serial: int) -> bytes:
        """See certificates.rules.Authorities."""
        with self._authority(kind) as authority:
            try:
                (certificate,) = authority.issue([token])
            except TokenSpent:
                found = authority.store.certificate(serial)
                if found is None:
                    raise AuthorityAway("its records do not have the certificate") from None
                return found
            return certificate

    def issued(self, kind: Kind, serial: int) -> bytes | None:
        """See certificates.rules.Authorities."""
        with self._authority(kind) as authority:
            return authority.store.certificate(serial)

    def apply(self, kind: Kind, serial: int, event: LifeEvent, now: datetime) -> CertificateStatus:
        """See certificates.rules.Authorities."""
        with self._authority(kind) as authority:
            present, reason = authority.status(serial), EFFECTS[event].on(kind)
            if reason is not None and present.state is not State.REVOKED and present.reason is not reason:
                try:
                    authority.apply(event, serial, now)
                except RevocationRefused:  # somebody else was faster: what is, is told
                    return authority.status(serial)
            return authority.status(serial)

    def resume(self, kind: Kind, serial: int, now: datetime) -> CertificateStatus:
        """See certificates.rules.Authorities."""
        with self._authority(kind) as authority:
            try:
                authority.resume(serial, now)
            except RevocationRefused:  # not held, or holds are not lifted here
                return authority.status(serial)
            return authority.status(serial)

    def statuses(self, kind: Kind) -> Iterator[tuple[int, CertificateStatus]]:
        """See certificates.rules.Authorities. Certificates of OCSP responders are no holder's."""
        with self._authority(kind) as authority:
            for serial in authority.store.serials():
                if not _is_responders(authority.store.certificate(serial)):
                    yield serial, authority.status(serial)

    def authority_certificate(self, kind: Kind) -> bytes:
        """See certificates.rules.Authorities."""
        with self._authority(kind) as authority:
            return authority.certificate

    def validate(self, certificate: bytes, now: datetime) -> UnverifiedCertificate:
        """See certificates.rules.Authorities. Status by OCSP from the responders in this process."""
        with self.reached() as home:
            trust = home.trust(path.OcspSource(home.ask_status), authentication=True)
            return path.validate(certificate, trust.anchors, path.AUTHENTICATION, trust.status, now).certificate

    def signed_text(self, document: bytes, now: datetime) -> tuple[bytes, int]:
        """See verifiers.rules.Documents: the word `documents`."""
        opened = cms.open_signed(document)
        if len(opened.signatures) != 1:
            raise UnsupportedForm("exactly one signature is accepted here")
        (signature,) = opened.signatures
        with self.reached() as home:  # it has to count now: a time-stamp of another day moves nothing
            trust = home.trust(path.OcspSource(home.ask_status))
            found = path.validate(signature.certificate, trust.anchors, path.SIGNATURE, trust.status, now)
        return opened.content, found.certificate.serial

    @contextmanager
    def _authority(self, kind: Kind) -> Iterator[Authority]:
        with self.reached() as home:
            yield home.authorities[kind]

    @contextmanager
    def reached(self) -> Iterator[Home]:
        """The open home. Raises AuthorityAway for whatever of it is away."""
        try:
            yield self._home()
        except (HomeError, KeyUnavailable, StoreUnavailable, OSError, sqlite3.Error) as error:
            raise AuthorityAway(type(error).__name__) from error

    def _home(self) -> Home:
        """The open home, as long as its files are where they were: a folder that was moved away is away."""
        root = self._root()
        files = [root / founding.SEALED, *(root / "ca" / kind.value / "ca.sqlite3" for kind in Kind)]
        with self._opening:
            places = tuple((found.st_dev, found.st_ino) for found in map(Path.stat, files))
            if self._open is None or self._open[0] != places:
                self._open = places, Home(root, now, policy=self._policy)
            return self._open[1]


def _is_responders(certificate: bytes | None) -> bool:
    if certificate is None:
        return False
    usages = UnverifiedCertificate.parse(certificate).extended_key_usage or ()
    return der.oid(oids.OCSP_SIGNING) in usages


authorities = HomeAuthorities(lambda: Path(settings.HOME))
