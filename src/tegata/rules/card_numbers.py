"""Numbers that belong to one card: serial number, security code, the two verification numbers, the application id.

The structures of serial number and application id are not published: [guess] below, in one place each.
Randomness is a parameter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from tegata.rules.calendar import era_of
from tegata.rules.numbers import InvalidNumber, checked, digits, luhn_check_digit, parse_individual_number

SERIAL_KIND, SERIAL_LENGTH = "serial number", 16
SECURITY_CODE_KIND, SECURITY_CODE_LENGTH = "security code", 4
APPLICATION_ID_KIND, APPLICATION_ID_LENGTH = "application id", 23
FIRST_ISSUE_YEAR = 2016


class OutOfRange(InvalidNumber):
    """A part does not fit into the digits it has."""


class BirthYear(StrEnum):
    """Which calendar the two year digits of a birth date are taken from."""

    ERA = "era"
    WESTERN = "western"


ERA, WESTERN = BirthYear.ERA, BirthYear.WESTERN

VERIFICATION_CALENDAR = ERA
"""Measured on real cards: the year of the era without the era's digit. The one place to switch to the Western year."""


@dataclass(frozen=True, slots=True)
class SerialNumber:
    """製造番号, 16 digits at the lower left of the photo.

    [guess] maker 2, year of making 2, running number 11, Luhn digit 1.
    """

    maker: int
    year: int
    running: int

    def __post_init__(self) -> None:
        if not 0 <= self.maker <= 99:
            raise OutOfRange(SERIAL_KIND, "the maker has two digits")
        if not FIRST_ISSUE_YEAR <= self.year < FIRST_ISSUE_YEAR + 100:
            raise OutOfRange(SERIAL_KIND, f"cards were made from {FIRST_ISSUE_YEAR} on")
        if not 0 <= self.running < 10**11:
            raise OutOfRange(SERIAL_KIND, "the running number has eleven digits")

    def __str__(self) -> str:
        body = f"{self.maker:02}{self.year % 100:02}{self.running:011}"
        return body + luhn_check_digit(SERIAL_KIND, body)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the 16 digits. Raises InvalidNumber."""
        plain = checked(SERIAL_KIND, text, SERIAL_LENGTH, lambda body: luhn_check_digit(SERIAL_KIND, body))
        years_on = (int(plain[2:4]) - FIRST_ISSUE_YEAR) % 100
        return cls(int(plain[:2]), FIRST_ISSUE_YEAR + years_on, int(plain[4:15]))


def make_security_code(below: Callable[[int], int]) -> str:
    """Draw the 4 digits (セキュリティコード) at the lower right of the photo. `below(n)` gives a random 0 ≤ x < n."""
    return f"{below(10**SECURITY_CODE_LENGTH):0{SECURITY_CODE_LENGTH}}"


def parse_security_code(text: str) -> str:
    """Return the 4 digits of a security code. Raises InvalidNumber."""
    return digits(SECURITY_CODE_KIND, text, SECURITY_CODE_LENGTH)


def verification_number_a(number: str) -> str:
    """照合番号A: the Individual Number, 12 digits. Raises InvalidNumber."""
    return parse_individual_number(number)


def birth_digits(birth: date, *, calendar: BirthYear = VERIFICATION_CALENDAR) -> str:
    """Return a birth date as six digits YYMMDD: a key of the card-face application and the head of 照合番号B."""
    return era_of(birth).short if calendar is ERA else f"{birth:%y%m%d}"


def verification_number_b(
    birth: date, card_expiry_year: int, security_code: str, *, calendar: BirthYear = VERIFICATION_CALENDAR
) -> str:
    """照合番号B, 14 digits: birth date 6, year the card expires 4 (Western), security code 4. Raises InvalidNumber."""
    if not FIRST_ISSUE_YEAR <= card_expiry_year <= 9999:
        raise OutOfRange("verification number B", "the year of expiry has four digits and is that of a card")
    return f"{birth_digits(birth, calendar=calendar)}{card_expiry_year}{parse_security_code(security_code)}"


def make_application_id(below: Callable[[int], int]) -> str:
    """Draw an application id (申請書ID), 23 digits. `below(n)` gives a random 0 ≤ x < n.

    [guess] 22 random digits and a Luhn digit.
    """
    body = f"{below(10 ** (APPLICATION_ID_LENGTH - 1)):0{APPLICATION_ID_LENGTH - 1}}"
    return body + luhn_check_digit(APPLICATION_ID_KIND, body)


def parse_application_id(text: str) -> str:
    """Return the 23 digits of an application id. Knowing one gives no right. Raises InvalidNumber."""
    return checked(
        APPLICATION_ID_KIND, text, APPLICATION_ID_LENGTH, lambda body: luhn_check_digit(APPLICATION_ID_KIND, body)
    )
