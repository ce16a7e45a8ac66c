"""How the tests make an authority, whom it certifies, and the moment at which it all happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tegata.pki.authority import Authority, Policy, root_certificate
from tegata.pki.holder import Holder
from tegata.pki.issuing import Request
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.ocsp import Cadence, Responder
from tegata.pki.profiles import Issuer, Validity
from tegata.rules.calendar import end_of_day
from tegata.rules.municipalities import municipality
from tegata.rules.sex import Sex
from tegata.server.ca_store import SqliteStore

NOW = datetime(2026, 1, 5, 1, 2, 3, tzinfo=UTC)
ENDS = end_of_day(date(2035, 12, 31))
NOT_AFTER = end_of_day(date(2031, 2, 17))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST_SERIAL = 0x01000000
TOWN = municipality("13101")
HOLDER = Holder("手形　花子", "東京都千代田区霞が関二丁目１番２号", date(1980, 2, 17), Sex.FEMALE, TOWN)


@dataclass(frozen=True)
class Keys:
    """RSA keys are slow to make: one of each for the whole run."""

    authority: SoftwareKey
    other: SoftwareKey
    holder: SoftwareKey
    responder: SoftwareKey
    stamps: SoftwareKey


def rsa_of(key: SoftwareKey) -> rsa.RSAPrivateKey:
    """The key in pyca's form."""
    found = load_der_private_key(key.to_pkcs8(), password=None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found


def request(key: SoftwareKey, holder: Holder = HOLDER, not_after: datetime = NOT_AFTER) -> Request:
    """A certificate that somebody asks for."""
    return Request(holder, key.public_key, not_after)


def tokens() -> Callable[[], str]:
    """Tokens in order: t1, t2, …"""
    numbers = count(1)
    return lambda: f"t{next(numbers)}"


def found(kind: Kind, key: SoftwareKey, folder: Path, policy: Policy | None = None) -> Authority:
    """An authority whose records are in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(folder / f"{kind}.sqlite3", FIRST_SERIAL)
    with store.draft() as numbers:
        serial = numbers.next_serial()
    issuer = Issuer(kind, Naming(), key.public_key, key.algorithm, serial)
    certificate = root_certificate(kind, Naming(), key, serial, Validity(NOW, ENDS))
    return Authority(issuer, certificate, ENDS, key, store, tokens(), policy)


def responder_of(authority: Authority, key: SoftwareKey, cadence: Cadence | None = None) -> Responder:
    """A delegated responder with a certificate of the authority's."""
    certificate = authority.certify_responder(key.public_key, NOW + 30 * DAY, NOW)
    return Responder(authority.issuer, key, certificate, authority.store.status, authority.store.version, cadence)
