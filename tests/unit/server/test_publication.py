"""Published lists: what changed at once, everything once a day, never older than before, each whole."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pki.authorities import DAY, MINUTE, NOW, TOWN
from tests.unit.server.lists import ELSEWHERE, Office, certified, office

from tegata.pki import crl
from tegata.pki.ports import StoreUnavailable
from tegata.pki.revocation import Reason
from tegata.server import publication
from tegata.server.crl_folder import INDEX, LOCK, ListsNotWritten, OlderList

HERE, THERE = TOWN.code5, ELSEWHERE.code5


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as found:
        yield found


def test_at_first_every_municipality_with_certificates_gets_a_list_and_all_together_one(desk: Office) -> None:
    assert desk.publisher.publish(NOW) == 3
    assert desk.numbers() == {HERE: 1, THERE: 1, "all": 1}
    assert desk.publisher.publish(NOW) == 0
    assert (len(desk.list_of(HERE)), desk.list_of(HERE).distribution_point is None) == (0, False)
    new = certified(desk.authority, "27127")
    assert desk.publisher.publish(NOW) == 1
    assert desk.list_of("27127").lookup(new) is None


def test_a_change_is_published_alone_and_at_once(desk: Office) -> None:
    desk.publisher.publish(NOW)
    desk.authority.revoke(desk.here, Reason.SUPERSEDED, NOW + MINUTE)
    assert desk.publisher.publish(NOW + MINUTE) == 2
    assert desk.numbers() == {HERE: 2, THERE: 1, "all": 2}
    for name in (HERE, "all"):
        entry = desk.list_of(name).lookup(desk.here)
        assert entry is not None
        assert (entry.reason, entry.at) == (Reason.SUPERSEDED, NOW + MINUTE)
    assert desk.publisher.publish(NOW + MINUTE) == 0


def test_every_list_is_made_anew_each_day(desk: Office) -> None:
    desk.publisher.publish(NOW)
    midnight = crl.day_begins(NOW + DAY)
    assert desk.publisher.overdue(midnight) == 3
    assert [desk.publisher.publish(midnight - MINUTE), desk.publisher.publish(midnight)] == [0, 3]
    assert desk.list_of(HERE).this_update == midnight
    assert desk.publisher.overdue(midnight) == 0


def test_a_change_does_not_wait_for_the_days_lists(desk: Office) -> None:
    desk.publisher.publish(NOW)
    tomorrow = NOW + DAY
    assert desk.publisher.publish(tomorrow, most=1) == 1
    desk.authority.hold(desk.here, tomorrow)
    assert desk.publisher.publish(tomorrow, most=1) == 1
    assert desk.list_of(HERE).lookup(desk.here) is not None
    while desk.publisher.publish(tomorrow, most=1):
        pass
    assert desk.list_of("all").lookup(desk.here) is not None


def test_a_process_that_starts_anew_knows_what_was_not_published(desk: Office) -> None:
    desk.publisher.publish(NOW)
    assert desk.another().publish(NOW) == 0
    desk.authority.hold(desk.here, NOW)
    desk.authority.hold(desk.there, NOW)
    assert desk.publisher.publish(NOW, most=1) == 1
    assert desk.another().publish(NOW) == 3
    assert [len(desk.list_of(name)) for name in (HERE, THERE, "all")] == [1, 1, 2]


def test_two_processes_take_turns(desk: Office) -> None:
    other = desk.another()
    desk.publisher.publish(NOW)
    assert other.publish(NOW) == 0
    desk.authority.hold(desk.here, NOW)
    assert other.publish(NOW) == 2
    assert desk.publisher.publish(NOW) == 0
    with desk.publisher._folder.alone() as alone:
        assert alone
        desk.authority.hold(desk.there, NOW)
        assert other.publish(NOW) == 0
    assert other.publish(NOW) == 2


def test_a_lifted_hold_is_listed_no_more(desk: Office) -> None:
    desk.authority.hold(desk.here, NOW)
    desk.publisher.publish(NOW)
    desk.authority.resume(desk.here, NOW, allowed=True)
    desk.publisher.publish(NOW)
    assert len(desk.list_of(HERE)) == len(desk.list_of("all")) == 0


def test_a_clock_that_goes_back_makes_no_older_list(desk: Office) -> None:
    desk.publisher.publish(NOW)
    assert desk.publisher.publish(NOW - DAY) == 0
    desk.authority.revoke(desk.here, Reason.KEY_COMPROMISE, NOW - DAY)
    assert desk.publisher.publish(NOW - DAY) == 2, "the change is told all the same"
    found = desk.list_of(HERE)
    assert (found.this_update, found.number) == (NOW, 2)
    assert found.lookup(desk.here) is not None


def test_records_from_an_older_copy_replace_nothing(desk: Office, tmp_path: Path) -> None:
    for minutes in range(3):
        desk.publisher.renew()
        desk.publisher.publish(NOW + minutes * MINUTE)
    before = {file.name: file.read_bytes() for file in desk.place.glob("*.crl")}
    with office(tmp_path / "older") as restored:
        restored.place = desk.place
        restored.authority.hold(restored.here, NOW + DAY)
        with pytest.raises(OlderList, match=r"number 1 .* number 3 .*restored from an older copy"):
            restored.another().publish(NOW + DAY)
    assert {file.name: file.read_bytes() for file in desk.place.glob("*.crl")} == before


def test_the_index_says_what_is_published(desk: Office) -> None:
    desk.publisher.publish(NOW)
    told = json.loads((desk.place / INDEX).read_text())
    assert told["version"] == desk.authority.store.version()
    assert set(told["lists"]) == {HERE, THERE, "all"}
    assert told["lists"][HERE]["number"] == 1
    assert told["lists"][HERE]["size"] == (desk.place / f"{HERE}.crl").stat().st_size


@pytest.mark.parametrize("junk", [b"", b"{", b'{"version": "x"}', b"[]"])
def test_an_index_that_is_gone_or_junk_costs_work_and_nothing_else(desk: Office, junk: bytes) -> None:
    desk.authority.hold(desk.here, NOW)
    desk.publisher.publish(NOW)
    (desk.place / INDEX).write_bytes(junk)
    assert desk.another().publish(NOW) == 2
    assert desk.numbers() == {HERE: 2, THERE: 1, "all": 2}


def test_a_list_damaged_on_the_disk_is_made_anew(desk: Office) -> None:
    desk.publisher.publish(NOW)
    (desk.place / f"{HERE}.crl").write_bytes(b"half")
    assert desk.another().publish(NOW) == 1
    assert desk.list_of(HERE).number == 2


def test_of_too_many_entries_there_is_no_complete_list(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publisher.publish(NOW)
    desk.authority.hold(desk.here, NOW)
    monkeypatch.setattr(publication, "LARGEST_COMPLETE", 100)
    assert desk.publisher.publish(NOW) == 1
    assert sorted(desk.numbers()) == [THERE, HERE]
    assert desk.publisher.publish(NOW) == 0


def test_leftovers_of_a_crash_are_swept_away(desk: Office) -> None:
    desk.publisher.publish(NOW)
    (desk.place / f".{HERE}.crl.4711").write_bytes(b"half a list")
    desk.publisher.publish(NOW)
    assert sorted(file.name for file in desk.place.glob(".*")) == [LOCK]


def test_records_away_leave_what_is_published(desk: Office) -> None:
    desk.publisher.publish(NOW)
    before = desk.list_of(HERE).data
    desk.authority.store._db.execute("ALTER TABLE partition RENAME TO gone")  # type: ignore[attr-defined]
    with pytest.raises(StoreUnavailable):
        desk.publisher.publish(NOW + DAY)
    assert desk.list_of(HERE).data == before


def test_a_folder_that_cannot_be_made_is_told(desk: Office, tmp_path: Path) -> None:
    desk.place.parent.write_bytes(b"a file is in the way")
    with pytest.raises(ListsNotWritten, match="those published stay"):
        desk.publisher.publish(NOW)
