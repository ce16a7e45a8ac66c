"""A certification authority: its certificate, its key and its store tied together. Two of them, independent, make the service."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tegata.pki import crl, issuing, profiles, revocation
from tegata.pki.issuing import Request
from tegata.pki.keys.port import SigningKey
from tegata.pki.names import Kind, Naming, crl_point
from tegata.pki.ports import Prepared, Store
from tegata.pki.profiles import EndEntityProfile, Issuer, Validity
from tegata.pki.revocation import CertificateStatus, Reason
from tegata.rules.municipalities import Municipality

ROOT_YEARS = 10


class NeverIssued(LookupError):
    """This authority issued no certificate of that serial number."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The switches of an installation. The default is what the practice statement says, as far as it is known."""

    holds_are_lifted: bool = False
    crl_days: int = 2  # thisUpdate to nextUpdate; CRLs are made daily


class Authority:
    """One of the two authorities. `token` makes one-time tokens; it is the operating system's generator but in tests."""

    def __init__(
        self,
        issuer: Issuer,
        certificate: bytes,
        ends: datetime,
        key: SigningKey,
        store: Store,
        token: Callable[[], str],
        policy: Policy | None = None,
    ) -> None:
        self.issuer = issuer
        self.certificate = certificate
        self.store = store
        self._ends = ends
        self._key = key
        self._token = token
        self._policy = policy or Policy()
        self._profile = EndEntityProfile(issuer)

    @property
    def kind(self) -> Kind:
        """Which of the two it is."""
        return self.issuer.kind

    def prepare(self, requests: Sequence[Request], now: datetime) -> list[Prepared]:
        """First step of issuing; see `issuing.prepare`."""
        return issuing.prepare(requests, self._profile, self._ends, self.store, now, self._token)

    def issue(self, tokens: Sequence[str]) -> list[bytes]:
        """Second step of issuing; see `issuing.issue`."""
        return issuing.issue(tokens, self._key, self.store)

    def certify_all(self, requests: Sequence[Request], now: datetime) -> list[bytes]:
        """Both steps for a batch, each in one transaction. Returns the certificates, DER."""
        return self.issue([prepared.token for prepared in self.prepare(requests, now)])

    def certify(self, request: Request, now: datetime) -> bytes:
        """Both steps for one certificate, DER."""
        return self.certify_all([request], now)[0]

    def status(self, serial: int, at: datetime | None = None) -> CertificateStatus:
        """The status of a certificate. Raises NeverIssued."""
        found = self.store.status(serial, at)
        if found is None:
            raise NeverIssued(f"the {self.kind} authority issued no certificate of serial {serial:08X}")
        return found

    def revoke(self, serial: int, reason: Reason, now: datetime) -> None:
        """End a certificate. Raises NeverIssued or RevocationRefused."""
        self.store.change(serial, revocation.revoke(self.status(serial), reason, now))

    def hold(self, serial: int, now: datetime) -> None:
        """Suspend a certificate. Raises NeverIssued or RevocationRefused."""
        self.store.change(serial, revocation.hold(self.status(serial), now))

    def resume(self, serial: int, now: datetime, *, allowed: bool | None = None) -> None:
        """Lift a hold where the policy, or the caller in its stead, allows it. Raises NeverIssued or RevocationRefused."""
        switch = self._policy.holds_are_lifted if allowed is None else allowed
        change = revocation.resume(self.status(serial), now, allowed=switch)
        self.store.change(serial, change)

    def apply(self, event: revocation.LifeEvent, serial: int, now: datetime) -> Reason | None:
        """What a life event does to a certificate of this authority; None when it lives on. Raises as revoke does."""
        reason = revocation.EFFECTS[event].on(self.kind)
        if reason is Reason.CERTIFICATE_HOLD:
            self.hold(serial, now)
        elif reason is not None:
            self.revoke(serial, reason, now)
        return reason

    def crl(self, town: Municipality | None, now: datetime) -> bytes:
        """A new CRL of a municipality's or ward's partition (None: of all), DER."""
        return next(self.crls([town], now))

    def crls(self, towns: Sequence[Municipality | None], now: datetime) -> Iterator[bytes]:
        """New CRLs of many partitions, each built when it is asked for; their numbers are drawn at once."""
        partitions = [town.code5 if town else None for town in towns]
        window = crl.window(now, self._policy.crl_days)
        for town, number in zip(towns, self.store.next_crl_numbers(partitions), strict=True):
            point = crl_point(self.kind, self.issuer.naming, town.prefecture_roman, town.roman) if town else None
            entries = self.store.listed(town.code5 if town else None, now)
            yield crl.build(self.issuer, self._key, entries, number=number, window=window, point=point)

    def certify_responder(self, public_key: bytes, not_after: datetime, now: datetime) -> bytes:
        """The certificate of a delegated OCSP responder, recorded like every other before it is signed."""
        started = now.astimezone(UTC).replace(microsecond=0)
        with self.store.draft() as draft:
            serial = draft.next_serial()
            tbs = profiles.ocsp_responder(self.issuer, serial, Validity(started, not_after), public_key)
            token = self._token()
            draft.record(Prepared(token, serial, tbs, RESPONDERS, not_after.astimezone(UTC), started))
        return self.issue([token])[0]


RESPONDERS = "00000"
"""The partition of certificates that belong to no municipality."""


def root_certificate(kind: Kind, naming: Naming, key: SigningKey, serial: int, validity: Validity) -> bytes:
    """A new authority's own certificate, signed by itself."""
    tbs = profiles.root(Issuer(kind, naming, key.public_key, key.algorithm, serial), validity)
    return profiles.certificate(tbs, key.algorithm, key.sign(tbs))
