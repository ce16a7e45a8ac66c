"""Data objects that GET DATA answers while the card manager is current: who made and issued this card."""

from enum import IntEnum


class DataObject(IntEnum):
    """Tags of GET DATA `00 CA tag 00`, as measured on real cards."""

    ISSUER_KEY_REFERENCE = 0x0042
    CARD_ID = 0x0045
    RECOGNITION_DATA = 0x0066
    MUNICIPALITY = 0x00F0
    EXPIRY = 0x00F2
    KEY_ID = 0x00F7
    UPPER_CERTIFICATE = 0x00F8
    LOWER_CERTIFICATE = 0x7F21
    CONTACT_ATR = 0x5F51


LARGE = frozenset({DataObject.UPPER_CERTIFICATE, DataObject.LOWER_CERTIFICATE})
"""Objects that refuse the short Le with 6700 and want the extended form."""
REWRITABLE = frozenset({DataObject.EXPIRY})
"""Objects that the issuer may rewrite after personalisation: a card lives longer, its maker and its issuer stay."""
