"""Who may apply, by which way, for what: age, representative, residence, handover. Each refusal says what to do.

Number Use Act art. 16-2 and 17; Civil Code art. 5 and 859 (representatives); seed 発行対象、申請方法 and 交付方法.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tegata.rules.ages import age_on
from tegata.rules.pins import PinKind, check_pin, normalise
from tegata.services.applications.rules.channels import ABROAD_FROM, Channel, Handover

REPRESENTED_UNDER = 15
PHOTO_FREE_UNDER_ONE_FROM = date(2024, 12, 2)
"""[guess] Since then a card of a child under one has no photo, from general knowledge; before, every card had one (the
seed). A later day here brings the old rule back."""


class AppliedBy(StrEnum):
    """Who makes the application."""

    SELF = "self"
    REPRESENTATIVE = "legal representative"  # 法定代理人: a parent, a minor's guardian
    GUARDIAN = "guardian of an adult"  # 成年後見人
    AGENT = "agent"  # 任意代理人


class Reason(StrEnum):
    """Why a card is wanted; the words of ApplicationAccepted.reason."""

    FIRST = "first"
    RENEWAL = "renewal"
    REISSUE = "reissue"
    NOTE_FIELD_FULL = "note field full"
    NUMBER_CHANGED = "number changed"
    PHOTO = "photo"


class Standing(StrEnum):
    """Where the applicant's resident record stands."""

    RESIDENT = "resident"
    LEAVING = "leaving"
    ABROAD = "abroad"
    NONE = "none"  # erased, or dead


@dataclass(frozen=True, slots=True)
class Person:
    """What these rules have to know of an applicant."""

    birth: date
    standing: Standing
    national: bool
    stay_ends: date | None = None
    ward: bool = False
    """An adult under guardianship (成年被後見人), as the guardian proves it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is applied for."""

    reason: Reason = Reason.FIRST
    handover: Handover = Handover.COLLECTION
    face_only: bool = False
    wants_auth: bool = True
    wants_sign: bool = True


class MayNotApply(ValueError):
    """The application cannot be taken. The text says what to do instead."""


class RecordMissing(MayNotApply):
    """No resident record stands behind the applicant."""


class WrongApplicant(MayNotApply):
    """Somebody else has to make the application."""


class WrongWay(MayNotApply):
    """Not by this channel, or not with this handover."""


def check_application(channel: Channel, person: Person, by: AppliedBy, wishes: Wishes, day: date) -> Wishes:
    """What is applied for, as far as law lets it be had: under 15 there is no signature certificate. Raises MayNotApply."""
    _check_standing(channel, person, day)
    age = age_on(person.birth, day)
    _check_applicant(channel, person, by, age)
    if wishes.handover not in channel.way.handovers:
        raise WrongWay("a card applied for in this way is collected in person, for nobody has seen the applicant yet")
    if age < REPRESENTED_UNDER or wishes.face_only:
        return replace(wishes, wants_sign=False)
    return wishes


def photo_needed(birth: date, day: date, *, free_from: date = PHOTO_FREE_UNDER_ONE_FROM) -> bool:
    """Whether the card has a photo: not that of a child under one on the day of application, since the change."""
    return day < free_from or age_on(birth, day) >= 1


def secrets_wanted(wishes: Wishes) -> tuple[PinKind, ...]:
    """The secrets that are chosen at application: only of cards that are posted ready for use; a face-only card has none."""
    if wishes.handover is not Handover.POST or wishes.face_only:
        return ()
    kinds = [PinKind.TEXT, PinKind.REGISTER]
    kinds += [PinKind.AUTHENTICATION] if wishes.wants_auth else []
    kinds += [PinKind.SIGNATURE] if wishes.wants_sign else []
    return tuple(kinds)


def check_secrets(wishes: Wishes, secrets: dict[PinKind, str]) -> dict[PinKind, str]:
    """The secrets as the chip takes them: exactly those wanted. Raises WrongWay or rules.pins.PinFormatError."""
    wanted = secrets_wanted(wishes)
    if set(secrets) != set(wanted):
        raise WrongWay("choose each PIN that this card needs, and none for a card that is collected")
    plain = {kind: normalise(kind, text) for kind, text in secrets.items()}
    for kind, text in plain.items():
        check_pin(kind, text)
    return plain


def _check_standing(channel: Channel, person: Person, day: date) -> None:
    if person.standing is Standing.ABROAD:
        _check_abroad(channel, person, day)
    elif person.standing is Standing.NONE:
        raise RecordMissing(_NO_RECORD_IN_PRISON if channel is Channel.PRISON else _NO_RECORD)
    elif channel is Channel.EMBASSY:
        raise WrongWay("whoever has a resident record in Japan applies with the town that keeps it, not at an embassy")
    elif person.standing is Standing.LEAVING:
        raise RecordMissing("give the new town the notice of moving in first; then apply there")
    elif person.stay_ends is not None and person.stay_ends < day:
        raise RecordMissing("the period of stay is over; have the extension entered first, with the residence card")


def _check_abroad(channel: Channel, person: Person, day: date) -> None:
    if not person.national or day < ABROAD_FROM:
        raise RecordMissing("without a resident record in Japan there is no card; apply after moving in")
    if channel is not Channel.EMBASSY:
        raise WrongWay("nationals abroad apply at an embassy or consulate, or with the town that keeps their annex")


def _check_applicant(channel: Channel, person: Person, by: AppliedBy, age: int) -> None:
    if channel is Channel.NEWBORN and age >= 1:
        raise WrongWay("this way is for children under one; use another")
    if (by is AppliedBy.AGENT) != (channel is Channel.PROXY):
        raise WrongWay("an agent sends an application as a proxy, with the letter of authority, and in no other way")
    if age < REPRESENTED_UNDER and by is not AppliedBy.REPRESENTATIVE:
        raise WrongApplicant("a legal representative applies for a child under 15, and comes with the child")
    if person.ward and by is not AppliedBy.GUARDIAN:
        raise WrongApplicant("the guardian applies, with the certificate of registered matters (登記事項証明書)")
    if by is AppliedBy.GUARDIAN and not person.ward:
        raise WrongApplicant("a guardian shows the certificate of registered matters (登記事項証明書) first")


_NO_RECORD = "there is no open resident record; move-in or entry in the record comes first, then the application"
_NO_RECORD_IN_PRISON = (
    "the resident record was erased: it is made anew first, with the prison's place as the address where nobody else's is "
    "left; the prison's office gives notice to its town, and the application follows on the same visit"
)
