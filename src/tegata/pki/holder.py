"""Whom a certificate is for: what the authority may know of a person, and how the certificate writes it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tegata.pki import der, oids
from tegata.rules.calendar import era_of
from tegata.rules.municipalities import Municipality
from tegata.rules.sex import Sex

LONGEST_ADDRESS = 200
"""Characters; the profile's limit for object …5.5."""


class HolderError(ValueError):
    """An attribute cannot be certified. The text names the attribute, never its value."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The four basic attributes (基本4情報) and the town of a person.

    `name_substituted` and `address_substituted` have one character '0' or '1' for each character of the text: 1 where
    the printed form differs from the register's (代替文字). Left empty they mean that nothing was substituted.
    """

    name: str
    address: str
    birth: date
    sex: Sex
    municipality: Municipality
    name_substituted: str = ""
    address_substituted: str = ""

    def __post_init__(self) -> None:
        for what, text, flags in (
            ("name", self.name, self.name_substituted),
            ("address", self.address, self.address_substituted),
        ):
            if not text.strip() or not text.replace("\u3000", " ").isprintable():
                raise HolderError(f"the {what} is empty or has characters that cannot be printed")
            if flags and (len(flags) != len(text) or set(flags) - {"0", "1"}):
                raise HolderError(f"the {what}'s substitution flags are one digit 0 or 1 for each character")
        if len(self.address) > LONGEST_ADDRESS:
            raise HolderError(f"the address is longer than {LONGEST_ADDRESS} characters")

    @property
    def birth_text(self) -> str:
        """`EYYYYMMDD`: the era's digit, then the Gregorian date."""
        return _birth_text(self.birth)

    def other_names(self) -> bytes:
        """GeneralNames with the six otherName values in the order seen on cards: 1, 4, 3, 5, 2, 6."""
        return der.sequence(
            other_name(oids.NAME, self.name),
            other_name(oids.BIRTH_DATE, self.birth_text),
            other_name(oids.SEX, self.sex.value),
            other_name(oids.ADDRESS, self.address),
            other_name(oids.NAME_SUBSTITUTED, self.name_substituted or "0" * len(self.name)),
            other_name(oids.ADDRESS_SUBSTITUTED, self.address_substituted or "0" * len(self.address)),
        )


@lru_cache(maxsize=65_536)
def _birth_text(birth: date) -> str:
    return f"{era_of(birth).era.digit}{birth.isoformat().replace('-', '')}"


def other_name(type_id: str, value: str) -> bytes:
    """GeneralName otherName with a UTF8String (RFC 5280 §4.2.1.6)."""
    return der.context(0, der.oid(type_id) + der.context(0, der.utf8(value)))
