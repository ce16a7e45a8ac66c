"""The index says what the store says; a snapshot comes back whole or not at all; changes are seen within their time."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.pki.authorities import DAY, MINUTE, NOW, Keys, request

from tegata.pki.authority import Authority
from tegata.pki.live_status import LiveStatus, index_of
from tegata.pki.ports import StoreUnavailable
from tegata.pki.revocation import CertificateStatus, Reason, State
from tegata.pki.status_index import PAGE, SnapshotUnusable, StatusIndex
from tegata.server.ca_store import SqliteStore

MOMENTS = st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, NOW.tzinfo))
STATUSES = st.builds(CertificateStatus, st.sampled_from(State), MOMENTS, st.none() | st.sampled_from(Reason))


class Watch:
    """Seconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def serials(signing: Authority, keys: Keys) -> list[int]:
    signing.certify_all([request(keys.holder)] * 5, NOW)
    return signing.store.serials()


@pytest.fixture
def live(signing: Authority, serials: list[int], watch: Watch, tmp_path: Path) -> LiveStatus:
    return LiveStatus(signing.store, index_of(signing.store, tmp_path / "none"), watch)


@given(st.dictionaries(st.integers(1, 2**63 - 1), STATUSES, max_size=20))
def test_what_is_put_in_comes_out(rows: dict[int, CertificateStatus]) -> None:
    index = StatusIndex()
    for serial, status in rows.items():
        index.put(serial, status)
        index.put(serial, status)
    assert {serial: index.status(serial) for serial in rows} == rows
    assert (len(index), list(index.serials())) == (len(rows), sorted(rows))
    assert all(serial in index and (serial + 1 in rows or serial + 1 not in index) for serial in rows)


@given(st.dictionaries(st.integers(1, 4 * PAGE), STATUSES, max_size=20), st.integers(0, 2**40))
def test_a_snapshot_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[int, CertificateStatus], version: int
) -> None:
    file, index = tmp_path_factory.mktemp("snapshot") / "status", StatusIndex()
    for serial, status in rows.items():
        index.put(serial, status)
    index.version = version
    index.write(file)
    found = StatusIndex.read(file)
    assert {serial: found.status(serial) for serial in found.serials()} == rows
    assert (len(found), found.version, found.highest) == (len(rows), version, max(rows, default=0))
    assert [other.name for other in file.parent.iterdir()] == ["status"]


def test_a_damaged_snapshot_is_none(tmp_path: Path) -> None:
    file, index = tmp_path / "status", StatusIndex()
    index.put(7, CertificateStatus(State.GOOD, NOW))
    index.write(file)
    whole = file.read_bytes()
    for wrong in (b"", whole[:-1], whole[: len(whole) // 2], b"x" + whole[1:], whole[:500] + b"\xff" + whole[501:]):
        file.write_bytes(wrong)
        with pytest.raises(SnapshotUnusable):
            StatusIndex.read(file)
    with pytest.raises(SnapshotUnusable):
        StatusIndex.read(tmp_path / "nothing")


def test_a_certificate_takes_few_bytes() -> None:
    index, status = StatusIndex(), CertificateStatus(State.GOOD, NOW)
    for serial in range(100_000):
        index.put(serial, status)
    assert index.memory() / len(index) < 6


def test_the_index_of_a_store_is_what_the_store_says(signing: Authority, serials: list[int], tmp_path: Path) -> None:
    signing.revoke(serials[1], Reason.SUPERSEDED, NOW)
    signing.hold(serials[2], NOW)
    index = index_of(signing.store, tmp_path / "none")
    assert list(index.serials()) == serials
    assert {serial: index.status(serial) for serial in serials} == {
        serial: signing.store.status(serial) for serial in serials
    }
    assert index.version == signing.store.version() == 2


def test_a_snapshot_is_brought_up_to_date(
    signing: Authority, serials: list[int], keys: Keys, watch: Watch, tmp_path: Path
) -> None:
    index_of(signing.store, tmp_path / "kept").write(tmp_path / "kept")
    signing.revoke(serials[0], Reason.KEY_COMPROMISE, NOW)
    signing.certify_all([request(keys.holder)] * 2, NOW)
    live = LiveStatus(signing.store, index_of(signing.store, tmp_path / "kept"), watch)
    for serial in signing.store.serials():
        assert live.status_at(serial, NOW) == signing.store.status(serial)


def test_a_snapshot_of_other_records_is_not_believed(signing: Authority, serials: list[int], tmp_path: Path) -> None:
    index = StatusIndex()
    index.put(serials[0], CertificateStatus(State.REVOKED, NOW, Reason.SUPERSEDED))
    index.version = 9
    index.write(tmp_path / "kept")
    assert index_of(signing.store, tmp_path / "kept").status(serials[0]) == signing.store.status(serials[0])


def test_a_change_is_seen_a_quarter_of_a_second_later(
    live: LiveStatus, signing: Authority, serials: list[int], watch: Watch
) -> None:
    assert live.status_at(serials[0], NOW + MINUTE) == CertificateStatus(State.GOOD, NOW)
    signing.revoke(serials[0], Reason.SUPERSEDED, NOW + MINUTE)
    watch.now += 0.26
    seen = live.status_at(serials[0], NOW + MINUTE)
    assert seen == CertificateStatus(State.REVOKED, NOW + MINUTE, Reason.SUPERSEDED)
    assert (live.changed(), live.changed()) == ([serials[0]], [])


def test_the_tick_before_a_change_shows_what_was(
    live: LiveStatus, signing: Authority, serials: list[int], watch: Watch
) -> None:
    signing.hold(serials[0], NOW + MINUTE)
    signing.revoke(serials[0], Reason.SUPERSEDED, NOW + 2 * MINUTE)
    watch.now += 1
    assert live.status_at(serials[0], NOW) == CertificateStatus(State.GOOD, NOW)
    held_and_ended = CertificateStatus(State.REVOKED, NOW + MINUTE, Reason.SUPERSEDED)
    assert live.status_at(serials[0], NOW + MINUTE) == held_and_ended


def test_what_is_issued_later_is_there_at_once(live: LiveStatus, signing: Authority, keys: Keys) -> None:
    live.version()
    signing.certify(request(keys.holder), NOW + DAY)
    newest = signing.store.serials()[-1]
    assert live.status_at(newest, NOW + DAY) == CertificateStatus(State.GOOD, NOW + DAY)
    assert live.status_at(newest + 1, NOW + DAY) is None
    assert live.status_at(1 << 70, NOW) is None


def test_without_the_store_nothing_is_known(
    live: LiveStatus, signing: Authority, serials: list[int], watch: Watch
) -> None:
    live.status_at(serials[0], NOW)
    assert isinstance(signing.store, SqliteStore)
    signing.store.close()
    assert live.status_at(serials[0], NOW) is not None
    watch.now += timedelta(seconds=1).total_seconds()
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            live.status_at(serials[0], NOW)
