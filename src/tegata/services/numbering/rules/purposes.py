"""For what an Individual Number may be read: the closed list of the Number Use Act, and who reads for it. Nothing else may.

Articles from general knowledge, not read here against the law's text [guess]; each stands in one place.
"""

from collections.abc import Set
from enum import StrEnum
from typing import Self

TOWN_HALL, CENTRE, SYSTEM = "town", "centre", "system"
"""Values of ground.offices.Office."""


class NumberPurpose(StrEnum):
    """Purpose: Japanese term, article, the offices that have it."""

    SOCIAL_SECURITY = ("social-security", "社会保障", "art. 9(1), table", frozenset({TOWN_HALL}))
    TAX = ("tax", "税", "art. 9(1), table", frozenset({TOWN_HALL}))
    DISASTER = ("disaster", "災害対策", "art. 9(1), (5)", frozenset({TOWN_HALL}))
    NOTIFICATION = ("notification", "個人番号の通知", "art. 7(1)", frozenset({CENTRE}))
    CARD_ISSUANCE = ("card-issuance", "個人番号カードの発行", "art. 16-2", frozenset({CENTRE, SYSTEM}))

    ja: str
    law: str
    offices: frozenset[str]

    def __new__(cls, value: str, ja: str, law: str, offices: frozenset[str]) -> Self:
        """The word is the value; the rest are attributes."""
        purpose = str.__new__(cls, value)
        purpose._value_ = value
        purpose.ja, purpose.law, purpose.offices = ja, law, offices
        return purpose


class ChangeReason(StrEnum):
    """Art. 7(2) and Order art. 3: a number is changed only where it leaked and may be misused."""

    ON_REQUEST = "leaked, on request"  # 本人の請求
    EX_OFFICIO = "leaked, ex officio"  # 職権


class ReadRefused(PermissionError):
    """The number was not read. The refusal is in the audit log."""


def require_purpose(purpose: object, office: str, permission: str, permissions: Set[str]) -> NumberPurpose:
    """Refuse what the law does not name, and who does not read for it. Raises ReadRefused.

    The worker (system) has no permissions; it reads only for a purpose that names it.
    """
    if not isinstance(purpose, NumberPurpose):
        raise ReadRefused("an Individual Number is read for a purpose of the law only: social security, tax, disaster")
    if office not in purpose.offices:
        raise ReadRefused(f"this office does not read Individual Numbers for {purpose}; ask the office that does")
    if office != SYSTEM and permission not in permissions:
        raise ReadRefused(f"this needs the permission {permission}; ask whoever manages staff of your office")
    return purpose
