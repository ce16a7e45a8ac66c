"""The worker: delivers the outbox, runs the day's tasks, and does what is to be done all the time. kill -9 loses nothing."""

import logging
from collections.abc import Callable

from django.db import close_old_connections
from django.db.utils import InterfaceError, OperationalError

from tegata.ground import outbox, schedule
from tegata.ground.act import system
from tegata.ground.clock import now

log = logging.getLogger(__name__)


EVERYTHING = frozenset({schedule.OFFICE, schedule.MAKING})


def round_of_work(lines: frozenset[str] = EVERYTHING) -> int:
    """One round. Returns how much was done; 0 means that everything rests."""
    moment = now()
    act = system("worker", moment)
    done = schedule.run_daily(act) + outbox.deliver(moment) if schedule.OFFICE in lines else 0
    return done + schedule.run_continual(act, lines)


def work(wait: Callable[[float], bool], lines: frozenset[str] = EVERYTHING, idle_seconds: float = 0.2) -> None:
    """Work until `wait(seconds)` says True: it sleeps, and tells whether to stop. A database that is away is waited for."""
    while True:
        try:
            done = round_of_work(lines)
        except (OperationalError, InterfaceError) as fault:
            log.warning("the database is away: %s", type(fault).__name__)
            close_old_connections()
            done = 0
        if wait(0.0 if done else idle_seconds):
            return


def rest() -> int:
    """Work until nothing is due: for seeding, and for tests that want the end of it. Returns how much was done."""
    total = 0
    while done := round_of_work():
        total += done
    return total
