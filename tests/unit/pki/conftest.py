"""Authorities of both kinds with their records in a folder, and what they issue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pki import authorities, documents
from tests.unit.pki.authorities import NOW, Keys

from tegata.pki.authority import Authority
from tegata.pki.holder import Holder
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind
from tegata.pki.ocsp import Responder
from tegata.server.ca_store import SqliteStore


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(*(SoftwareKey.generate() for _ in range(5)))


@pytest.fixture
def holder() -> Holder:
    return authorities.HOLDER


@pytest.fixture(params=list(Kind))
def authority(request: pytest.FixtureRequest, keys: Keys, tmp_path: Path) -> Iterator[Authority]:
    """Each of the two kinds in turn."""
    yield from _opened(request.param, keys, tmp_path)


@pytest.fixture
def signing(keys: Keys, tmp_path: Path) -> Iterator[Authority]:
    """The authority for signature certificates."""
    yield from _opened(Kind.SIGNATURE, keys, tmp_path)


def _opened(kind: Kind, keys: Keys, folder: Path) -> Iterator[Authority]:
    made = authorities.found(kind, keys.authority, folder)
    yield made
    assert isinstance(made.store, SqliteStore)
    made.store.close()


@pytest.fixture
def issued(signing: Authority, keys: Keys) -> bytes:
    """A signature certificate."""
    return signing.certify(authorities.request(keys.holder), NOW)


@pytest.fixture
def responder(signing: Authority, keys: Keys) -> Responder:
    """The responder of the authority for signature certificates."""
    return authorities.responder_of(signing, keys.responder)


@pytest.fixture
def desk(signing: Authority, keys: Keys) -> documents.Desk:
    """Where documents are signed."""
    return documents.desk(signing, keys)
