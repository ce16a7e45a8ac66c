"""Personalisation: from a person, a photo and an issuer to everything that one card holds. It writes no chip; `loading` does."""

from tegata.cardspec.photo import PhotoError
from tegata.chip.personalisation.card_keys import CardKeys, CardKeysBroken, new_keys, new_keys_der
from tegata.chip.personalisation.glyphs import MissingGlyph
from tegata.chip.personalisation.issuer import CardIssuer, NotOrdered
from tegata.chip.personalisation.person import Person, PersonError, person_from_mapping, sample_person
from tegata.chip.personalisation.personalise import (
    Certified,
    KeptCard,
    Order,
    OrderError,
    PersonalisedCard,
    Pins,
    personalise,
)
from tegata.chip.personalisation.portrait import portrait, sample_face
from tegata.chip.personalisation.rewriting import Changes, NotThisCard, rewritten

__all__ = [
    "CardIssuer",
    "CardKeys",
    "CardKeysBroken",
    "Certified",
    "Changes",
    "KeptCard",
    "MissingGlyph",
    "NotOrdered",
    "NotThisCard",
    "Order",
    "OrderError",
    "Person",
    "PersonError",
    "PersonalisedCard",
    "PhotoError",
    "Pins",
    "new_keys",
    "new_keys_der",
    "person_from_mapping",
    "personalise",
    "portrait",
    "rewritten",
    "sample_face",
    "sample_person",
]
