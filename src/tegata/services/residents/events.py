"""Facts this room announces. Ids, days and codes; never what a record says."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ResidentRegistered:
    """A resident record exists that did not before (birth, first move-in, return from abroad with no earlier record)."""

    resident_id: UUID
    town: str
    day: date


@dataclass(frozen=True, slots=True)
class LifeEventRecorded:
    """A life event (異動) was entered. `event` is the value of rules.life_events.LifeEvent.

    `town` keeps the record now, `was_town` before. `version` is the record's version after the event.
    `four_attributes` tells whether name, address, birth date or sex changed.
    """

    resident_id: UUID
    event: str
    event_day: date
    notice_day: date
    town: str
    was_town: str
    version: int
    four_attributes: bool
    planned_departure: date | None = None
