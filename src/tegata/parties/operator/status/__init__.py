"""Where the operator gets revocation status from: lists mirrored over HTTP, or an OCSP responder. Silence is never "good"."""

from tegata.parties.operator.status.lists import Lists
from tegata.parties.operator.status.mirror import Mirror, NotAtHand
from tegata.parties.operator.status.reference import Reference
from tegata.parties.operator.status.responder import over_http

__all__ = ["Lists", "Mirror", "NotAtHand", "Reference", "over_http"]
