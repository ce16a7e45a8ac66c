"""What applications do by the calendar and all the time."""

from tegata.ground import schedule
from tegata.ground.act import Act
from tegata.services.applications import queries
from tegata.services.applications.actions.ending import forget_drafts
from tegata.services.applications.actions.passing_on import remind
from tegata.services.applications.actions.reviewing import accept
from tegata.services.applications.rules.states import State


@schedule.daily("applications.overdue")
def write_down_what_is_overdue(act: Act) -> None:
    """What nobody has acknowledged or answered."""
    remind(act)


@schedule.daily("applications.forget drafts")
def forget(act: Act) -> None:
    """What was begun and never sent."""
    forget_drafts(act)


@schedule.continually("applications.accept")
def accept_reviewed(act: Act) -> int:
    """正式受理 of what was reviewed and lies at the centre."""
    waiting = queries.to_accept()
    return sum(accept(act, one.resident_id, one.application_id) is not State.REVIEWED for one in waiting)
