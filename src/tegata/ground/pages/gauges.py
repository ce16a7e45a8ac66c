"""What waits in the rooms, for the queue page: each room registers a number from its handlers.py or tasks.py."""

from collections.abc import Callable
from dataclasses import dataclass

from tegata.ground.act import Act
from tegata.ground.pages.access import Title

Count = Callable[[Act], int]


@dataclass(frozen=True, slots=True)
class Gauge:
    """What waits, in words, and how many: one query, over the town of the act or, without one, over all."""

    label: Title
    waiting: Count


_gauges: dict[str, Gauge] = {}


def register(name: str, label: Title, waiting: Count) -> None:
    """Show a number on the queue page. `name` is `<room>.<what waits>`."""
    _gauges[name] = Gauge(label, waiting)


def read(act: Act) -> list[tuple[Title, int]]:
    """Every gauge, in the order of its name."""
    return [(gauge.label, gauge.waiting(act)) for _, gauge in sorted(_gauges.items())]
