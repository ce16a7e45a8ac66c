"""All applications of the card in the order of the card's own directory, and the names they are known by."""

from collections.abc import Mapping
from types import MappingProxyType

from tegata.cardspec import common, jpki, resident, text
from tegata.cardspec.common import COMMON
from tegata.cardspec.face import FACE
from tegata.cardspec.jpki import JPKI
from tegata.cardspec.model import Application
from tegata.cardspec.resident import RESIDENT
from tegata.cardspec.text import TEXT
from tegata.rules.pins import PinKind

CARD_MANAGER_AID = bytes.fromhex("A0000001510000")
"""GlobalPlatform issuer security domain: current after power-on; only here GET DATA answers."""

APPLICATIONS: tuple[Application, ...] = (FACE, TEXT, JPKI, RESIDENT, COMMON)

PIN_REFERENCES: Mapping[PinKind, tuple[tuple[Application, int], ...]] = MappingProxyType(
    {
        PinKind.TEXT: ((TEXT, text.PIN),),
        PinKind.AUTHENTICATION: ((JPKI, jpki.AUTHENTICATION_PIN),),
        PinKind.REGISTER: ((RESIDENT, resident.PIN), (COMMON, common.PIN)),
        PinKind.SIGNATURE: ((JPKI, jpki.SIGNATURE_PASSWORD),),
    }
)
"""Where the four secrets of the holder lie. The register's PIN opens two applications."""

__all__ = ["APPLICATIONS", "CARD_MANAGER_AID", "COMMON", "FACE", "JPKI", "PIN_REFERENCES", "RESIDENT", "TEXT"]
