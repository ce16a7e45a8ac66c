"""The nouns of a card's specification: application, elementary file, secret, key. No card's contents."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum

from tegata.cardspec.access import NEVER, Access


class Structure(Enum):
    """ISO/IEC 7816-4 §7.2: how the content of an elementary file is addressed."""

    TRANSPARENT = "transparent"
    RECORD = "record"


class Alphabet(StrEnum):
    """What the characters of a secret may be."""

    DIGITS = "0123456789"
    UPPER_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Role(StrEnum):
    """What a secret is: chosen by the holder, printed on the card (照合番号), or blocked from issue."""

    PIN = "PIN"
    NUMBER_A = "verification number A"
    NUMBER_B = "verification number B"
    BIRTH_DATE = "birth date"
    BLOCKED = "blocked from issue"


class KeyUse(Enum):
    """The command that a private key serves."""

    SIGN_ANYTHING = "COMPUTE DIGITAL SIGNATURE, all six input forms"
    SIGN_CHALLENGE = "COMPUTE DIGITAL SIGNATURE of a challenge, no secret: proves that the chip is no copy"
    INTERNAL_AUTHENTICATE = "INTERNAL AUTHENTICATE"
    SESSION_KEY = "session key delivery of secure messaging"
    NOTHING_PUBLIC = "no command that is publicly known"


class Change(Enum):
    """The command by which the holder changes a secret after having verified it."""

    CHANGE_REFERENCE_DATA = "00 24 01"  # ISO/IEC 7816-4 §11.6.7, new value only
    CHANGE_KEY = "80 32 00"  # JICSAP
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ElementaryFile:
    """A file of an application. `size` is the physical size in bytes where all cards share it, else None.

    `rewritable`: the issuer may rewrite it after personalisation; a record file then as its one record.
    """

    fid: int
    name: str
    ja: str = ""
    read: Access = NEVER
    size: int | None = None
    structure: Structure = Structure.TRANSPARENT
    rewritable: bool = False


@dataclass(frozen=True, slots=True)
class Secret:
    """A reference (PIN, password or verification number) with its length in characters and its try counter."""

    fid: int
    name: str
    ja: str
    role: Role
    shortest: int
    longest: int
    tries: int
    alphabet: Alphabet = Alphabet.DIGITS
    change: Change = Change.NONE


@dataclass(frozen=True, slots=True)
class Key:
    """A private key that never leaves the chip; RSA-2048 on all cards of the first generation.

    `renewable`: the chip makes a new one in its place when the issuer asks. `without_pin`: it signs once for a reader
    for which the issuer vouches.
    """

    fid: int
    name: str
    ja: str
    use: KeyUse
    access: Access = NEVER
    renewable: bool = False
    without_pin: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """An application (AP) behind its own firewall: files, secrets and keys share one space of EF ids, 0001–001E."""

    name: str
    ja: str
    aid: bytes
    files: tuple[ElementaryFile, ...] = ()
    secrets: tuple[Secret, ...] = ()
    keys: tuple[Key, ...] = ()
    reserved: tuple[int, ...] = ()
    default_key: int | None = None
    secure_messaging: bool = False
    by_fid: dict[int, ElementaryFile | Secret | Key] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        everything: tuple[ElementaryFile | Secret | Key, ...] = (*self.files, *self.secrets, *self.keys)
        objects = {item.fid: item for item in everything}
        if len(objects) != len(everything) or objects.keys() & set(self.reserved):
            raise ValueError(f"{self.name}: an EF id stands twice")
        object.__setattr__(self, "by_fid", objects)
