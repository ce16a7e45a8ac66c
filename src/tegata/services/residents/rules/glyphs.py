"""What the card's font cannot print is refused at entry, with its place: never a blank, never a box on the card.

The way out is a substitute (代替文字): the ordinary form of a variant, or the character without its variation selector.
Real towns agree on it with the person and note it in the card's note field [guess].
"""

from dataclasses import dataclass
from typing import Protocol

from tegata.rules.names import search_key

SELECTORS = range(0xE0100, 0xE01F0)
"""Unicode §23.4."""


class Font(Protocol):
    """What can be printed: characters, and (base, selector) sequences."""

    @property
    def characters(self) -> frozenset[int]:
        """Code points."""

    @property
    def sequences(self) -> frozenset[tuple[int, int]]:
        """Ideographic variation sequences."""


class Unprintable(ValueError):
    """A character has no glyph. `places` counts from 1, as people do; `substitute` is a text that can be printed, if any.

    The message names places and code points, not the text.
    """

    def __init__(self, field: str, faults: list[tuple[int, str]], substitute: str | None) -> None:
        listed = ", ".join(f"character {place} ({code})" for place, code in faults)
        way_out = "use the substitute form" if substitute else "agree with the person on another writing"
        super().__init__(f"{field}: the card cannot print {listed}; {way_out}")
        self.field = field
        self.places = tuple(place for place, _ in faults)
        self.substitute = substitute


@dataclass(frozen=True, slots=True)
class _Sign:
    base: str
    selector: str

    def printable(self, font: Font) -> bool:
        if self.selector:
            return (ord(self.base), ord(self.selector)) in font.sequences
        return self.base.isspace() or ord(self.base) in font.characters

    def substitute(self) -> str:
        return self.base if self.selector else search_key(self.base)

    @property
    def code(self) -> str:
        return " ".join(f"U+{ord(part):04X}" for part in self.base + self.selector)


def require_printable(field: str, text: str, font: Font) -> None:
    """Refuse `text` if the card cannot print all of it. Raises Unprintable."""
    signs = _signs(text)
    faults = [(place, sign.code) for place, sign in enumerate(signs, 1) if not sign.printable(font)]
    if faults:
        raise Unprintable(field, faults, _substitute(signs, font))


def substituted(text: str, font: Font) -> str | None:
    """The text with a substitute for whatever cannot be printed; None where there is none."""
    return _substitute(_signs(text), font)


def _substitute(signs: list[_Sign], font: Font) -> str | None:
    written = ""
    for sign in signs:
        part = sign.base + sign.selector if sign.printable(font) else sign.substitute()
        if not part or not all(_Sign(letter, "").printable(font) for letter in part if ord(letter) not in SELECTORS):
            return None
        written += part
    return written


def _signs(text: str) -> list[_Sign]:
    signs: list[_Sign] = []
    for letter in text:
        if ord(letter) in SELECTORS and signs:
            signs[-1] = _Sign(signs[-1].base, letter)
        else:
            signs.append(_Sign(letter, ""))
    return signs
