"""Individual Numbers from a running counter by a keyed permutation: never twice, and not to be guessed from each other.

Cabinet Order art. 8 asks for numbers that cannot be turned back into the resident record code; how real ones are made is
secret. Ours is a Feistel network over HMAC-SHA256 with cycle walking (Black and Rogaway 2002), so it hits each value once.
"""

import hmac
from dataclasses import dataclass

from tegata.rules.numbers import SYNTHETIC_PREFIX, individual_number_check_digit

ROUNDS = 10
DIGITS = 11


class SpaceUsedUp(RuntimeError):
    """Every number of the space was assigned."""


@dataclass(frozen=True, slots=True)
class Space:
    """Numbers that begin with `prefix`: `size` of them before the check digit."""

    prefix: str
    size: int


SYNTHETIC = Space(SYNTHETIC_PREFIX, 10 ** (DIGITS - len(SYNTHETIC_PREFIX)))
"""People who do not exist."""

WHOLE = Space("", 10**DIGITS - SYNTHETIC.size)
"""Everything that does not begin as those of people who do not exist: the digits 99 are at its end and cut off."""


def number_at(key: bytes, space: Space, count: int) -> str:
    """The 12 digits that the `count`-th person (from 0) gets. Raises SpaceUsedUp."""
    body = f"{space.prefix}{permuted(key, space.size, count):0{DIGITS - len(space.prefix)}d}"
    return body + individual_number_check_digit(body)


def permuted(key: bytes, size: int, value: int) -> int:
    """A permutation of 0 … size − 1. Walks on until it is back inside. Raises SpaceUsedUp."""
    if not 0 <= value < size:
        raise SpaceUsedUp("the space of numbers is used up; choose a larger one")
    half = ((size - 1).bit_length() + 1) // 2
    while True:
        value = _network(key, half, value)
        if value < size:
            return value


def _network(key: bytes, half: int, value: int) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for turn in range(ROUNDS):
        digest = hmac.digest(key, bytes((turn,)) + right.to_bytes(8, "big"), "sha256")
        left, right = right, left ^ (int.from_bytes(digest[:8], "big") & mask)
    return left << half | right
