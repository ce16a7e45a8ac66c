"""Revocation: reasons of RFC 5280 §5.3.1, the life events that raise them, and what may follow what.

Which event carries which reason is one table. The default is what the article says of the four reasons (失効情報の利用); where the
practice statement, as a verifier quotes it, says otherwise, that stands beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum, StrEnum

from tegata.pki.names import Kind


class Reason(IntEnum):
    """CRLReason, in the standard's order; 7 is not used."""

    UNSPECIFIED = 0
    KEY_COMPROMISE = 1
    CA_COMPROMISE = 2
    AFFILIATION_CHANGED = 3
    SUPERSEDED = 4
    CESSATION_OF_OPERATION = 5
    CERTIFICATE_HOLD = 6
    REMOVE_FROM_CRL = 8
    PRIVILEGE_WITHDRAWN = 9
    AA_COMPROMISE = 10

    @property
    def standard_name(self) -> str:
        """The name as RFC 5280 writes it: affiliationChanged."""
        first, *rest = self.name.lower().split("_")
        return _CAPITALS.get(self.value) or first + "".join(word.capitalize() for word in rest)

    @classmethod
    def named(cls, text: str) -> "Reason":
        """The reason with this standard name. Raises ValueError that lists the names."""
        for reason in cls:
            if text == reason.standard_name:
                return reason
        raise ValueError(f"no reason {text}; reasons are {', '.join(reason.standard_name for reason in cls)}")


_CAPITALS = {2: "cACompromise", 8: "removeFromCRL", 10: "aACompromise"}


class State(StrEnum):
    """What a certificate's status can be. Expiry is not a status: it needs no act."""

    GOOD = "good"
    HELD = "held"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """The status of a certificate that was issued, since when, and why when it is not good."""

    state: State
    since: datetime
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A new status to append to the history."""

    state: State
    at: datetime
    reason: Reason | None


class RevocationRefused(ValueError):
    """The change is not allowed from the present status. The text says why."""


class AlreadyRevoked(RevocationRefused):
    """Revocation is final (RFC 5280 §5.3.1); the certificate is revoked already."""


class HoldIsNotLifted(RevocationRefused):
    """By the practice statement a hold is not lifted: the certificate is issued anew. A switch here allows it."""


class NotHeld(RevocationRefused):
    """Only a held certificate can be resumed."""


def revoke(present: CertificateStatus, reason: Reason, now: datetime) -> StatusChange:
    """End a certificate for good. Raises AlreadyRevoked.

    A hold becomes final under its new reason and keeps its date: nothing signed while it was held is ever valid.
    """
    if present.state is State.REVOKED:
        raise AlreadyRevoked("the certificate is revoked already; revocation is final")
    if reason in (Reason.CERTIFICATE_HOLD, Reason.REMOVE_FROM_CRL):
        raise RevocationRefused(f"{reason.standard_name} does not end a certificate; use hold or resume")
    return StatusChange(State.REVOKED, present.since if present.state is State.HELD else now, reason)


def hold(present: CertificateStatus, now: datetime) -> StatusChange:
    """Suspend a certificate. Raises AlreadyRevoked, or RevocationRefused when it is held already."""
    if present.state is State.REVOKED:
        raise AlreadyRevoked("the certificate is revoked already; there is nothing to hold")
    if present.state is State.HELD:
        raise RevocationRefused("the certificate is held already")
    return StatusChange(State.HELD, now, Reason.CERTIFICATE_HOLD)


def resume(present: CertificateStatus, now: datetime, *, allowed: bool = False) -> StatusChange:
    """Lift a hold where the installation allows it. Raises NotHeld or HoldIsNotLifted."""
    if present.state is not State.HELD:
        raise NotHeld(f"the certificate is {present.state.value}, not held")
    if not allowed:
        raise HoldIsNotLifted("a hold is not lifted here: revoke the certificate and issue a new one")
    return StatusChange(State.GOOD, now, None)


class LifeEvent(Enum):
    """What happens to people and cards, as far as certificates feel it."""

    DEATH = "death"  # 死亡
    MOVED_ABROAD = "moved abroad"  # 国外転出
    LOSS_REPORTED_AT_COUNTER = "loss reported at the counter"  # 紛失届
    LOSS_REPORTED_BY_PHONE = "loss reported by phone"  # 一時停止
    ATTRIBUTES_CHANGED = "one of the four attributes changed"  # 異動
    RENEWAL = "renewal"  # 更新
    CARD_RETURNED = "card returned, or the holder asks to stop"  # 返納
    KEY_COMPROMISED = "key known to another"  # 危殆化
    NUMBER_CHANGED = "Individual Number changed"  # 個人番号の変更
    RECORD_ERROR = "error found in the record"  # 錯誤
    DISCARDED_BEFORE_HANDOVER = "discarded before handover"  # 交付前廃棄


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event does to each certificate (None: nothing), the source, and what another source says."""

    signature: Reason | None
    authentication: Reason | None
    source: str
    alternative: str = ""

    def on(self, kind: Kind) -> Reason | None:
        """The reason for one kind of certificate; None when it lives on."""
        return self.signature if kind is Kind.SIGNATURE else self.authentication


EFFECTS: dict[LifeEvent, Effect] = {
    LifeEvent.DEATH: Effect(
        Reason.AFFILIATION_CHANGED,
        Reason.AFFILIATION_CHANGED,
        "article, reason 1",
        "cessationOfOperation is as plausible by the practice statement",
    ),
    LifeEvent.MOVED_ABROAD: Effect(
        Reason.AFFILIATION_CHANGED,
        Reason.AFFILIATION_CHANGED,
        "article, reason 1; before 2024-05-27 always, since then where the card is not kept",
        "cessationOfOperation, article, reason 2",
    ),
    LifeEvent.LOSS_REPORTED_AT_COUNTER: Effect(
        Reason.CESSATION_OF_OPERATION, Reason.CESSATION_OF_OPERATION, "article, reason 2"
    ),
    LifeEvent.LOSS_REPORTED_BY_PHONE: Effect(
        Reason.CERTIFICATE_HOLD, Reason.CERTIFICATE_HOLD, "article, reason 4", "towns: the signature one is revoked"
    ),
    LifeEvent.ATTRIBUTES_CHANGED: Effect(
        Reason.SUPERSEDED, None, "article, reason 3; the Act art. 12", "affiliationChanged by the practice statement"
    ),
    LifeEvent.RENEWAL: Effect(Reason.SUPERSEDED, Reason.SUPERSEDED, "article, reason 3; practice statement"),
    LifeEvent.CARD_RETURNED: Effect(
        Reason.CESSATION_OF_OPERATION, Reason.CESSATION_OF_OPERATION, "practice statement: no longer needed"
    ),
    LifeEvent.KEY_COMPROMISED: Effect(
        Reason.KEY_COMPROMISE, Reason.KEY_COMPROMISE, "practice statement: the holder's key is compromised"
    ),
    LifeEvent.NUMBER_CHANGED: Effect(
        Reason.CESSATION_OF_OPERATION, Reason.CESSATION_OF_OPERATION, "guess: the card ends with the number", "unknown"
    ),
    LifeEvent.RECORD_ERROR: Effect(
        Reason.CESSATION_OF_OPERATION, Reason.CESSATION_OF_OPERATION, "guess: revoked ex officio", "unknown"
    ),
    LifeEvent.DISCARDED_BEFORE_HANDOVER: Effect(
        Reason.UNSPECIFIED, Reason.UNSPECIFIED, "practice statement: discarded before delivery"
    ),
}
