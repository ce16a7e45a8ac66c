"""Filling the sandbox town, step by step. A step that was done is not done again, so a crash in the middle goes on."""

from collections.abc import Callable
from dataclasses import dataclass

from tegata.ground import audit
from tegata.ground.clock import now
from tegata.ground.models import AuditEntry
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.server.sandbox import accounts, town
from tegata.server.sandbox.acts import act_of, settle
from tegata.server.sandbox.places import NEIGHBOUR, TOWN

Advance = Callable[[int, int], None]
RESIDENTS = 2000
_DONE = "sandbox seeded"


@dataclass(frozen=True, slots=True)
class Size:
    """How many live in the town and in the one beside it."""

    residents: int = RESIDENTS

    @property
    def neighbours(self) -> int:
        """A twentieth of it."""
        return max(20, self.residents // 20)


def seeded() -> bool:
    """Whether the town is complete."""
    return AuditEntry.objects.filter(verb=_DONE).exists()


def seed(_home: Home, advance: Advance, size: Size | None = None) -> None:
    """Fill the town. `advance(done, total)` is called as it goes."""
    wanted = size or Size()
    steps: list[Callable[[], None]] = [
        accounts.open_all,
        lambda: town.register(TOWN, wanted.residents),
        lambda: town.register(NEIGHBOUR, wanted.neighbours),
        lambda: settle(now()),
    ]
    for number, step in enumerate(steps, 1):
        step()
        advance(number, len(steps))
    audit.record(act_of(Duty.SEEDER), _DONE, facts={"residents": wanted.residents})
