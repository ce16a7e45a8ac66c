"""What rooms do by the calendar, and what the worker does all the time. A task is safe to run twice: a crash repeats it."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.utils import InterfaceError, OperationalError

from tegata.ground.act import Act, system
from tegata.ground.models import DailyRun

log = logging.getLogger(__name__)

PAUSE_AFTER_A_FAULT = timedelta(minutes=1)
OFFICE, MAKING = "office", "making"
"""Lines of work: a process of its own each, so that what takes long (making cards) keeps nothing else waiting."""

Daily = Callable[[Act], None]
Continual = Callable[[Act], int]


@dataclass(frozen=True, slots=True)
class _Tasks:
    daily: dict[str, Daily]
    continual: dict[str, tuple[str, Continual]]
    paused: dict[str, datetime]


_tasks = _Tasks({}, {}, {})


def daily(name: str) -> Callable[[Daily], Daily]:
    """Run a function of a room's tasks.py once each day in Japan. `name` is `<room>.<what it does>`."""

    def register(function: Daily) -> Daily:
        _tasks.daily[name] = function
        return function

    return register


def continually(name: str, line: str = OFFICE) -> Callable[[Continual], Continual]:
    """Run a function in every round of its line's worker; it returns how much it did, 0 when there is nothing to do."""

    def register(function: Continual) -> Continual:
        _tasks.continual[name] = (line, function)
        return function

    return register


def run_daily(act: Act) -> int:
    """Run the day's tasks that have not run yet. The mark is set afterwards: a crash in between runs a task again."""
    return sum(_run_for_the_day(name, act) for name in open_today(act))


def open_today(act: Act) -> list[str]:
    """The day's tasks that have not run to their end, by name."""
    done = set(DailyRun.objects.filter(day=act.today).values_list("task", flat=True))
    return sorted(set(_tasks.daily) - done)


def _run_for_the_day(name: str, act: Act) -> int:
    def run() -> int:
        _tasks.daily[name](system(name, act.at))
        DailyRun.objects.get_or_create(task=name, day=act.today)
        return 1

    return _guarded(name, act, run)


def run_continual(act: Act, lines: frozenset[str] = frozenset({OFFICE, MAKING})) -> int:
    """One round of everything that is done all the time on these lines. Returns how much was done."""
    return sum(
        _guarded(name, act, lambda task=task, name=name: task(system(name, act.at)))  # type: ignore[misc]
        for name, (line, task) in sorted(_tasks.continual.items())
        if line in lines
    )


def _guarded(name: str, act: Act, run: Callable[[], int]) -> int:
    """A task that fails pauses and is tried again; the others go on. A database that is away is the worker's affair."""
    if act.at < _tasks.paused.get(name, act.at):
        return 0
    try:
        return run()
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, the other tasks must not stand still
        where = "".join(traceback.format_tb(fault.__traceback__))  # not its text, which may quote a record
        log.error("task %s failed: %s\n%s", name, type(fault).__name__, where)  # noqa: TRY400 - see above
        _tasks.paused[name] = act.at + PAUSE_AFTER_A_FAULT
        return 0
