"""The sandbox's clock: how far it is ahead of the machine's is kept in a file of the home folder. It goes forward only."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tegata.server import founding
from tegata.server.home import HomeError

FILE = "clock"
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
FURTHEST = timedelta(days=366 * 50)


def span(text: str) -> timedelta:
    """90d, 12h or 5m. Raises HomeError."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdecimal()) or unit not in _UNITS:
        raise HomeError(f"{text} is no span of time; write days, hours or minutes like 90d, 12h, 5m")
    found = timedelta(**{_UNITS[unit]: min(int(number), 10**7)})
    if found > FURTHEST:
        raise HomeError(f"the clock goes forward by {FURTHEST.days} days at most")
    return found


def ahead(root: Path) -> timedelta:
    """How far the clock is ahead."""
    try:
        return timedelta(seconds=float((root / FILE).read_text()))
    except FileNotFoundError:
        return timedelta(0)


def forward(root: Path, by: timedelta) -> datetime:
    """Move the clock forward. Returns the moment that it shows."""
    if by:
        founding.write(root / FILE, str((ahead(root) + by).total_seconds()).encode())
    return datetime.now(UTC) + ahead(root)
