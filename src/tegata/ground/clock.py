"""The clock of the house. Views, tasks and the worker read it here and hand the moment on; nothing below reads one."""

from datetime import UTC, date, datetime

from tegata.ground.ports import plugged
from tegata.rules.calendar import JST


def now() -> datetime:
    """This moment, in UTC: the plugged clock's, which a sandbox may move."""
    moment: datetime = plugged("clock")()
    return moment.astimezone(UTC)


def day_in_japan(moment: datetime) -> date:
    """The day on which a moment falls in Japan: offices and periods of law count in these."""
    return moment.astimezone(JST).date()
