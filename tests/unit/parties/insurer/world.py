"""An insurer with policies, and the authorities whose lists it reads: what its tests share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from tegata.parties.insurer.lists import Mirror
from tegata.parties.insurer.store import Policy, Store
from tegata.pki import crl, names
from tegata.pki.authority import root_certificate
from tegata.pki.crl import Window
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import RevokedRow
from tegata.pki.profiles import Issuer, Validity
from tegata.pki.revocation import Reason
from tegata.rules.calendar import end_of_day
from tegata.rules.municipalities import municipality

NIGHT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDS = int(end_of_day(date(2030, 6, 1)).timestamp())
KIYOSE, CHIYODA = "13221", "13101"
FIRST = 1 << 24


@cache
def key_of(kind: Kind) -> SoftwareKey:
    return SoftwareKey.generate(elliptic=True)


def issuer_of(kind: Kind) -> Issuer:
    return Issuer(kind, Naming(), key_of(kind).public_key, key_of(kind).algorithm, 1)


@cache
def anchor_of(kind: Kind) -> UnverifiedCertificate:
    validity = Validity(NIGHT - 100 * DAY, NIGHT + 3000 * DAY)
    return UnverifiedCertificate.parse(root_certificate(kind, Naming(), key_of(kind), 1, validity))


def point_of(kind: Kind, code: str) -> bytes:
    town = municipality(code)
    return names.crl_point(kind, Naming(), town.prefecture_roman, town.roman)


def made_list(
    kind: Kind,
    code: str | None,
    rows: Sequence[RevokedRow] = (),
    *,
    number: int = 1,
    at: datetime = NIGHT,
    days: int = 2,
    signed_by: Kind | None = None,
) -> bytes:
    """A list of an authority; `signed_by` another one is a forgery."""
    point = None if code is None else point_of(kind, code)
    window = Window(at, at + days * DAY)
    key = key_of(signed_by or kind)
    return crl.build(issuer_of(kind), key, crl.entries(sorted(rows)), number=number, window=window, point=point)


def revoked(serial: int, reason: Reason, at: datetime = NIGHT - HOUR) -> RevokedRow:
    return RevokedRow(serial, int(at.timestamp()), reason)


def policy(n: int, code: str = KIYOSE, **changes: object) -> Policy:
    """The n-th policy: its certificate is the n-th of its authority."""
    made = Policy(f"P{n:06}", f"見本　{n}", "東京都", f"受取人　{n}", False, False, code, FIRST + n, ENDS)
    return made._replace(**changes)


@dataclass
class Firm:
    """The insurer's records and copies."""

    folder: Path
    store: Store = field(init=False)
    mirror: Mirror = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.folder / "insurer.sqlite3")
        self.mirror = Mirror(self.folder / "lists", {kind: anchor_of(kind) for kind in Kind}, Naming().organisation)

    def add(self, *policies: Policy) -> None:
        with self.store.transaction():
            self.store.add(policies)

    def publish(self, kind: Kind, code: str, rows: Sequence[RevokedRow] = (), **options: object) -> None:
        self.mirror.keep(kind, code, made_list(kind, code, rows, **options))  # type: ignore[arg-type]

    def listed(self) -> dict[str, str]:
        """Open entries of the contact list: policy → finding."""
        return {number: finding for number, _, finding, *_ in self.store.contacts(None, "", 10_000)}
