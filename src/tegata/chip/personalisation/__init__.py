"""Personalisation: from a person, a photo and an issuer to everything that one card holds. It writes no chip; `loading` does."""

from tegata.chip.personalisation.glyphs import MissingGlyph
from tegata.chip.personalisation.issuer import CardIssuer
from tegata.chip.personalisation.person import Person, PersonError, person_from_mapping, sample_person
from tegata.chip.personalisation.personalise import (
    CardKeys,
    Certified,
    Order,
    PersonalisedCard,
    Pins,
    new_keys,
    personalise,
)
from tegata.chip.personalisation.portrait import PhotoError, portrait, sample_face

__all__ = [
    "CardIssuer",
    "CardKeys",
    "Certified",
    "MissingGlyph",
    "Order",
    "Person",
    "PersonError",
    "PersonalisedCard",
    "PhotoError",
    "Pins",
    "new_keys",
    "person_from_mapping",
    "personalise",
    "portrait",
    "sample_face",
    "sample_person",
]
