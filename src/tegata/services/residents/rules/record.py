"""A resident record (住民票) as a value. Basic Resident Register Act art. 7 (nationals) and 30-45 (foreign residents).

It has no Individual Number (art. 7(8-2)): that stands in the room `numbering` and nowhere else.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from uuid import UUID

from tegata.rules.addresses import Address
from tegata.rules.life_events import LifeEvent
from tegata.rules.municipalities import Municipality, municipality
from tegata.rules.names import Name
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex

ABROAD = "国外"
"""[guess] What a card and a certificate have for the address of somebody abroad; the real form is not published."""

HEAD = "世帯主"


class RecordState(StrEnum):
    """Where a record stands."""

    RESIDENT = "resident"  # 住民
    LEAVING = "leaving"  # 転出届 given; no town has taken the person in yet
    ABROAD = "abroad"  # 国外転出者: only the family register's annex (戸籍の附票) is kept
    DEAD = "dead"  # 死亡
    ERASED = "erased"  # 消除


@dataclass(frozen=True, slots=True)
class ResidentRecord:
    """One version of a record. `event` and its two days are what made this version.

    `town` is the municipality that keeps it (never a ward). `kana` and `roman` are the readings of `name`. A foreign
    resident has `nationality` and, by `residence`, `stay_ends`. `substituted` tells that a character of the law's form could
    not be printed and another stands for it.
    """

    resident_id: UUID
    version: int
    state: RecordState
    town: str
    event: LifeEvent
    event_day: date
    notice_day: date
    since: date
    name: str
    kana: str
    roman: str
    birth: date
    sex: Sex
    place: Address
    resident_code: str
    household_id: UUID
    is_head: bool
    relationship: str
    former_name: str = ""
    former_name_kana: str = ""
    alias: str = ""
    alias_kana: str = ""
    residence: Residence = Residence.NATIONAL
    nationality: str = ""
    stay_ends: date | None = None
    register_town: str = ""
    planned_departure: date | None = None
    destination: str = ""
    substituted: bool = False
    synthetic: bool = False

    @property
    def address(self) -> str:
        """The address in one line."""
        return ABROAD if self.state is RecordState.ABROAD else self.place.line

    @property
    def postcode(self) -> str:
        """Seven digits, or empty."""
        return self.place.postcode

    @property
    def is_open(self) -> bool:
        """Whether somebody alive stands behind it who may hold a card."""
        return self.state in {RecordState.RESIDENT, RecordState.LEAVING, RecordState.ABROAD}

    @property
    def four_attributes(self) -> tuple[str, str, date, Sex]:
        """基本4情報: what a signature certificate says and ends with (JPKI Act art. 12)."""
        return self.name, self.address, self.birth, self.sex


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be registered. `since` is the day of becoming a resident (住民となった年月日): of birth, of arrival.

    Without `household_id` the newcomer is the head of a new household. `resident_id` and `resident_code` are given by
    seeding only.
    """

    name: Name
    birth: date
    sex: Sex
    place: Address
    since: date
    household_id: UUID | None = None
    is_head: bool = False
    relationship: str = HEAD
    former_name: str = ""
    former_name_kana: str = ""
    alias: str = ""
    alias_kana: str = ""
    residence: Residence = Residence.NATIONAL
    nationality: str = ""
    stay_ends: date | None = None
    register_town: str = ""
    substituted: bool = False
    synthetic: bool = False
    resident_id: UUID | None = None
    resident_code: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together (世帯). `head` is None between a head's leaving and the notice of the next (art. 25)."""

    household_id: UUID
    head: UUID | None
    members: tuple[ResidentRecord, ...]


@cache
def keeping_town(code6: str) -> str:
    """The municipality that keeps the records of an address: a designated city for its wards (art. 38).

    Raises InvalidNumber, UnknownMunicipality.
    """
    place: Municipality = municipality(code6)
    return (place.parent or place).code6
