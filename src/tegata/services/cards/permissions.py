"""What staff may do in this room's own pages. What counter, centre and hotline do to cards is permitted in their rooms."""

from enum import StrEnum


class Permission(StrEnum):
    """`room:object:verb`, with the office that has it."""

    ENTRUST = "cards:post-office:entrust"  # town hall: renewal of certificates at post offices
