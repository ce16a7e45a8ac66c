"""The offices that share this machine and nothing else. What one of them may not know, its room does not hold."""

from enum import StrEnum


class Office(StrEnum):
    """Each stands for an office of its own."""

    TOWN_HALL = "town"  # 市区町村
    POST_OFFICE = "post"  # 郵便局: post-office act (Act 120 of 2001) art. 2
    ISSUING_CENTRE = "centre"  # 地方公共団体情報システム機構 (J-LIS): numbers, cards
    AUTHORITY = "authority"  # J-LIS: certification authorities
    HOTLINE = "hotline"  # マイナンバー総合フリーダイヤル
    AUDIT = "audit"  # 監査
    PUBLIC = "public"  # a resident, or nobody in particular
    SYSTEM = "system"  # the worker
