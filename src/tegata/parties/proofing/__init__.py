"""How a firm identifies a customer by card, from the card's answer to what may be kept: by signature, by chip and face, by PIN.

Everything is asked of the operator through `tegata.client`; the chip's files are judged by `reader.authenticity`. What comes
back holds no certificate: the operator's evidence id stands for it. Whether a face is a live one is not decided here.
"""

from tegata.parties.proofing.by_authentication import CardKnown, by_authentication
from tegata.parties.proofing.by_chip import ChipSeen, by_chip
from tegata.parties.proofing.by_signature import Customer, by_signature
from tegata.parties.proofing.card_field import read_card_field
from tegata.parties.proofing.refusals import Refused, of_operator

__all__ = [
    "CardKnown",
    "ChipSeen",
    "Customer",
    "Refused",
    "by_authentication",
    "by_chip",
    "by_signature",
    "of_operator",
    "read_card_field",
]
