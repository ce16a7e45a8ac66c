"""The notice of an Individual Number (個人番号通知書) as a PDF sheet: an address for a window envelope, the number, no proof.

Number Use Act art. 7(1); ordinance of the two ministries on the notice. The layout is ours [guess]. IPAmj Mincho is embedded.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from fontTools.ttLib import TTFont as Table
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from tegata.chip.personalisation.glyphs import PACKAGE, VARIATION_SELECTORS, NoFont, coverage, font_file
from tegata.chip.personalisation.person import shown_name
from tegata.rules.calendar import wareki, western
from tegata.rules.residence import Residence

FONT = "notice"
LEFT, WIDTH = 25 * mm, 160 * mm
PRIVATE = 0x100000
"""Unicode §23.5, plane 16: a variant's glyph stands at this and its number, as PDF fonts know no selectors."""
NO_PROOF = (
    "この通知書は、マイナンバーを証明する書類や身分証明書としては使えません。",
    "This notice tells your Individual Number. It is no proof of the number and no identity document.",
    "マイナンバーは、社会保障・税・災害対策の手続のほかでは、だれにも教えないでください。",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one notice says."""

    number: str = field(repr=False)
    name: str
    former_name: str
    alias: str
    birth: date
    residence: Residence
    postcode: str
    address: str
    issued: date


def notices(sheets: Sequence[Sheet]) -> bytes:
    """One PDF, a page a notice. Raises NoFont, MissingGlyph."""
    _register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pdfVersion=(1, 7), lang="ja")
    canvas.setTitle("個人番号通知書")
    for sheet in sheets:
        _page(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, sheet: Sheet) -> None:
    _line(canvas, 262, 11, f"〒{sheet.postcode[:3]}-{sheet.postcode[3:]}" if sheet.postcode else "")
    _lines(canvas, 255, 11, sheet.address)
    _lines(canvas, 237, 13, f"{sheet.name}　様")
    _line(canvas, 205, 20, "個人番号通知書")
    _line(canvas, 198, 9, "Notice of the Individual Number")
    spaced = " ".join(sheet.number[place : place + 4] for place in (0, 4, 8))
    _field(canvas, 180, "個人番号 Individual Number", spaced, 22)
    _field(canvas, 160, "氏名 Name", shown_name(sheet.name, sheet.former_name, sheet.alias), 13)
    born = wareki(sheet.birth) if sheet.residence is Residence.NATIONAL else western(sheet.birth)
    _field(canvas, 135, "生年月日 Date of birth", born, 13)
    _field(canvas, 115, "発行日 Date of issue", wareki(sheet.issued), 13)
    for row, text in enumerate(NO_PROOF):
        _line(canvas, 90 - 7 * row, 9, text)


def _field(canvas: Canvas, height: float, label: str, text: str, size: float) -> None:
    _line(canvas, height + 9, 8, label)
    _lines(canvas, height, size, text)


def _lines(canvas: Canvas, height: float, size: float, text: str) -> None:
    """Wrapped anywhere, as Japanese is; variants count as one character."""
    shown = _shown(text)
    row, start = 0, 0
    for end in range(1, len(shown) + 1):
        if end == len(shown) or pdfmetrics.stringWidth(shown[start : end + 1], FONT, size) > WIDTH:
            _put(canvas, height - row * size * 0.5, size, shown[start:end])
            row, start = row + 1, end


def _line(canvas: Canvas, height: float, size: float, text: str) -> None:
    _put(canvas, height, size, _shown(text))


def _put(canvas: Canvas, height: float, size: float, shown: str) -> None:
    canvas.setFont(FONT, size)
    canvas.drawString(LEFT, height * mm, shown)


def _shown(text: str) -> str:
    """Variation sequences as private characters that stand for their glyphs. Raises MissingGlyph."""
    coverage().check(text)
    shown: list[str] = []
    for letter in text:
        if ord(letter) in VARIATION_SELECTORS:
            glyph = _register()[ord(shown[-1]), ord(letter)]
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
        raise NoFont(f"notices need a TrueType font: apt-get install {PACKAGE}") from fault
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
