"""The door of the room. Numbers come out by `read` only: with a purpose of the law, a permission, and an entry in the log."""

from tegata.services.numbering.actions import (
    NoNumber,
    RetiredNumber,
    assign_many,
    change,
    read,
    resident_of,
)
from tegata.services.numbering.permissions import Permission
from tegata.services.numbering.queries import has_number, with_numbers
from tegata.services.numbering.rules.purposes import ChangeReason, NumberPurpose, ReadRefused

__all__ = [
    "ChangeReason",
    "NoNumber",
    "NumberPurpose",
    "Permission",
    "ReadRefused",
    "RetiredNumber",
    "assign_many",
    "change",
    "has_number",
    "read",
    "resident_of",
    "with_numbers",
]
