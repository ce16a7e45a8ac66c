"""Filling the sandbox town, step by step. A step that was done is not done again, so a crash in the middle goes on."""

from collections.abc import Callable

from tegata.ground.models import Staff
from tegata.server.home import Home

Advance = Callable[[int, int], None]


def seeded() -> bool:
    """Whether the town is complete."""
    return Staff.objects.exists()


def seed(home: Home, advance: Advance) -> None:
    """Fill the town. `advance(done, total)` is called as it goes."""
    steps: list[Callable[[Home], None]] = []
    for number, step in enumerate(steps, 1):
        step(home)
        advance(number, len(steps))
