"""The four secrets the holder sets (暗証番号, パスワード): their form.

Values are checked, never kept, never repeated in an error.
"""

import string
from dataclasses import dataclass
from enum import Enum

DIGITS = frozenset(string.digits)
CAPITALS = frozenset(string.ascii_uppercase)

_TO_CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


class PinFormatError(ValueError):
    """A secret that no card can have. The message says which rule it breaks, never the secret."""


class PinLength(PinFormatError):
    """Too short or too long."""


class PinAlphabet(PinFormatError):
    """A character that this secret cannot hold."""


class PinMix(PinFormatError):
    """A signature password without a letter, or without a digit."""


@dataclass(frozen=True, slots=True)
class PinForm:
    """What a secret may be, and how often it may be wrong before it locks."""

    shortest: int
    longest: int
    alphabet: frozenset[str]
    tries: int


_FOUR_DIGITS = PinForm(4, 4, DIGITS, tries=3)


class PinKind(Enum):
    """The four secrets: three of four digits, then the signature password."""

    TEXT = "text"
    AUTHENTICATION = "auth"
    REGISTER = "register"
    SIGNATURE = "sign"

    @property
    def form(self) -> PinForm:
        """Length, alphabet and tries."""
        if self is PinKind.SIGNATURE:
            return PinForm(6, 16, CAPITALS | DIGITS, tries=5)
        return _FOUR_DIGITS

    @property
    def ja(self) -> str:
        """The name on the paper the holder fills in."""
        return {
            PinKind.TEXT: "券面事項入力補助用暗証番号",
            PinKind.AUTHENTICATION: "利用者証明用電子証明書用暗証番号",
            PinKind.REGISTER: "住民基本台帳用暗証番号",
            PinKind.SIGNATURE: "署名用電子証明書用暗証番号",
        }[self]


def normalise(kind: PinKind, text: str) -> str:
    """Return what a terminal sends for what the holder typed: a signature password in capitals, any other unchanged."""
    return text.translate(_TO_CAPITALS) if kind is PinKind.SIGNATURE else text


def check_pin(kind: PinKind, text: str) -> None:
    """Refuse what the secret cannot be; lower case too, see `normalise`. Raises PinFormatError.

    One of PinLength, PinAlphabet, PinMix.
    """
    form = kind.form
    if not form.shortest <= len(text) <= form.longest:
        span = f"{form.shortest}" if form.shortest == form.longest else f"{form.shortest} to {form.longest}"
        raise PinLength(f"{kind.value}: {span} characters are needed")
    if not set(text) <= form.alphabet:
        allowed = "digits" if form.alphabet == DIGITS else "capital letters A to Z and digits"
        raise PinAlphabet(f"{kind.value}: only {allowed}")
    if kind is PinKind.SIGNATURE and not (set(text) & CAPITALS and set(text) & DIGITS):
        raise PinMix(f"{kind.value}: at least one letter and one digit")
