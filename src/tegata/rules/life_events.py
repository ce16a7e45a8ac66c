"""Life events (異動): what may happen to a resident record, who gives notice by when, and what follows for the card.

Basic Resident Register Act (住民基本台帳法) and its Cabinet Order; births and deaths by the Family Register Act (戸籍法).
Articles are from general knowledge, not read here against the law's text [guess]; each stands in one place.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum
from typing import Self

from tegata.rules.invalidity import Ground


class Notice(Enum):
    """Who gives notice, by when: days after the event, and whether the event's own day is the first of them.

    Civil Code art. 140 leaves the event's day out; Family Register Act art. 43 counts it.
    """

    EX_OFFICIO = (None, False, "職権")
    BEFOREHAND = (0, False, "あらかじめ")
    WITHIN_14_DAYS = (14, False, "14日以内")
    BIRTH_WITHIN_14_DAYS = (14, True, "14日以内")
    DEATH_WITHIN_7_DAYS = (7, True, "7日以内")
    AT_WILL = (None, False, "申出")

    def __init__(self, days: int | None, own_day_counts: bool, ja: str) -> None:
        self.days = days
        self.own_day_counts = own_day_counts
        self.ja = ja


class CertificateEvent(StrEnum):
    """What a life event is to the certification authorities: the names of `pki.revocation.LifeEvent`, told by name."""

    NONE = ""
    DEATH = "DEATH"
    MOVED_ABROAD = "MOVED_ABROAD"
    ATTRIBUTES_CHANGED = "ATTRIBUTES_CHANGED"
    NUMBER_CHANGED = "NUMBER_CHANGED"
    RECORD_ERROR = "RECORD_ERROR"


@dataclass(frozen=True, slots=True)
class CardEffect:
    """What an event does to the holder's card.

    `ground`: it falls by this, at once. `clock`: it will fall by this if nothing is done in time. `rewrite`: face, chip
    and note field must follow. `certificates`: told to the authorities.
    """

    ground: Ground | None = None
    clock: Ground | None = None
    rewrite: bool = False
    certificates: CertificateEvent = CertificateEvent.NONE


_NOTHING = CardEffect()
_REWRITTEN = CardEffect(rewrite=True, certificates=CertificateEvent.ATTRIBUTES_CHANGED)


class LifeEvent(StrEnum):
    """Word records keep, Japanese term, law (BRRA: Basic Resident Register Act, FRA: Family Register Act), notice, effect."""

    BIRTH = ("birth", "出生", "FRA 49; BRRA Order 12(2)", Notice.BIRTH_WITHIN_14_DAYS, _NOTHING)
    DEATH = (
        "death",
        "死亡",
        "FRA 86; BRRA Order 8",
        Notice.DEATH_WITHIN_7_DAYS,
        CardEffect(ground=Ground.DIED, certificates=CertificateEvent.DEATH),
    )
    MOVE_IN = (
        "move-in",
        "転入",
        "BRRA 22",
        Notice.WITHIN_14_DAYS,
        CardEffect(clock=Ground.NOT_CARRIED_ON, rewrite=True, certificates=CertificateEvent.ATTRIBUTES_CHANGED),
    )
    MOVE_OUT = ("move-out", "転出", "BRRA 24", Notice.BEFOREHAND, CardEffect(clock=Ground.MOVE_IN_NOT_NOTIFIED))
    MOVE_WITHIN = ("move-within", "転居", "BRRA 23", Notice.WITHIN_14_DAYS, _REWRITTEN)
    MOVE_ABROAD = (
        "move-abroad",
        "国外転出",
        "BRRA 24",
        Notice.BEFOREHAND,
        CardEffect(ground=Ground.LEFT_JAPAN, certificates=CertificateEvent.MOVED_ABROAD),
    )
    MOVE_ABROAD_KEEPING_CARD = (
        "move-abroad-keeping-card",
        "国外転出（継続利用）",
        "BRRA 24; Number Use Act 17",
        Notice.BEFOREHAND,
        _REWRITTEN,
    )
    RETURN_FROM_ABROAD = ("return-from-abroad", "国外からの転入", "BRRA 22", Notice.WITHIN_14_DAYS, _REWRITTEN)
    HOUSEHOLD_CHANGE = ("household-change", "世帯変更", "BRRA 25", Notice.WITHIN_14_DAYS, _NOTHING)
    NAME_CHANGE = ("name-change", "氏名の変更", "FRA 107, 107-2; BRRA Order 12(2)", Notice.EX_OFFICIO, _REWRITTEN)
    FORMER_NAME = ("former-name", "旧氏の記載・変更・削除", "BRRA Order 30-13, 30-14", Notice.AT_WILL, _REWRITTEN)
    ALIAS = ("alias", "通称の記載・削除", "BRRA Order 30-16", Notice.AT_WILL, _REWRITTEN)
    CORRECTION = ("correction", "記載の修正", "BRRA 14; Order 12(3)", Notice.EX_OFFICIO, _REWRITTEN)
    ERASURE = (
        "erasure",
        "職権消除",
        "BRRA 8; Order 12(3)",
        Notice.EX_OFFICIO,
        CardEffect(ground=Ground.RECORD_ERASED, certificates=CertificateEvent.RECORD_ERROR),
    )
    RESIDENT_CODE_CHANGE = (
        "resident-code-change",
        "住民票コードの変更",
        "BRRA 30-4",
        Notice.AT_WILL,
        CardEffect(ground=Ground.RESIDENT_CODE_CORRECTED, certificates=CertificateEvent.NUMBER_CHANGED),
    )
    NUMBER_CHANGE = (
        "number-change",
        "個人番号の変更",
        "Number Use Act 7(2)",
        Notice.AT_WILL,
        CardEffect(ground=Ground.NUMBER_CHANGED, certificates=CertificateEvent.NUMBER_CHANGED),
    )
    NATIONALITY_ACQUIRED = ("nationality-acquired", "国籍の取得", "BRRA Order 8-2", Notice.EX_OFFICIO, _REWRITTEN)
    NATIONALITY_LOST = ("nationality-lost", "国籍の喪失", "BRRA Order 8-2", Notice.EX_OFFICIO, _REWRITTEN)
    BECAME_FOREIGN_RESIDENT = (
        "became-foreign-resident",
        "中長期在留者等となった届出",
        "BRRA 30-47",
        Notice.WITHIN_14_DAYS,
        _NOTHING,
    )
    STAY_EXTENDED = ("stay-extended", "在留期間の更新", "BRRA 30-50", Notice.EX_OFFICIO, CardEffect(rewrite=True))
    STAY_ENDED = (
        "stay-ended",
        "住民基本台帳法の適用除外",
        "BRRA 30-45, 30-50",
        Notice.EX_OFFICIO,
        CardEffect(ground=Ground.OUTSIDE_THE_REGISTER, certificates=CertificateEvent.RECORD_ERROR),
    )

    ja: str
    law: str
    notice: Notice
    effect: CardEffect

    def __new__(cls, value: str, ja: str, law: str, notice: Notice, effect: CardEffect) -> Self:
        """The word is the value; the rest are attributes."""
        event = str.__new__(cls, value)
        event._value_ = value
        event.ja, event.law, event.notice, event.effect = ja, law, notice, effect
        return event

    @property
    def ends_record(self) -> bool:
        """Whether the resident record of this municipality is erased (消除) by it."""
        return self in {
            LifeEvent.DEATH,
            LifeEvent.MOVE_OUT,
            LifeEvent.MOVE_ABROAD,
            LifeEvent.MOVE_ABROAD_KEEPING_CARD,
            LifeEvent.ERASURE,
            LifeEvent.STAY_ENDED,
        }


class NoticeTooEarly(ValueError):
    """Notice of something that has not happened yet, where the law takes it only afterwards."""


def last_day_of_notice(event: LifeEvent, happened: date) -> date | None:
    """Return the last day on which notice is in time; None where none has to be given."""
    notice = event.notice
    if notice.days is None:
        return None
    return happened + timedelta(days=notice.days - notice.own_day_counts)


def is_late(event: LifeEvent, happened: date, notified: date) -> bool:
    """Whether a notice came late. It is taken all the same; BRRA 52(2) and FRA 137 leave a fine to the court.

    Raises NoticeTooEarly: only leaving is told beforehand, and what the office does of itself may be at any time.
    """
    if notified < happened and event.notice.days:
        raise NoticeTooEarly(f"{event.ja}: notice is given once it has happened; come again on or after that day")
    last = last_day_of_notice(event, happened)
    return last is not None and notified > last
