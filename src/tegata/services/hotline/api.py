"""The door of the room: whether a card may be relied on, for whoever is shown one (verifiers, the police, later rooms)."""

from datetime import date

from tegata.services.hotline.queries import Standing, standing
from tegata.services.hotline.rules import Shown

__all__ = ["Shown", "Standing", "is_stopped", "standing"]


def is_stopped(serial: str, today: date) -> bool:
    """Whether a card must not be taken as proof today: stopped, ended, not handed over, or unknown."""
    return standing(serial, today).shown is not Shown.IN_USE
