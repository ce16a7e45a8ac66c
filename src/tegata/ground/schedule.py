"""What rooms do by the calendar, and what the worker does all the time. A task is safe to run twice: a crash repeats it."""

from collections.abc import Callable
from dataclasses import dataclass

from tegata.ground.act import Act, system
from tegata.ground.models import DailyRun

Daily = Callable[[Act], None]
Continual = Callable[[Act], int]


@dataclass(frozen=True, slots=True)
class _Tasks:
    daily: dict[str, Daily]
    continual: dict[str, Continual]


_tasks = _Tasks({}, {})


def daily(name: str) -> Callable[[Daily], Daily]:
    """Run a function of a room's tasks.py once each day in Japan. `name` is `<room>.<what it does>`."""

    def register(function: Daily) -> Daily:
        _tasks.daily[name] = function
        return function

    return register


def continually(name: str) -> Callable[[Continual], Continual]:
    """Run a function in every round of the worker; it returns how much it did, 0 when there is nothing to do."""

    def register(function: Continual) -> Continual:
        _tasks.continual[name] = function
        return function

    return register


def run_daily(act: Act) -> int:
    """Run the day's tasks that have not run yet. The mark is set afterwards: a crash in between runs a task again."""
    today = act.today
    done = set(DailyRun.objects.filter(day=today).values_list("task", flat=True))
    todo = [name for name in sorted(_tasks.daily) if name not in done]
    for name in todo:
        _tasks.daily[name](system(name, act.at))
        DailyRun.objects.get_or_create(task=name, day=today)
    return len(todo)


def run_continual(act: Act) -> int:
    """One round of everything that is done all the time. Returns how much was done."""
    return sum(task(system(name, act.at)) for name, task in sorted(_tasks.continual.items()))
