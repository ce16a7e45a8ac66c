"""Which reason for a card fits the card that the applicant has, or had last: the reason decides about the fee.

Article, sections 更新 and 手数料: the first card and a renewal are free, one for a lost, broken or unwanted card costs.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from tegata.services.applications.rules.applicants import MayNotApply, Reason


class Stands(StrEnum):
    """How the last card stands."""

    HELD = "held"  # in use, or stopped after a call
    LOST = "lost"
    NUMBER_CHANGED = "number changed"
    ENDED = "ended"  # ran out, was given back, or fell by law


@dataclass(frozen=True, slots=True)
class LastCard:
    """What these rules have to know of a card. `renewal_open`: in its last three months; `noted`: the note field is in use."""

    stands: Stands
    renewal_open: bool = False
    noted: bool = False


class LastCards(Protocol):
    """Word `last-card`: cards are a room downstream of this one."""

    def of(self, resident_id: UUID, day: date) -> LastCard | None:
        """The card that somebody holds, or held last. None: nobody ever handed one over to them."""


class WrongReason(MayNotApply):
    """Not for this reason. `possible` has those that fit."""

    def __init__(self, text: str, possible: tuple[Reason, ...]) -> None:
        super().__init__(text)
        self.possible = possible


def possible_reasons(last: LastCard | None) -> tuple[Reason, ...]:
    """The reasons that fit, the likeliest first. [guess] After a card that ran out or fell by law the next one is a first one."""
    if last is None:
        return (Reason.FIRST,)
    if last.stands is Stands.LOST:
        return (Reason.REISSUE,)
    if last.stands is Stands.NUMBER_CHANGED:
        return (Reason.NUMBER_CHANGED,)
    if last.stands is Stands.ENDED:
        return (Reason.FIRST, Reason.REISSUE)
    renewal = (Reason.RENEWAL,) if last.renewal_open else ()
    full = (Reason.NOTE_FIELD_FULL,) if last.noted else ()
    return (*renewal, Reason.REISSUE, *full, Reason.PHOTO)


def check_reason(reason: Reason, last: LastCard | None) -> None:
    """Refuse a reason that does not fit, and say which one does. Raises WrongReason."""
    possible = possible_reasons(last)
    if reason in possible:
        return
    if last is None:
        raise WrongReason("there was no card yet: choose the first card", possible)
    if last.stands is Stands.HELD and reason is Reason.FIRST:
        raise WrongReason(
            "there is a card already: choose renewal in its last three months, or why else another one is wanted",
            possible,
        )
    if last.stands is Stands.HELD and reason is Reason.RENEWAL:
        raise WrongReason(
            "a card is renewed in its last three months; before, choose why else another one is wanted", possible
        )
    raise WrongReason("this reason does not fit what became of the last card; choose another one", possible)
