"""What a verifier pays the issuing centre for each answer, and since when it is not taken.

Source: Digital Agency's page on private use of the certificates (20 and 2 yen, suspended since January 2023; latest
attributes 20 yen a hit, nothing where there is nothing new).
"""

from datetime import date
from enum import StrEnum


class Answer(StrEnum):
    """What is answered."""

    SIGNATURE = "signature"  # status of a signature certificate
    AUTHENTICATION = "authentication"  # status of an authentication certificate
    ATTRIBUTES = "attributes"  # latest attributes that differ from those known


YEN = {Answer.SIGNATURE: 20, Answer.AUTHENTICATION: 2, Answer.ATTRIBUTES: 20}

SUSPENDED: dict[Answer, tuple[date, date | None]] = {
    Answer.SIGNATURE: (date(2023, 1, 1), None),
    Answer.AUTHENTICATION: (date(2023, 1, 1), None),
}
"""The switch: first and last day on which a fee is not taken. None: no end is announced."""


def yen(answer: Answer, day: date) -> int:
    """The fee for one answer on a day."""
    first, last = SUSPENDED.get(answer, (date.max, None))
    return 0 if first <= day <= (last or date.max) else YEN[answer]
