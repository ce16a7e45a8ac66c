"""What a card and its certificates cost, and when nothing may be taken.

Source: article, section カード及び電子証明書の更新 (800 and 200 yen; renewal and disaster free).
Ryūō-chō took 200 yen 225 times (2018–22) and Sakata-shi 46 times (2019–24) where nothing was due.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

CARD_YEN, CERTIFICATES_YEN = 800, 200


class WrongFee(ValueError):
    """What is to be taken is not what is due. The text says what is due and why."""


class _Occasion(Enum):
    """Why something is made: the word records keep, whether it costs, and the reason or source."""

    def __init__(self, word: str, costs: bool, because: str) -> None:
        self.word = word
        self.costs = costs
        self.because = because


class CardOccasion(_Occasion):
    """Why a card is made; the words are those of an application's reason."""

    FIRST = ("first", False, "the first card is free (article: 希望者に無料で交付)")
    RENEWAL = ("renewal", False, "renewal is free (article: 更新手続きは無料)")
    NOTE_FIELD_FULL = (
        "note field full",
        False,
        "a full note field is nobody's fault [guess: towns publish it as free]",
    )
    NUMBER_CHANGED = ("number changed", False, "the number was changed after a leak [guess: towns publish it as free]")
    REISSUE = ("reissue", True, "lost or broken: a new card costs (article: 紛失、破損)")
    PHOTO = ("photo", True, "a new photo was wished for: a new card costs (article: 顔写真変更希望)")


class CertificateOccasion(_Occasion):
    """Why certificates are put on a card that is there, or on a new one."""

    WITH_FREE_CARD = ("with free card", False, "they come with a card that is free")
    WITH_REISSUED_CARD = ("with reissued card", True, "they come with a card that costs (article: 電子証明書200円)")
    RENEWAL = ("renewal", False, "renewal is free (article: 更新手続きは無料)")
    ADDRESS_OR_NAME_CHANGED = (
        "address or name changed",
        False,
        "a change of name or address makes them anew free of charge (article: Ryūō-chō, 2023-06-23)",
    )
    NEW_STAY = ("new stay", False, "the stay was extended and the card with it [guess]")
    OFFICE_ERROR = ("office error", False, "the office made the mistake")
    HOLD_LIFTED = ("hold lifted", False, "the card was found again [guess]")
    EXPIRED = (
        "expired",
        True,
        "they ended before they were renewed [guess: the article frees this for a disaster only]",
    )
    LOST_OR_ENDED_AT_WILL = ("at will", True, "they were ended at the holder's wish (article: 電子証明書200円)")


class Excuse(StrEnum):
    """Why nothing is due on an occasion that costs: it is not the holder's fault."""

    DISASTER = "disaster"
    OFFICE_ERROR = "office error"

    @property
    def because(self) -> str:
        """The reason or source."""
        return {
            Excuse.DISASTER: "a disaster was the cause (article: 能登半島地震, 2024-01-11, 手数料を徴収しない)",
            Excuse.OFFICE_ERROR: "the office made the mistake [guess]",
        }[self]


@dataclass(frozen=True, slots=True)
class Fee:
    """Yen due for the card and for its certificates, and why."""

    card: int
    certificates: int
    because: str

    @property
    def total(self) -> int:
        """Yen altogether."""
        return self.card + self.certificates


def card_fee(reason: str, *, certificates: bool = True, excuse: Excuse | None = None) -> Fee:
    """Return what a card made for an application's `reason` costs, with certificates or without. An excuse makes it free.

    Raises ValueError for an unknown reason.
    """
    occasion = _named(CardOccasion, reason)
    if not occasion.costs:
        return Fee(0, 0, occasion.because)
    if excuse is not None:
        return Fee(0, 0, excuse.because)
    return Fee(CARD_YEN, CERTIFICATES_YEN if certificates else 0, occasion.because)


def certificate_fee(occasion: CertificateOccasion, *, excuse: Excuse | None = None) -> Fee:
    """Return what certificates cost that are put on a card that is there; both together or one alone cost the same."""
    if occasion.costs and excuse is not None:
        return Fee(0, 0, excuse.because)
    return Fee(0, CERTIFICATES_YEN if occasion.costs else 0, occasion.because)


def require_right(due: Fee, taken: int) -> None:
    """Refuse to take anything but what is due. Raises WrongFee."""
    if taken != due.total:
        raise WrongFee(f"{due.total} yen are due, not {taken}: {due.because}")


def _named(kind: type[CardOccasion], word: str) -> CardOccasion:
    for occasion in kind:
        if occasion.word == word:
            return occasion
    raise ValueError(f"no reason {word}; reasons are {', '.join(occasion.word for occasion in kind)}")
