"""Tables of the ground: staff, two-person acts, audit log, outbox, daily tasks."""

from tegata.ground.models.audit import AuditEntry, AuditHead
from tegata.ground.models.outbox import Delivery, Event
from tegata.ground.models.schedule import DailyRun
from tegata.ground.models.staff import Grant, SignInTries, Staff
from tegata.ground.models.two_person import Proposal

__all__ = ["AuditEntry", "AuditHead", "DailyRun", "Delivery", "Event", "Grant", "Proposal", "SignInTries", "Staff"]
