"""What staff may do in this room's own pages. What production and counter ask for is permitted in their rooms."""

from enum import StrEnum


class Permission(StrEnum):
    """`room:object:verb`, with the office that has it."""

    READ = "certificates:certificate:read"  # issuing centre, authority, town hall: certificates of a card, the queue
    LINKS = "certificates:link:read"  # authority: answers those entitled by JPKI Act art. 18 and 52
    RECONCILE = "certificates:certificate:reconcile"  # authority, audit: our records against the authorities'
