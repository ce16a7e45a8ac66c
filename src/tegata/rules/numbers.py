"""Check digits of the three public numbers, and parsers that say what is wrong without repeating the number.

個人番号: Ordinance 85 of 2014 of the Ministry of Internal Affairs, art. 5. Municipality codes: JIS X 0401/0402 and the
check digit the ministry adds. No error of this module holds the number it is about, so that none ends in a log.
"""

import unicodedata
from collections.abc import Callable
from operator import mul

INDIVIDUAL_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
RESIDENT_CODE_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MUNICIPALITY_CODE_WEIGHTS = (6, 5, 4, 3, 2)

RESIDENT_CODE_UNVERIFIED = True
"""The formula of the resident record code is in a ministry notice not found: [guess] the Individual Number's."""

SYNTHETIC_PREFIX = "99"
"""[guess] No test range is known. People who do not exist get Individual Numbers that start so."""

_SEPARATORS = str.maketrans("", "", " -")


class InvalidNumber(ValueError):
    """A number that cannot be what it is given for. The message names the kind of number, never the number."""

    def __init__(self, kind: str, fault: str) -> None:
        super().__init__(f"{kind}: {fault}")
        self.kind = kind


class NotDigits(InvalidNumber):
    """Something else than digits, spaces and hyphens was given."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, "holds a character that is not a digit")


class WrongLength(InvalidNumber):
    """Digits, but not as many as this kind of number has."""

    def __init__(self, kind: str, length: int, expected: int) -> None:
        super().__init__(kind, f"has {length} digits, not {expected}")
        self.length = length
        self.expected = expected


class WrongCheckDigit(InvalidNumber):
    """The check digit does not follow from the other digits: a typing error."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, "check digit does not match")


def individual_number_check_digit(first_eleven: str) -> str:
    """検査用数字 of the Individual Number: 11 − Σ mod 11, and 0 where the remainder is 0 or 1."""
    return _modulus_11("Individual Number", first_eleven, INDIVIDUAL_NUMBER_WEIGHTS)


def resident_code_check_digit(first_ten: str) -> str:
    """Check digit of the resident record code (住民票コード). See RESIDENT_CODE_UNVERIFIED."""
    return _modulus_11("resident record code", first_ten, RESIDENT_CODE_WEIGHTS)


def municipality_code_check_digit(first_five: str) -> str:
    """Check digit of a municipality code: the last digit of 11 − Σ mod 11, so 1 where the remainder is 0."""
    total = _weighted_sum("municipality code", first_five, MUNICIPALITY_CODE_WEIGHTS)
    return str((11 - total % 11) % 10)


def luhn_check_digit(kind: str, body: str) -> str:
    """Check digit by ISO/IEC 7812-1 annex B, for numbers whose real structure is not published."""
    plain = digits(kind, body, len(body))
    doubled = (2 * int(digit) if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(plain)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def parse_individual_number(text: str) -> str:
    """Return the 12 digits of an Individual Number (個人番号). Raises NotDigits, WrongLength, WrongCheckDigit."""
    return checked("Individual Number", text, 12, individual_number_check_digit)


def parse_resident_code(text: str) -> str:
    """Return the 11 digits of a resident record code (住民票コード). Raises NotDigits, WrongLength, WrongCheckDigit."""
    return checked("resident record code", text, 11, resident_code_check_digit)


def parse_municipality_code(text: str) -> str:
    """Return the 6 digits of a municipality code (全国地方公共団体コード).

    Raises NotDigits, WrongLength, WrongCheckDigit.
    """
    return checked("municipality code", text, 6, municipality_code_check_digit)


def checked(kind: str, text: str, length: int, check_digit: Callable[[str], str]) -> str:
    """Return the `length` digits in `text`, whose last one must be the `check_digit` of the others."""
    plain = digits(kind, text, length)
    if check_digit(plain[:-1]) != plain[-1]:
        raise WrongCheckDigit(kind)
    return plain


def synthetic_number(running: int) -> str:
    """An Individual Number that no real person has: it starts with 99."""
    body = f"{SYNTHETIC_PREFIX}{running % 10**9:09}"
    return body + individual_number_check_digit(body)


def synthetic_resident_code(running: int) -> str:
    """A resident record code of a test person."""
    body = f"{SYNTHETIC_PREFIX}{running % 10**8:08}"
    return body + resident_code_check_digit(body)


def digits(kind: str, text: str, length: int) -> str:
    """Return the `length` ASCII digits in `text`, without spaces and hyphens, full-width ones made half-width."""
    if len(text) == length and text.isascii() and text.isdigit():
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    if not (plain.isascii() and plain.isdigit()):
        raise NotDigits(kind)
    if len(plain) != length:
        raise WrongLength(kind, len(plain), length)
    return plain


def _modulus_11(kind: str, body: str, weights: tuple[int, ...]) -> str:
    remainder = _weighted_sum(kind, body, weights) % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def _weighted_sum(kind: str, body: str, weights: tuple[int, ...]) -> int:
    plain = digits(kind, body, len(weights))
    return sum(map(mul, map(int, plain), weights))
