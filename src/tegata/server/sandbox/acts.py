"""Acts of the sandbox's people: whoever fills the town does it through their permissions, on the days they say."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tegata.ground import outbox, schedule
from tegata.ground.act import Act, system
from tegata.ground.clock import now
from tegata.ground.offices import Office
from tegata.server.duties import POSTS, Duty
from tegata.server.sandbox.accounts import ACCOUNTS, login_of


def act_of(duty: Duty, at: datetime | None = None, town: str | None = None) -> Act:
    """The act of whoever has a duty, in a town where the office has one."""
    post = POSTS[duty]
    who = "system:sandbox" if duty is Duty.SEEDER else f"staff:{login_of(duty, town)}"
    return Act(who, post.office, at or now(), "procedure", town, post.permissions)


def own_act(resident_id: UUID, at: datetime) -> Act:
    """The act of a resident for themself."""
    return Act(f"resident:{resident_id}", Office.PUBLIC, at, "procedure")


def settle(at: datetime) -> None:
    """Let the office's worker work, at a moment, until it rests. The making of cards is not its line."""
    line = frozenset({schedule.OFFICE})
    while outbox.deliver(at, limit=1000) + schedule.run_continual(system("worker", at), line):
        pass


def second_of(act: Act) -> Act:
    """The act of the second person with the same duty."""
    first = next(one for one in ACCOUNTS if f"staff:{one.login}" == act.actor)
    other = next(one for one in ACCOUNTS if one.duty is first.duty and one.town == first.town and one is not first)
    return replace(act, actor=f"staff:{other.login}")
