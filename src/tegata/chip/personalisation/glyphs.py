"""Fonts of the card face. A character without a glyph is an error that names it, never a blank or a box.

IPAmj Mincho has the 58,862 characters of the government's character table (文字情報基盤); Noto CJK stands in where it is absent.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

CANDIDATES = (
    (Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf"), 0),
    (Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"), 0),
    (Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 0),
)
PACKAGE = "fonts-ipamj-mincho"
VARIATION_SELECTORS = range(0xE0100, 0xE01F0)  # Unicode §23.4: ideographic variation sequences


class NoFont(RuntimeError):
    """No Japanese font is installed."""


class MissingGlyph(ValueError):
    """The font cannot print a character. The text names its code point."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a font can print: characters, and variation sequences as (base, selector)."""

    characters: frozenset[int]
    sequences: frozenset[tuple[int, int]]

    def check(self, text: str) -> None:
        """Raise MissingGlyph for the first character that cannot be printed."""
        for index, character in enumerate(text):
            code = ord(character)
            if code in VARIATION_SELECTORS:
                base = ord(text[index - 1]) if index else 0
                if (base, code) not in self.sequences:
                    raise MissingGlyph(f"no glyph for the variation U+{base:04X} U+{code:05X}; use the base character")
            elif code not in self.characters and not character.isspace():
                raise MissingGlyph(f"no glyph for U+{code:04X}; write it with a substitute character (代替文字)")


def font_file() -> tuple[Path, int]:
    """The font's file and the face in it. Raises NoFont."""
    for path, index in CANDIDATES:
        if path.exists():
            return path, index
    raise NoFont(f"no Japanese font is installed: apt-get install {PACKAGE}")


@lru_cache(maxsize=1)
def coverage() -> Coverage:
    """What the installed font can print; read once."""
    path, index = font_file()
    characters: set[int] = set()
    sequences: set[tuple[int, int]] = set()
    with TTFont(path, fontNumber=index, lazy=True) as font:
        for table in font["cmap"].tables:
            if table.format == 14:
                for selector, entries in table.uvsDict.items():
                    sequences.update((base, selector) for base, _ in entries)
            elif table.isUnicode():
                characters.update(table.cmap)
    return Coverage(frozenset(characters), frozenset(sequences))


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    path, index = font_file()
    return ImageFont.truetype(str(path), size, index=index)
