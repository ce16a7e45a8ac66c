"""Resident record codes (住民票コード): ten random digits and a check digit, never used twice.

Basic Resident Register Act art. 30-2; ordinance art. 1. The check digit's formula is a guess of `rules.numbers`.
"""

from collections.abc import Callable

from tegata.rules.numbers import resident_code_check_digit

Below = Callable[[int], int]
"""Draws a whole number below its argument: `secrets.randbelow`."""


def draw_code(below: Below) -> str:
    """A code nobody may have had before: the directory tells."""
    body = f"{below(10**10):010d}"
    return body + resident_code_check_digit(body)
