"""What tests of the offices share: a clock that stands still until it is moved, and acts by people of each office."""

from datetime import UTC, datetime, timedelta

from tegata.ground.act import Act
from tegata.ground.offices import Office

START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
"""10 o'clock in Japan on a Wednesday."""


class SetClock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


clock = SetClock()


def act(
    *permissions: str,
    who: str = "clerk",
    office: Office = Office.TOWN_HALL,
    town: str | None = "132217",
    purpose: str = "procedure",
    at: datetime | None = None,
) -> Act:
    """An act of a member of staff with these permissions, by default of the town hall of Kiyose."""
    return Act(f"staff:{who}", office, at or clock(), purpose, town, frozenset(permissions))
