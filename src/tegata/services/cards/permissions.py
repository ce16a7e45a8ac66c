"""What staff may do in this room's own pages. What counter, centre and hotline do to cards is permitted in their rooms."""

from enum import StrEnum


class Permission(StrEnum):
    """`room:object:verb`, with the office that has it."""

    READ = "cards:card:read"  # issuing centre, town hall: life line of a card
    DISCARD = "cards:card:discard"  # issuing centre: a card that must not be handed over
    ENTRUST = "cards:post-office:entrust"  # town hall: renewal of certificates at post offices
