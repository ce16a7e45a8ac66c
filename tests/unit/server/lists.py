"""An authority that publishes lists into a folder, for tests: certificates in two municipalities, a clock that stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from tests.unit.pki import authorities
from tests.unit.pki.authorities import HOLDER, NOW, TOWN, request

from tegata.pki.authority import Authority
from tegata.pki.crl import LoadedCrl
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.rules.municipalities import municipality
from tegata.server.ca_store import SqliteStore
from tegata.server.crl_folder import CrlFolder
from tegata.server.publication import FOLDER, Publisher

ELSEWHERE = municipality("01101")


@lru_cache(maxsize=1)
def holder() -> SoftwareKey:
    return SoftwareKey.generate()


@lru_cache(maxsize=1)
def authority_key() -> SoftwareKey:
    return SoftwareKey.generate(elliptic=True)


@dataclass
class Office:
    """An authority and its publisher; `here` and `there` are serial numbers of two municipalities."""

    authority: Authority
    place: Path
    here: int
    there: int

    def __post_init__(self) -> None:
        self.publisher = self.another()

    def another(self) -> Publisher:
        """Another process that publishes into the same folder."""
        return Publisher(self.authority, CrlFolder(self.place))

    def list_of(self, name: str) -> LoadedCrl:
        """What is published, verified."""
        return LoadedCrl.load((self.place / f"{name}.crl").read_bytes(), authority_key().public_key)

    def numbers(self) -> dict[str, int | None]:
        """The CRL number of everything published."""
        return {file.stem: self.list_of(file.stem).number for file in sorted(self.place.glob("*.crl"))}


def certified(authority: Authority, code: str = TOWN.code5) -> int:
    """The serial number of a new certificate of a municipality."""
    wanted = request(holder(), replace(HOLDER, municipality=municipality(code)))
    return UnverifiedCertificate.parse(authority.certify(wanted, NOW)).serial


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Opened for as long as the context lasts. Nothing is published yet."""
    authority = authorities.found(Kind.SIGNATURE, authority_key(), folder)
    serials = [certified(authority, town.code5) for town in (TOWN, ELSEWHERE)]
    yield Office(authority, folder / FOLDER / Kind.SIGNATURE, *serials)
    assert isinstance(authority.store, SqliteStore)
    authority.store.close()
