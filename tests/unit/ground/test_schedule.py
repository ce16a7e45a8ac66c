"""Daily tasks run once a day in Japan; a crash in one repeats it; what is done all the time is asked until it rests."""

from datetime import timedelta

import pytest
from tests.offices import START

from tegata.ground import schedule
from tegata.ground.act import Act, system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_tasks", schedule._Tasks({}, {}, {}))


def test_a_daily_task_runs_once_a_day_in_japan() -> None:
    ran: list[Act] = []
    schedule.daily("test.count")(ran.append)
    for hours in (0, 1, 13.9, 14.1, 15):  # START is 10 o'clock in Japan
        schedule.run_daily(system("worker", START + timedelta(hours=hours)))
    assert [act.today.day for act in ran] == [1, 2]


def test_a_task_that_fails_is_tried_again_after_a_pause_and_holds_up_no_other() -> None:
    faults, ran = [True, False], []

    def once(_act: Act) -> None:
        if faults.pop(0):
            raise RuntimeError

    schedule.daily("test.once")(once)
    schedule.daily("test.other")(ran.append)
    assert schedule.run_daily(system("worker", START)) == 1
    assert len(ran) == 1
    assert schedule.run_daily(system("worker", START)) == 0
    assert schedule.run_daily(system("worker", START + schedule.PAUSE_AFTER_A_FAULT)) == 1
    assert faults == []


def test_continual_work_tells_how_much_it_did() -> None:
    schedule.continually("test.a")(lambda _act: 2)
    schedule.continually("test.b")(lambda _act: 3)
    assert schedule.run_continual(system("worker", START)) == 5
