"""Writes. Verbs for production, counter and hotline take their Act through: permission was checked in the calling room; here
the office, the town, the state and the law are. Each is one transaction under the lock of the resident's cards.
"""

from tegata.services.cards.actions.duties import carried_on, entrust, extend, note_written
from tegata.services.cards.actions.end import destroyed, discard, return_ordered, returned
from tegata.services.cards.actions.facts import ended_by_event, fall_due, record_changed
from tegata.services.cards.actions.making import arrived, made, order, shipped
from tegata.services.cards.actions.notices import send_notice, send_warning
from tegata.services.cards.actions.use import delivered, handed_over, resume, suspend

__all__ = [
    "arrived",
    "carried_on",
    "delivered",
    "destroyed",
    "discard",
    "ended_by_event",
    "entrust",
    "extend",
    "fall_due",
    "handed_over",
    "made",
    "note_written",
    "order",
    "record_changed",
    "resume",
    "return_ordered",
    "returned",
    "send_notice",
    "send_warning",
    "shipped",
    "suspend",
]
