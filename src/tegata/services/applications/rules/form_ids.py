"""The application ID (申請書ID): 23 digits on the form and in its QR code. It is no Individual Number and gives no right.

Only its length is known; 22 random digits and a check digit are ours [guess]. Receipts carry a number of their own.
"""

from collections.abc import Callable
from datetime import date

from tegata.rules.numbers import checked, luhn_check_digit

FORM_ID, RECEIPT = "application ID", "receipt number"
LENGTH, RECEIPT_LENGTH = 23, 14

Draw = Callable[[int], int]
"""`secrets.randbelow`, or a test's."""


def draw_form_id(draw: Draw) -> str:
    """A new application ID."""
    body = f"{draw(10**22):022}"
    return body + _check(FORM_ID, body)


def draw_receipt(day: date, draw: Draw) -> str:
    """A new receipt number: the day as YYMMDD, seven random digits, a check digit."""
    body = f"{day:%y%m%d}{draw(10**7):07}"
    return body + _check(RECEIPT, body)


def parse_form_id(text: str) -> str:
    """The 23 digits of what somebody typed, blanks and hyphens dropped. Raises rules.numbers.InvalidNumber."""
    return checked(FORM_ID, text, LENGTH, lambda body: _check(FORM_ID, body))


def parse_receipt(text: str) -> str:
    """The digits of a receipt number. Raises rules.numbers.InvalidNumber."""
    return checked(RECEIPT, text, RECEIPT_LENGTH, lambda body: _check(RECEIPT, body))


def grouped(digits: str) -> str:
    """As it is printed: groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _check(kind: str, body: str) -> str:
    return luhn_check_digit(kind, body)
