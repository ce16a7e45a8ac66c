"""Text on sheets of paper in the card's own font: notices and forms of the offices (reportlab; needs `tegata[server]`).

Variation sequences are printed as on the card, and a character without a glyph is an error. Heights are millimetres from below.
"""

from collections.abc import Iterator
from functools import cache
from typing import IO

from fontTools.ttLib import TTFont as Table
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from tegata.chip.personalisation.glyphs import PACKAGE, VARIATION_SELECTORS, NoFont, coverage, font_file

FONT = "sheet"
LEFT, WIDTH = 25.0, 160.0
PRIVATE = 0x100000
"""Unicode §23.5, plane 16: a variant's glyph stands at this and its number, as PDF fonts know no selectors."""


def sheets(out: IO[bytes], title: str) -> Canvas:
    """A canvas of A4 sheets with no font but ours: a printer has every one it needs. Raises NoFont."""
    _register()
    canvas = Canvas(out, pagesize=A4, pdfVersion=(1, 7), lang="ja", initialFontName=FONT)
    canvas.setTitle(title)
    return canvas


def line(canvas: Canvas, height: float, size: float, text: str, left: float = LEFT) -> None:
    """One line of text. Raises NoFont, MissingGlyph."""
    _put(canvas, left, height, size, _shown(text))


def lines(canvas: Canvas, height: float, size: float, text: str, width: float = WIDTH) -> None:
    """Wrapped anywhere, as Japanese is; variants count as one character. Raises NoFont, MissingGlyph."""
    for row, part in enumerate(_wrapped(_shown(text), size, width * mm)):
        _put(canvas, LEFT, height - row * size * 0.5, size, part)


def _wrapped(shown: str, size: float, width: float) -> Iterator[str]:
    start = 0
    for end in range(1, len(shown) + 1):
        if end == len(shown) or pdfmetrics.stringWidth(shown[start : end + 1], FONT, size) > width:
            yield shown[start:end]
            start = end


def _put(canvas: Canvas, left: float, height: float, size: float, shown: str) -> None:
    canvas.setFont(FONT, size)
    canvas.drawString(left * mm, height * mm, shown)


def _shown(text: str) -> str:
    """Variation sequences as private characters that stand for their glyphs. Raises MissingGlyph."""
    glyphs = _register()
    coverage().check(text)
    shown: list[str] = []
    for letter in text:
        if ord(letter) in VARIATION_SELECTORS:
            glyph = glyphs[ord(shown[-1]), ord(letter)]
            shown[-1] = chr(PRIVATE + glyph) if glyph else shown[-1]
        else:
            shown.append(letter)
    return "".join(shown)


@cache
def _register() -> dict[tuple[int, int], int]:
    """Give reportlab the font. Returns the glyph of each variation sequence, 0 for the base character's own."""
    file, index = font_file()
    try:
        font = TTFont(FONT, str(file), subfontIndex=index)
    except TTFError as fault:
        raise NoFont(f"sheets need a TrueType font: apt-get install {PACKAGE}") from fault
    pdfmetrics.registerFont(font)
    glyphs: dict[tuple[int, int], int] = {}
    with Table(file, fontNumber=index, lazy=True) as tables:
        for table in tables["cmap"].tables:
            for selector, entries in table.uvsDict.items() if table.format == 14 else ():
                for base, name in entries:
                    glyphs[base, selector] = tables.getGlyphID(name) if name else 0
    for (base, _), glyph in glyphs.items():
        font.face.charToGlyph[PRIVATE + glyph] = glyph
        font.face.charWidths[PRIVATE + glyph] = font.face.charWidths.get(base, font.face.defaultWidth)
    return glyphs
