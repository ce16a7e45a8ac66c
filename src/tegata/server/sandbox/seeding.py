"""Filling the sandbox town, step by step. A step that was done is not done again, so a crash in the middle goes on.

First those who have a past, each on the days on which it happened; then today: the cast, and everybody else.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tegata.ground import audit
from tegata.ground.clock import day_in_japan, now
from tegata.ground.models import AuditEntry
from tegata.server import founding
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.server.sandbox import accounts, aftermath, firms, stories, town
from tegata.server.sandbox.acts import act_of, settle
from tegata.server.sandbox.cast import Player, Stage, players
from tegata.server.sandbox.places import NEIGHBOUR, TOWN
from tegata.server.sandbox.pool import Pool
from tegata.server.sandbox.roll import FILE
from tegata.synthetic.people import SyntheticResident

Advance = Callable[[int, int], None]
RESIDENTS = 2000
LATER = (Stage.PARCEL, Stage.ORDERED)
"""Played after the others: their parcel stays closed, their card is not made yet."""
_DONE = "sandbox seeded"


@dataclass(frozen=True, slots=True)
class Size:
    """How many live in the town and in the one beside it."""

    residents: int = RESIDENTS

    @property
    def neighbours(self) -> int:
        """A twentieth of it."""
        return max(60, self.residents // 20)


def seeded() -> bool:
    """Whether the town is complete."""
    return AuditEntry.objects.filter(verb=_DONE).exists()


def seed(home: Home, advance: Advance, size: Size | None = None) -> None:
    """Fill the town. `advance(done, total)` is called as it goes."""
    wanted, moment = size or Size(), now()
    people = {
        TOWN: list(town.inhabitants(TOWN, wanted.residents)),
        NEIGHBOUR: list(town.inhabitants(NEIGHBOUR, wanted.neighbours)),
    }
    cast = [player for code in people for player in players(people[code], code, day_in_japan(moment))]
    with Pool() as pool:
        pool.begin(cast, moment)
        steps = _steps(home, pool, people, cast, moment)
        for number, step in enumerate(steps, 1):
            step()
            advance(number, len(steps))
    _keep(home, cast)
    audit.record(act_of(Duty.SEEDER), _DONE, facts={"residents": wanted.residents})


def _steps(
    home: Home, pool: Pool, people: dict[str, list[SyntheticResident]], cast: list[Player], moment: datetime
) -> list[Callable[[], None]]:
    past = sorted({player.role.ago for player in cast if player.role.ago}, reverse=True)
    steps: list[Callable[[], None]] = [
        accounts.open_all,
        lambda: firms.connect(home.root, act_of(Duty.AUTHORITY, moment)),
    ]
    for ago in past:
        then = [player for player in cast if player.role.ago == ago]
        steps.append(lambda then=then, ago=ago: _play(pool, then, moment - ago))  # type: ignore[misc]
    today = [player for player in cast if not player.role.ago]
    steps += [
        lambda: _play(pool, [player for player in today if player.role.stage not in LATER], moment),
        *(
            lambda stage=stage: _play(pool, [one for one in today if one.role.stage is stage], moment)
            for stage in LATER
        ),
        lambda: _happen(home, cast, moment),
        *(lambda code=code: town.register(act_of(Duty.SEEDER, moment), code, people[code]) for code in people),
        lambda: settle(now()),
    ]
    return steps


def _play(pool: Pool, cast: list[Player], at: datetime) -> None:
    """Register, apply, make, bring: one day of the cast's."""
    for code in sorted({player.role.town for player in cast}):
        town.register(act_of(Duty.SEEDER, at), code, [player.who for player in cast if player.role.town == code])
    settle(at)
    for player in cast:
        stories.apply(player, at, pool.face(player))
        stories.review(player, at)
    settle(at)
    if all(player.role.stage is Stage.ORDERED for player in cast):
        return
    stories.make(pool, at)
    for code in sorted({player.role.town for player in cast}):
        stories.ship(code, at)
        stories.unpack(cast, code, at)
    for player in cast:
        stories.bring(player, at)
    settle(at)


def _happen(home: Home, cast: Iterable[Player], moment: datetime) -> None:
    for player in cast:
        aftermath.after(home, player, moment)
    settle(moment)


def _keep(home: Home, cast: Iterable[Player]) -> None:
    """Write down who takes which role: what the first page lists."""
    kept = []
    for player in cast:
        card = stories.card_of(player)
        kept.append(
            {
                "role": player.role.word,
                "resident": str(player.resident_id),
                "name": player.who.name.written,
                "card": str(card.card_id) if card and card.serial else "",
            }
        )
    founding.write(home.root / FILE, json.dumps(kept, ensure_ascii=False, indent=1).encode())
