"""Who does something, for what purpose and when. The first parameter of every action; deny by default."""

from dataclasses import dataclass
from datetime import date, datetime

from tegata.ground.clock import day_in_japan
from tegata.ground.offices import Office


class NotAllowed(PermissionError):
    """The actor lacks the permission, or it does not reach this town. The text names the permission."""

    def __init__(self, permission: str, town: str | None = None) -> None:
        place = f" in {town}" if town else ""
        super().__init__(f"this needs the permission {permission}{place}; ask whoever manages staff of your office")
        self.permission = permission


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `actor` is `staff:<id>`, `resident:<id>` or `system:<what>`; `town` is None where the office has none."""

    actor: str
    office: Office
    at: datetime
    purpose: str
    town: str | None = None
    permissions: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The day in Japan."""
        return day_in_japan(self.at)

    def require(self, permission: str, town: str | None = None) -> None:
        """Refuse unless the actor has `permission` and, where the row belongs to a town, belongs to it.

        Offices of the whole country have no town and reach all. Raises NotAllowed.
        """
        reaches = town is None or self.town is None or self.town == town
        if permission not in self.permissions or not reaches:
            raise NotAllowed(permission, town)


def system(what: str, at: datetime, purpose: str = "procedure") -> Act:
    """The worker's act on behalf of a handler or task. It has no permissions: actions for it ask for none."""
    return Act(f"system:{what}", Office.SYSTEM, at, purpose)
