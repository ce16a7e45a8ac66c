"""What a consent gives when it is asked: whether it counts now, and what there is to give.

Attributes follow the links between certificates and never a name: they are those that the newest certificate of the same
person says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tegata.rules.calendar import JST
from tegata.rules.consents import Attribute, Base, Period
from tegata.rules.sex import Sex
from tegata.services.verifiers.rules.refusals import Refusal, Refused

LATEST_RECEIPT = timedelta(days=7)
"""[guess] How long a service provider may keep a consent before it passes it on."""

READINGS_FROM = date(2026, 5, 26)
"""From this day on the reading comes with the name (Digital Agency)."""


class Answered(StrEnum):
    """What the service provider learns."""

    SAME = "same"  # the certificate it knows still counts
    SUPERSEDED = "superseded"  # new attributes, new serial number
    GONE = "gone"  # the person died
    NOT_YET = "not_yet"  # it ended, and there is no next one


@dataclass(frozen=True, slots=True)
class Said:
    """What the register said when a certificate was made: the four attributes and what belongs to them."""

    name: str
    address: str
    birth: date
    sex: Sex
    kana: str = ""
    former_name: str = ""
    planned_departure: date | None = None

    def chosen(self, attributes: Sequence[Attribute], today: date) -> dict[str, str]:
        """Those that the holder agreed to, as texts. Former name and reading belong to the name, a departure to the address."""
        whole: dict[Attribute, dict[str, str]] = {
            Attribute.NAME: {
                "name": self.name,
                "name_kana": self.kana if today >= READINGS_FROM else "",
                "former_name": self.former_name,
            },
            Attribute.ADDRESS: {
                "address": self.address,
                "planned_departure": self.planned_departure.isoformat() if self.planned_departure else "",
            },
            Attribute.BIRTH: {"birth": self.birth.isoformat()},
            Attribute.SEX: {"sex": self.sex.value},
        }
        return {word: text for attribute in attributes for word, text in whole[attribute].items() if text}


@dataclass(frozen=True, slots=True)
class Known:
    """A signature certificate of a person: its number, whether it counts on this day, what it says."""

    serial: int
    counts: bool
    says: Said


@dataclass(frozen=True, slots=True)
class Next:
    """What is answered: what to give, the new serial number, and whether something new was given (a hit)."""

    answered: Answered
    given: dict[str, str]
    serial: int | None = None
    hit: bool = False


def base_of(base: Base, at: datetime, received: datetime | None) -> datetime:
    """The moment from whose next day a consent counts. Raises Refused for a receipt ahead or long ago."""
    if received is not None and not at - LATEST_RECEIPT <= received <= at:
        raise Refused(Refusal.RECEIVED_WHEN, f"received_at lies at most {LATEST_RECEIPT.days} days back, and not ahead")
    return received if base is Base.RECEIVED and received is not None else at


def require_counts(period: Period, at: datetime, *, withdrawn: bool) -> None:
    """Refuse a consent that does not count at this moment. Raises Refused; a withdrawal is told first."""
    if withdrawn:
        raise Refused(Refusal.WITHDRAWN)
    if at < period.begins:
        raise Refused(Refusal.NOT_BEGUN, f"it counts from {period.begins.astimezone(JST).isoformat()}")
    if not period.has(at):
        raise Refused(Refusal.LAPSED, f"it counted until {period.ends.astimezone(JST).isoformat()}")


def answer(*, died: bool, asked: Known, newest: Known | None, attributes: Sequence[Attribute], today: date) -> Next:
    """What to answer about the certificate that the service provider knows. `newest` is the person's newest on a card."""
    if died:
        return Next(Answered.GONE, {})
    if asked.counts:
        return Next(Answered.SAME, {})
    if newest is None or not newest.counts or newest.serial == asked.serial:
        return Next(Answered.NOT_YET, {})
    given = newest.says.chosen(attributes, today)
    return Next(Answered.SUPERSEDED, given, newest.serial, hit=given != asked.says.chosen(attributes, today))
