"""Access conditions as data: what must have been verified before a file may be read or a key used.

An access is a list of alternatives. The empty list is *never*: what nobody wrote down is denied.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """`free`, or any one of these secrets (EF ids in the same application) verified. Neither: never."""

    any_of: tuple[int, ...] = ()
    free: bool = False

    def granted(self, verified: Collection[int]) -> bool:
        """Whether this set of verified secrets opens it."""
        return self.free or any(secret in verified for secret in self.any_of)


NEVER = Access()
FREE = Access(free=True)


def after(*secrets: int) -> Access:
    """Open once any one of these secrets has been verified."""
    return Access(any_of=secrets)
