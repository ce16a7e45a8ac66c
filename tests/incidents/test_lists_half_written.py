"""While lists are published the process is killed, the disk fills up, the clock goes back: each list stays whole, true to its
number, never older than the one before; and who comes next publishes what is due.
"""

import errno
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.faults.publishing import TOWNS
from tests.unit.pki.authorities import NOW
from tests.unit.server.lists import Office, office

from tegata.pki.crl import LoadedCrl
from tegata.pki.names import Kind
from tegata.server import ca_pages
from tegata.server.crl_folder import ListsNotWritten
from tegata.server.home import Home

KILLS, STEPS, SEED = 5, 28, 20260401
LISTS = {(kind, name) for kind in Kind for name in (*TOWNS, "all")}
Published = dict[tuple[Kind, str], LoadedCrl]


def run(root: Path, moment: datetime, dies_at: int) -> int:
    argv = [sys.executable, "-m", "tests.faults.publishing", str(root), moment.isoformat(), str(dies_at)]
    return subprocess.run(argv, cwd=ROOT, check=False).returncode


def published(home: Home) -> Published:
    """Every list as a reader finds it, signature verified. Half a list would raise."""
    found: Published = {}
    for kind, authority in home.authorities.items():
        for file in (home.root / "crl" / kind).glob("[!.]*.crl"):
            found[kind, file.stem] = LoadedCrl.load(file.read_bytes(), authority.issuer.public_key)
    return found


def test_killed_at_any_step(tmp_path: Path) -> None:
    home, before = Home.found(tmp_path / "home", lambda: NOW), Published()
    moments = [NOW + timedelta(minutes=n) for n in range(KILLS + 1)]
    for moment, dies_at in zip(moments, random.Random(SEED).sample(range(1, STEPS), KILLS), strict=False):
        assert run(home.root, moment, dies_at) == -signal.SIGKILL
        after = published(home)
        assert before.keys() <= after.keys()
        for key, older in before.items():
            assert (after[key].number or 0, after[key].this_update) >= (older.number or 0, older.this_update)
            assert after[key].data == older.data or (after[key].number or 0) > (older.number or 0)
        before = after
    assert run(home.root, moments[-1], dies_at=0) == 0
    after = published(home)
    assert after.keys() == LISTS
    assert {found.this_update for found in after.values()} == {moments[-1]}
    assert {len(found) for (_, name), found in after.items() if name != "all"} == {KILLS + 1}
    assert not list(home.root.glob("crl/*/.*.*")), "nothing half written is left"
    for authority in home.authorities.values():
        authority.store.close()  # type: ignore[attr-defined]


@contextmanager
def full_disk(largest: int) -> Iterator[None]:
    """No file may grow beyond this while the context lasts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as found:
        yield found


def test_the_disk_fills_up(desk: Office, tmp_path: Path) -> None:
    with desk.authority.store.filling() as db:  # type: ignore[attr-defined]
        ca_pages.fill(db, (("13101", (1 << 25) + n, 1_700_000_000, 4, 1_950_000_000) for n in range(20_000)))
    desk.authority.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    desk.publisher.publish(NOW)
    before, version = desk.list_of("13101").data, desk.publisher._folder.version
    desk.authority.hold(desk.here, NOW)
    desk.authority.hold(desk.there, NOW)
    with full_disk(400_000), pytest.raises(ListsNotWritten, match="those published stay") as refused:
        desk.publisher.publish(NOW)
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.EFBIG
    assert desk.list_of("13101").data == before
    assert desk.list_of("01101").number in (1, 2)
    assert sorted(file.name for file in desk.place.glob(".*")) == [".lock"]
    assert desk.publisher._folder.version == version
    assert desk.publisher.publish(NOW) >= 2, "with room again it is done"
    assert desk.list_of("13101").lookup(desk.here) is not None
    assert desk.list_of("01101").lookup(desk.there) is not None
