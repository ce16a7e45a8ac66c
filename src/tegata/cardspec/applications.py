"""All applications of the card in the order of the card's own directory, and the names they are known by."""

from tegata.cardspec.common import COMMON
from tegata.cardspec.face import FACE
from tegata.cardspec.jpki import JPKI
from tegata.cardspec.model import Application
from tegata.cardspec.resident import RESIDENT
from tegata.cardspec.text import TEXT

CARD_MANAGER_AID = bytes.fromhex("A0000001510000")
"""GlobalPlatform issuer security domain: current after power-on; only here GET DATA answers."""

APPLICATIONS: tuple[Application, ...] = (FACE, TEXT, JPKI, RESIDENT, COMMON)

__all__ = ["APPLICATIONS", "CARD_MANAGER_AID", "COMMON", "FACE", "JPKI", "RESIDENT", "TEXT"]
