"""How a ratio is measured: the contestants take turns, so that a slow moment of the machine hits all of them alike."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True)
class Bar:
    """What a row must reach: `at_most` for costs, `at_least` for rates and speed-ups (exactly one of them)."""

    at_most: float | None = None
    at_least: float | None = None

    def met_by(self, ratio: float) -> bool:
        """Whether the ratio reaches the bar."""
        if self.at_most is not None:
            return ratio <= self.at_most
        return self.at_least is not None and ratio >= self.at_least

    def __str__(self) -> str:
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"


@dataclass(frozen=True)
class Row:
    """One line of the table. `ours`, `beside` (a peer, if any) and `limit` share one unit, named in `name`."""

    name: str
    ours: float
    beside: float | None
    limit: float
    ratio: float
    bar: str
    met: bool


def seconds_each(*works: Work, rounds: int = 5, repeat: int = 1) -> list[float]:
    """Median seconds of one call of each work; in every round all of them take a turn of `repeat` calls."""
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(rounds):
        for kept, work in zip(times, works, strict=True):
            start = perf_counter()
            for _ in range(repeat):
                work()
            kept.append((perf_counter() - start) / repeat)
    return [median(kept) for kept in times]


def cost_row(name: str, ours: float, limit: float, bar: Bar, beside: float | None = None) -> Row:
    """A row whose ratio is our cost over the limit's cost (smaller is better)."""
    ratio = ours / limit
    return Row(name, ours, beside, limit, ratio, str(bar), bar.met_by(ratio))


def speed_row(name: str, ours: float, limit: float, bar: Bar, beside: float | None = None) -> Row:
    """A row over the same costs whose ratio is our rate over the other's rate (larger is better)."""
    ratio = limit / ours
    return Row(name, ours, beside, limit, ratio, str(bar), bar.met_by(ratio))
