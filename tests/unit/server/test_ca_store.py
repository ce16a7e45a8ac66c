"""The records of an authority: transactions whole or not at all, counters that only grow, files of other versions."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pki.authorities import NOT_AFTER, NOW

from tegata.pki import crl
from tegata.pki.ports import Prepared, RevokedRow, StoreUnavailable, TokenSpent, TokenUnknown
from tegata.pki.revocation import Reason, State, StatusChange
from tegata.server import ca_pages
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
    first, second = (crl.entry(RevokedRow(serial, int(NOW.timestamp()), 6)) for serial in (here, there))
    assert b"".join(store.listed("13101", NOW)) == first
    assert b"".join(store.listed("01101", NOW)) == second
    assert b"".join(store.listed(None, NOW)) == second + first
    assert b"".join(store.listed(None, NOT_AFTER)) == second + first
    assert b"".join(store.listed(None, NOT_AFTER + MINUTE)) == b""


def test_which_lists_a_change_touches(store: SqliteStore) -> None:
    here, there = issued(store, "a"), issued(store, "b", "01101")
    assert (store.partitions(), store.changed_partitions(0)) == (["01101", "13101"], [])
    for serial in (here, there, here):
        store.change(serial, StatusChange(State.HELD, NOW, Reason.CERTIFICATE_HOLD))
    assert [store.changed_partitions(after) for after in range(4)] == [["01101", "13101"]] * 2 + [["13101"], []]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 1500), st.sampled_from([0, 4, 5]), st.integers(0, 3)), max_size=60))
def test_pages_say_what_statuses_say(steps: list[tuple[int, int, int]]) -> None:
    """Thousands of certificates, so that pages are cut; then any changes, and any moment at which some have ended."""
    db = sqlite3.connect(":memory:")
    db.executescript(ca_pages.SCHEMA)
    kept = {n * 2: RevokedRow(n * 2 + (1 << 24), n, 4) for n in range(700)}
    ends = {n * 2: 10 + n % 7 for n in range(700)}
    rows = [("13101", *row, ends[n]) for n, row in kept.items()]
    ca_pages.fill(db, [*rows, ("27100", 5, 5, 5, 5)])
    for n, reason, end in steps:
        if n in kept and reason == 0:
            del kept[n]
            ca_pages.take_out(db, "13101", n + (1 << 24))
        else:
            kept[n], ends[n] = RevokedRow(n + (1 << 24), n, reason), 10 + end
            ca_pages.enter(db, "13101", kept[n], ends[n])
    for at in (0, 12, 17):
        living = [crl.entry(kept[n]) for n in sorted(kept) if ends[n] >= at]
        assert b"".join(ca_pages.entries(db, "13101", at)) == b"".join(living)
    assert b"".join(ca_pages.entries(db, "27100", 5)) == crl.entry(RevokedRow(5, 5, 5))
    db.close()


def test_a_page_that_grows_is_cut(store: SqliteStore) -> None:
    issued(store, "a")
    store._db.execute("BEGIN")
    for n in range(crl.page.LARGEST * 3):
        ca_pages.enter(store._db, "13101", RevokedRow((n * 7919) % 4096 + (1 << 24), n, 4), 9)
    sizes = [len(ends) // 4 for (ends,) in store._db.execute("SELECT ends FROM page")]
    assert len(sizes) > 3
    assert max(sizes) <= crl.page.LARGEST


def test_numbers_of_lists_only_grow_each_partition_for_itself(store: SqliteStore) -> None:
    assert store.next_crl_numbers([None, "13101"]) == [1, 1]
    assert store.next_crl_numbers([None]) == [2]


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
    listed = [b"".join(store.listed(partition, NOW)) for partition in (None, "13101", "01101")]
    assert listed[0] == listed[1] != listed[2] == b""
    older = ("DROP TABLE page", "DROP TABLE partition", "DROP INDEX status_number")
    for statement in (*older, "ALTER TABLE status DROP COLUMN number", "PRAGMA user_version=1"):
        store._db.execute(statement)
    store.close()
    opened = SqliteStore(tmp_path / "old")
    assert [b"".join(opened.listed(partition, NOW)) for partition in (None, "13101", "01101")] == listed
    assert opened.partitions() == ["13101"]
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
