"""What a card says of its holder, read in one go at a counter before it is rewritten. Nothing of it is checked here."""

from dataclasses import dataclass

from tegata.cardspec.codecs.face import CardFace
from tegata.cardspec.codecs.jpki import CertificatePresence
from tegata.cardspec.codecs.text import BasicAttributes, SignedDigests


@dataclass(frozen=True, slots=True, repr=False)
class PresentCard:
    """Files that open with verification number B, and which certificates there are."""

    attributes: BasicAttributes
    digests: SignedDigests
    card_face: CardFace
    presence: CertificatePresence
