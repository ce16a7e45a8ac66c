"""The records of an authority: transactions whole or not at all, counters that only grow, files of other versions."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from tests.unit.pki.authorities import NOT_AFTER, NOW

from tegata.pki.ports import Prepared, RevokedRow, StoreUnavailable, TokenSpent, TokenUnknown
from tegata.pki.revocation import Reason, State, StatusChange
from tegata.server.ca_store import SCHEMA_VERSION, SqliteStore

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "ca.sqlite3", 100)
    yield opened
    opened.close()


def prepared(store: SqliteStore, token: str, partition: str = "13101") -> Prepared:
    with store.draft() as draft:
        item = Prepared(token, draft.next_serial(), b"tbs", partition, NOT_AFTER, NOW)
        draft.record(item)
    return item


def issued(store: SqliteStore, token: str, partition: str = "13101") -> int:
    item = prepared(store, token, partition)
    with store.redeem([token]) as redemption:
        redemption.record([b"seal"])
    return item.serial


def test_there_and_back(store: SqliteStore) -> None:
    item = prepared(store, "a")
    assert store.unfinished() == [item]
    with store.redeem(["a"]) as redemption:
        assert list(redemption.prepared) == [item]
        redemption.record([b"seal"])
    assert (store.unfinished(), store.serials(), store.partitions()) == ([], [100], ["13101"])
    assert store.certificate(100) == b"\x30\x07tbsseal"
    assert store.certificate(101) is None


def test_a_draft_that_fails_records_nothing_and_draws_no_number(store: SqliteStore) -> None:
    with pytest.raises(RuntimeError), store.draft() as draft:  # noqa: PT012 - what it did before is undone
        draft.record(Prepared("a", draft.next_serial(), b"", "13101", NOT_AFTER, NOW))
        raise RuntimeError
    assert store.unfinished() == []
    assert prepared(store, "b").serial == 100


def test_a_redemption_that_fails_spends_nothing(store: SqliteStore) -> None:
    prepared(store, "a")
    with pytest.raises(RuntimeError), store.redeem(["a"]) as redemption:  # noqa: PT012 - as above
        redemption.record([b"seal"])
        raise RuntimeError
    with pytest.raises(ValueError, match="zip"), store.redeem(["a"]) as redemption:
        redemption.record([])
    assert len(store.unfinished()) == 1


def test_tokens(store: SqliteStore) -> None:
    issued(store, "a")
    with pytest.raises(TokenSpent), store.redeem(["a"]):
        pass
    with pytest.raises(TokenUnknown), store.redeem(["b"]):
        pass
    with pytest.raises(StoreUnavailable):
        prepared(store, "a")


def test_the_history_of_a_status(store: SqliteStore) -> None:
    serial = issued(store, "a")
    store.change(serial, StatusChange(State.HELD, NOW + MINUTE, Reason.CERTIFICATE_HOLD))
    store.change(serial, StatusChange(State.GOOD, NOW + 2 * MINUTE, None))
    states = [(item.state, item.since) for item in store.history(serial)]
    assert states == [(State.GOOD, NOW), (State.HELD, NOW + MINUTE), (State.GOOD, NOW + 2 * MINUTE)]
    at = [store.status(serial, NOW + n * MINUTE) for n in (-1, 0, 1, 2)]
    assert [item.state.value for item in at if item] == ["good", "good", "held", "good"]
    assert store.version() == 2
    assert store.status(999) is None
    with pytest.raises(LookupError):
        store.change(999, StatusChange(State.HELD, NOW, Reason.CERTIFICATE_HOLD))
    assert store.version() == 2


def test_what_lists_need(store: SqliteStore) -> None:
    here, there = issued(store, "a"), issued(store, "b", "01101")
    lifted = issued(store, "c")
    for serial in (there, here, lifted):
        store.change(serial, StatusChange(State.HELD, NOW, Reason.CERTIFICATE_HOLD))
    store.change(lifted, StatusChange(State.GOOD, NOW, None))
    rows = [RevokedRow(serial, int(NOW.timestamp()), 6) for serial in (here, there)]
    assert list(store.revoked(None, NOW)) == rows
    assert list(store.revoked("01101", NOW)) == rows[1:]
    assert list(store.revoked(None, NOT_AFTER + MINUTE)) == []


def test_numbers_of_lists_only_grow_each_partition_for_itself(store: SqliteStore) -> None:
    assert [store.next_crl_number(None), store.next_crl_number("13101"), store.next_crl_number(None)] == [1, 1, 2]


def test_reopened_it_goes_on(store: SqliteStore, tmp_path: Path) -> None:
    issued(store, "a")
    again = SqliteStore(tmp_path / "ca.sqlite3", 500)
    assert prepared(again, "b").serial == 101
    again.close()


def test_numbers_are_given_once_to_many_threads(store: SqliteStore, tmp_path: Path) -> None:
    other, drawn = SqliteStore(tmp_path / "ca.sqlite3"), []

    def draw(one: SqliteStore) -> None:
        for _ in range(20):
            with one.draft() as draft:
                drawn.append(draft.next_serial())

    threads = [Thread(target=draw, args=(one,)) for one in (store, store, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(drawn) == list(range(100, 160))


def test_changes_are_numbered_without_gaps(store: SqliteStore) -> None:
    first, second = issued(store, "a"), issued(store, "b", "27100")
    store.change(second, StatusChange(State.HELD, NOW + MINUTE, Reason.CERTIFICATE_HOLD))
    store.change(first, StatusChange(State.REVOKED, NOW, Reason.SUPERSEDED))
    store.change(second, StatusChange(State.GOOD, NOW + 2 * MINUTE, None))
    with pytest.raises(LookupError):
        store.change(7, StatusChange(State.HELD, NOW, Reason.CERTIFICATE_HOLD))
    found = store.changes(0, 10)
    assert [(one.number, one.serial, one.status.state) for one in found] == [
        (1, second, State.HELD),
        (2, first, State.REVOKED),
        (3, second, State.GOOD),
    ]
    assert (found[0].partition, found[0].not_after) == ("27100", NOT_AFTER)
    assert found[1].status == store.status(first)
    assert [one.number for one in store.changes(1, 1)] == [2]
    assert (store.changes(3, 10), store.version()) == ([], 3)


def test_changes_of_a_file_of_version_1_get_their_numbers(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "old", 100)
    serials = [issued(store, token) for token in "abc"]
    store.change(serials[2], StatusChange(State.HELD, NOW, Reason.CERTIFICATE_HOLD))
    store.change(serials[0], StatusChange(State.REVOKED, NOW + MINUTE, Reason.SUPERSEDED))
    store.change(serials[2], StatusChange(State.REVOKED, NOW, Reason.SUPERSEDED))
    for statement in ("DROP INDEX status_number", "ALTER TABLE status DROP COLUMN number", "PRAGMA user_version=1"):
        store._db.execute(statement)
    store.close()
    opened = SqliteStore(tmp_path / "old")
    assert [(one.number, one.serial) for one in opened.changes(0, 10)] == [
        (1, serials[2]),
        (2, serials[2]),
        (3, serials[0]),
    ]
    opened.change(serials[1], StatusChange(State.HELD, NOW, Reason.CERTIFICATE_HOLD))
    assert opened.changes(3, 10)[0].number == opened.version() == 4
    opened.close()


def test_files_that_are_none_or_of_a_newer_version(tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreUnavailable):
        SqliteStore(tmp_path / "junk")
    with pytest.raises(StoreUnavailable):
        SqliteStore(tmp_path / "nowhere" / "ca.sqlite3")
    db = sqlite3.connect(tmp_path / "newer")
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    db.close()
    with pytest.raises(StoreUnavailable, match="newer"):
        SqliteStore(tmp_path / "newer")


def test_what_is_recorded_survives_loss_of_power(store: SqliteStore) -> None:
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
