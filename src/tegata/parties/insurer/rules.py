"""What revocation data say about a customer, and what an insurer does then. Pure decisions; the article, 失効情報の利用.

A revocation is a hint and no proof: it moves no money. Unknown and out of date say nothing, and nothing is concluded from them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tegata.pki.revocation import EFFECTS, LifeEvent, Reason


class State(StrEnum):
    """What the lists say of one certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    ENDED = "ended"  # out of its time: lists no longer speak of it
    UNKNOWN = "unknown"  # no list that counts


@dataclass(frozen=True, slots=True)
class Standing:
    """One certificate by one list; when and why where it is revoked or held."""

    state: State
    reason: Reason | None = None
    since: datetime | None = None


GOOD, ENDED, UNKNOWN = Standing(State.GOOD), Standing(State.ENDED), Standing(State.UNKNOWN)


class Finding(StrEnum):
    """What may have happened to a customer."""

    ALIVE = "alive"  # 生存の可能性が高い
    DEATH_OR_ABROAD = "death_or_abroad"  # 死亡または国外転出の可能性; which of the two cannot be told
    CHANGED = "changed"  # 住所・氏名の変更または更新の可能性
    CARD_LOST = "card_lost"  # カードの紛失・返納または国外転出
    NO_LONGER_SEEN = "no_longer_seen"  # 有効期間満了その他: the certificate tells nothing any more
    UNKNOWN = "unknown"  # 判定できない: no list that counts


class Step(StrEnum):
    """What the insurer does next."""

    NOTHING = "nothing"
    ASK_THE_FAMILY = "ask_the_family"  # write to beneficiary or family contact, with care; pay or stop nothing by it
    ASK_NEW_ATTRIBUTES = "ask_new_attributes"  # the latest four attributes, by consent
    ASK_BY_LETTER = "ask_by_letter"  # no consent: write, and ask whether the address still holds
    ASK_NEW_CERTIFICATE = "ask_new_certificate"  # at the next contact: sign with the new card
    LOOK_AGAIN = "look_again"  # when there is a list that counts


def _by_reason() -> dict[Reason, Finding]:
    """From the table of life events, read backwards: one reason may stand for several events."""
    findings = {
        LifeEvent.DEATH: Finding.DEATH_OR_ABROAD,
        LifeEvent.ATTRIBUTES_CHANGED: Finding.CHANGED,
        LifeEvent.LOSS_REPORTED_AT_COUNTER: Finding.CARD_LOST,
        LifeEvent.LOSS_REPORTED_BY_PHONE: Finding.CARD_LOST,
    }
    read = {EFFECTS[event].signature: finding for event, finding in reversed(findings.items())}
    return {reason: finding for reason, finding in read.items() if reason is not None}


FINDINGS = _by_reason()
STEPS = {
    Finding.ALIVE: Step.NOTHING,
    Finding.DEATH_OR_ABROAD: Step.ASK_THE_FAMILY,
    Finding.CARD_LOST: Step.ASK_NEW_CERTIFICATE,
    Finding.NO_LONGER_SEEN: Step.ASK_NEW_CERTIFICATE,
    Finding.UNKNOWN: Step.LOOK_AGAIN,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What may have happened, whether the customer is probably alive (None: cannot be told), and what it rests on."""

    finding: Finding
    alive: bool | None
    reason: Reason | None = None
    since: datetime | None = None


_ALIVE = Judgement(Finding.ALIVE, alive=True)


def judge(signature: Standing, authentication: Standing | None = None) -> Judgement:
    """The judgement by the signature certificate, and by the authentication certificate where one is kept.

    The latter lives on after a move: while it is good its holder probably lives, whatever became of the other. A death that
    the signature certificate hints at is believed all the same: the hint that costs nothing is the one to follow.
    """
    if signature.state is State.GOOD:
        return _ALIVE
    also_good = authentication is not None and authentication.state is State.GOOD
    if signature.state is State.UNKNOWN:
        return Judgement(Finding.UNKNOWN, alive=also_good or None)
    if signature.state is State.ENDED:
        return Judgement(Finding.NO_LONGER_SEEN, alive=also_good or None)
    finding = FINDINGS.get(signature.reason or Reason.UNSPECIFIED, Finding.NO_LONGER_SEEN)
    alive = None if finding is Finding.DEATH_OR_ABROAD else also_good or None
    return Judgement(finding, alive, signature.reason, signature.since)


def step(finding: Finding, *, consented: bool) -> Step:
    """What to do. `consented`: there is a consent to the latest four attributes (最新の利用者情報提供)."""
    if finding is Finding.CHANGED:
        return Step.ASK_NEW_ATTRIBUTES if consented else Step.ASK_BY_LETTER
    return STEPS[finding]


def is_contact(finding: Finding) -> bool:
    """Whether somebody is to be contacted: what is not known is looked at again, and nobody is written to."""
    return finding not in (Finding.ALIVE, Finding.UNKNOWN)


def needs_status_notice(*, annuity: bool, alive: bool | None) -> bool:
    """Whether an annuitant must send the yearly status notice (現況届): skipped for those who are probably alive."""
    return annuity and alive is not True
