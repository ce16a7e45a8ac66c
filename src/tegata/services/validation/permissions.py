"""What staff may do with the status service, `room:object:verb`. Callers are admitted and stopped through the room verifiers."""

from enum import StrEnum


class Permission(StrEnum):
    """Each has the office that holds it beside it."""

    READ = "validation:query:read"  # authority: who asked about which certificate, and what was answered
