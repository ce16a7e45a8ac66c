"""What makers' chips show differently on the outside, as data. Only differences that real cards show."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Interface(Enum):
    """How the reader reaches the chip."""

    CONTACT = "contact"  # ISO/IEC 7816-3, T=1
    CONTACTLESS = "contactless"  # ISO/IEC 14443 Type B


@dataclass(frozen=True, slots=True)
class Personality:
    """The outside of a maker's chip.

    `atr`: per interface; `fci_extra`: objects in the FCI beside the AID [guess: the real FCI is not public];
    `lower_certificate`: GET DATA 7F21 is there (not on older cards); `atr_inside_application`: GET DATA 5F51 answers
    inside an application only, not with the card manager; `first_command_lost`: after power-up the first command gets
    6F00 unless it selects an application by name [guess: what real cards spare is not known, but readers live].
    """

    atr: Mapping[Interface, bytes]
    fci_extra: bytes
    lower_certificate: bool
    atr_inside_application: bool
    first_command_lost: bool
