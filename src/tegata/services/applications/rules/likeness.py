"""Whose face is on the photo: what distances to other photos mean, and what has to follow before a card is made.

Seed 顔写真取り違え and 成り済まし. A distance never decides about a person alone: people look, two where one could be fooled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from tegata.rules.calendar import add_months
from tegata.services.applications.rules.channels import Channel, PhotoFrom

FRESH_MONTHS = 6
"""The form: 申請前6か月以内に撮影."""
DOUBTFUL_PHOTO = "applications pass doubtful photo"
"""The two-person act."""


class Doubt(StrEnum):
    """What is doubtful about a photo."""

    COPY = "copy"  # the picture of another resident's application
    STALE = "stale"  # the picture of an earlier application of one's own, older than six months
    SAME_FACE = "same face"  # of another resident
    NEARER_TO_HOUSEHOLD = "nearer to household"  # than to the applicant's own earlier photo
    UNLIKE_EARLIER = "unlike earlier"  # the applicant's own
    NEVER_SEEN = "never seen"  # no earlier photo, and nobody of the office saw the applicant
    SENT_BY_ANOTHER = "sent by another"


REFUSED = frozenset({Doubt.COPY, Doubt.STALE})
"""The photo is not taken."""
TWO_LOOK = frozenset({Doubt.SAME_FACE, Doubt.NEARER_TO_HOUSEHOLD, Doubt.UNLIKE_EARLIER})
"""Two of the town's staff look before the application passes."""
IN_PERSON = frozenset({Doubt.UNLIKE_EARLIER, Doubt.NEVER_SEEN, Doubt.SENT_BY_ANOTHER, Doubt.SAME_FACE})
"""The holder is identified face to face at handover, against the photo and documents: never by post."""


class PhotoRefused(ValueError):
    """The photo is not taken. The text says what to do."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(_WHAT_TO_DO[doubt])
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class Alike:
    """A photo on file that is like the one looked at. `copy`: it is the same picture, not only the same face."""

    resident_id: UUID
    application_id: UUID
    apart: float
    copy: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What a photo was compared with. `own`, `household`: distances to the last photos made into cards, by whom.

    `alike`: other photos nearer than the threshold, the applicant's own among them with the day each was taken.
    """

    resident_id: UUID
    alike: tuple[Alike, ...]
    own: float | None
    own_copies: tuple[date, ...]
    household: tuple[tuple[UUID, float], ...]
    threshold: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt, and the application it comes from where there is one."""

    doubt: Doubt
    other_resident: UUID | None = None
    other_application: UUID | None = None
    apart: float | None = None


def judge(seen: Seen, channel: Channel, day: date) -> tuple[Finding, ...]:
    """Every doubt about a photo, the gravest first."""
    return (*_of_others(seen), *_of_own(seen, day), *_of_household(seen), *_of_way(seen, channel))


def _of_others(seen: Seen) -> Iterable[Finding]:
    others = [one for one in seen.alike if one.resident_id != seen.resident_id]
    for one in sorted(others, key=lambda one: (not one.copy, one.apart)):
        doubt = Doubt.COPY if one.copy else Doubt.SAME_FACE
        yield Finding(doubt, one.resident_id, one.application_id, one.apart)


def _of_own(seen: Seen, day: date) -> Iterable[Finding]:
    if any(taken < add_months(day, -FRESH_MONTHS) for taken in seen.own_copies):
        yield Finding(Doubt.STALE)
    if seen.own is not None and seen.own >= seen.threshold:
        yield Finding(Doubt.UNLIKE_EARLIER, apart=seen.own)


def _of_household(seen: Seen) -> Iterable[Finding]:
    """A brother is like his sister: what counts is whether the photo is nearer to her than to himself."""
    if seen.own is None:
        return
    for member, apart in seen.household:
        if apart < seen.own:
            yield Finding(Doubt.NEARER_TO_HOUSEHOLD, member, apart=apart)


def _of_way(seen: Seen, channel: Channel) -> Iterable[Finding]:
    if channel.way.photo is PhotoFrom.ANOTHER:
        yield Finding(Doubt.SENT_BY_ANOTHER)
    elif seen.own is None and not channel.way.present:
        yield Finding(Doubt.NEVER_SEEN)


def refuse(findings: Iterable[Finding]) -> None:
    """Raises PhotoRefused for a photo that is not taken."""
    for finding in findings:
        if finding.doubt in REFUSED:
            raise PhotoRefused(finding.doubt)


def two_look(findings: Iterable[Finding]) -> bool:
    """Whether two have to look."""
    return any(finding.doubt in TWO_LOOK for finding in findings)


def in_person(findings: Iterable[Finding]) -> bool:
    """Whether the holder has to be identified face to face at handover."""
    return any(finding.doubt in IN_PERSON for finding in findings)


_WHAT_TO_DO = {
    Doubt.COPY: "this very picture is on another resident's application; take the applicant's own photo, in their own page",
    Doubt.STALE: "this is the photo of an earlier card, older than six months; take a new one",
}
