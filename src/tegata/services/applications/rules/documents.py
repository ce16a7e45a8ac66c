"""Which documents identify an applicant at application (申請時来庁方式): one with a photo, or two others.

Ordinance 85 of 2014 art. 1, 2 in short; the counter's checklist at handover is the full one. Lists: [guess] the usual ones.
"""

from collections.abc import Sequence
from enum import StrEnum


class Document(StrEnum):
    """What may be shown."""

    CARD = "mynumber-card"  # マイナンバーカード
    LICENCE = "driving-licence"  # 運転免許証
    PASSPORT = "passport"  # 旅券
    RESIDENCE_CARD = "residence-card"  # 在留カード
    DISABILITY = "disability-certificate"  # 身体障害者手帳
    INSURANCE = "health-insurance"  # 健康保険資格確認書
    PENSION = "pension-book"  # 年金手帳
    STUDENT = "student-card"  # 学生証
    CHILD_BOOK = "mother-and-child-book"  # 母子健康手帳
    NOTICE = "number-notice"  # 個人番号通知書


WITH_PHOTO = frozenset(
    {Document.CARD, Document.LICENCE, Document.PASSPORT, Document.RESIDENCE_CARD, Document.DISABILITY}
)


class NotEnough(ValueError):
    """The documents do not identify the applicant. The text says what is missing."""


def check_documents(shown: Sequence[Document], *, present: bool) -> None:
    """Refuse what identifies nobody. Raises NotEnough."""
    if not present:
        raise NotEnough("nobody stands here: whoever applies in this way is identified when the card is collected")
    kinds = set(shown)
    if not kinds & WITH_PHOTO and len(kinds) < 2:
        raise NotEnough("one document with a photo is needed, or two others")
