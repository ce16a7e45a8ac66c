"""Status words (ISO/IEC 7816-4 §5.6): the two bytes that end every answer. Only those this card is known to give."""

from enum import IntEnum


class SW(IntEnum):
    """Status words of the Individual Number Card, in numerical order. Source: measured on real cards unless noted."""

    NO_RETRY_LIMIT = 0x6300  # query of a key that has no try counter
    WRONG_LENGTH = 0x6700
    NO_KEY_DELIVERY = 0x66F1  # session key delivery where the application has no delivery key
    CHANNEL_NOT_SUPPORTED = 0x6881
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
    COMMAND_INCOMPATIBLE_WITH_FILE = 0x6981
    SECURITY_STATUS_NOT_SATISFIED = 0x6982
    REFERENCE_BLOCKED = 0x6984
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    SECURE_MESSAGING_OBJECT_MISSING = 0x6987
    SECURE_MESSAGING_OBJECT_INCORRECT = 0x6988
    SECURE_MESSAGING_SESSION_LOST = 0x69FC
    WRONG_DATA = 0x6A80
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    NOT_ENOUGH_MEMORY = 0x6A84  # ISO/IEC 7816-4 table 6; ours, for the issuer's commands
    WRONG_P1_P2 = 0x6A86
    REFERENCE_NOT_FOUND = 0x6A88
    OFFSET_OUTSIDE_FILE = 0x6B00
    INSTRUCTION_NOT_SUPPORTED = 0x6D00
    CLASS_NOT_SUPPORTED = 0x6E00
    NO_PRECISE_DIAGNOSIS = 0x6F00
    SUCCESS = 0x9000


COUNTER = 0x63C0
"""63Cx: verification failed, or the answer to a query; x is the number of tries left (ISO/IEC 7816-4 table 6)."""

MOST_TRIES = 15


def counter(tries: int) -> int:
    """The status word 63Cx for this many tries left (0–15)."""
    if not 0 <= tries <= MOST_TRIES:
        raise ValueError(f"a status word can carry 0 to {MOST_TRIES} tries, not {tries}")
    return COUNTER | tries


def tries_left(sw: int) -> int | None:
    """The tries that a status word 63Cx announces; None for every other status word."""
    return sw & 0x0F if sw & 0xFFF0 == COUNTER else None


def describe(sw: int) -> str:
    """A status word in words, for logs and errors: `6982 security status not satisfied`."""
    left = tries_left(sw)
    if left is not None:
        return f"{sw:04X} {left} tries left"
    return f"{sw:04X} {_NAMES.get(sw, 'not described')}"


_NAMES = {int(sw): sw.name.replace("_", " ").lower() for sw in SW}
