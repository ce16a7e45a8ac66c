"""Two at once: one wins, the other is told, nothing is half done. Threads on PostgreSQL; SQLite has one writer anyway."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from tests.offices import START, act
from tests.unit.services.residents.newcomers import ALL, ELSEWHERE_IN_KIYOSE, SAME_DAY, TODAY, registered

from tegata.ground import audit
from tegata.ground.act import system
from tegata.ground.concurrency import ChangedMeanwhile
from tegata.ground.models import AuditEntry
from tegata.rules.names import name
from tegata.services.numbering import actions as numbering
from tegata.services.numbering.models import Assignment, UsedNumber
from tegata.services.residents import actions, api
from tegata.services.residents.rules.events import EventRefused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time"),
]


def together(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave or raised, all started at the same moment."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait(10)
        try:
            return deed()
        except Exception as fault:  # noqa: BLE001 - what it is, is what the test looks at
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.parametrize("_round", range(5))
def test_two_clerks_on_one_resident(_round: int) -> None:
    who = registered()
    one, other = (act(*ALL, who=clerk) for clerk in ("a", "b"))
    ended = together(
        lambda: actions.move_within(one, who, SAME_DAY, ELSEWHERE_IN_KIYOSE, shown=1),
        lambda: actions.change_name(other, who, SAME_DAY, name("山田　花子", "ヤマダ ハナコ"), shown=1),
    )
    assert sum(isinstance(end, actions.Entered) for end in ended) == 1
    assert sum(isinstance(end, ChangedMeanwhile) for end in ended) == 1
    assert [version.version for version in api.history(who)] == [2, 1]
    assert AuditEntry.objects.filter(subject=who).count() == 2
    audit.verify("132217")


def test_two_who_want_to_be_the_head() -> None:
    head = registered()
    house = api.record(head).household_id
    heirs = [registered(f"見本　{sign}", "ミホン アイ", household_id=house, relationship="子") for sign in "愛藍"]
    actions.death(act(*ALL), head, SAME_DAY)
    ended = together(
        *(lambda who=who: actions.change_household(act(*ALL), who, SAME_DAY, household_id=house) for who in heirs)
    )
    assert sum(isinstance(end, actions.Entered) for end in ended) == 1
    assert sum(isinstance(end, EventRefused) for end in ended) == 1
    assert sum(one.is_head for one in api.household(heirs[0]).members) == 1


def test_many_numbers_at_once_are_all_different() -> None:
    people = [registered(f"見本　{sign}", "ミホン アイ") for sign in "愛藍相合会逢"]
    ended = together(*(lambda who=who: numbering.assign(system("t", START), who, "132217", TODAY) for who in people))
    assert ended == [None] * len(people)
    assert UsedNumber.objects.count() == len(people)


def test_one_resident_numbered_by_two_workers_has_one_number() -> None:
    who = registered()
    ended = together(*(lambda: numbering.assign(system("t", START), who, "132217", TODAY) for _ in range(3)))
    assert all(end is None or isinstance(end, IntegrityError) for end in ended)
    assert Assignment.objects.filter(resident_id=who).count() == 1
