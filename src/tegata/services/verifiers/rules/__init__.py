"""Decisions of the room: firms and their states, refusals with their words, what a consent gives."""

from tegata.services.verifiers.rules.answers import Answered, Known, Next, Said, answer, base_of, require_counts
from tegata.services.verifiers.rules.firms import (
    QUOTA,
    Fault,
    FirmState,
    Role,
    Step,
    WrongFirm,
    after,
    may,
    require_id,
    require_key,
    steps,
)
from tegata.services.verifiers.rules.refusals import Refusal, Refused
from tegata.services.verifiers.rules.signed import LARGEST_DOCUMENT, Documents

__all__ = [
    "LARGEST_DOCUMENT",
    "QUOTA",
    "Answered",
    "Documents",
    "Fault",
    "FirmState",
    "Known",
    "Next",
    "Refusal",
    "Refused",
    "Role",
    "Said",
    "Step",
    "WrongFirm",
    "after",
    "answer",
    "base_of",
    "may",
    "require_counts",
    "require_id",
    "require_key",
    "steps",
]
