"""The notice of an Individual Number (個人番号通知書) as a PDF sheet: an address for a window envelope, the number, no proof.

Number Use Act art. 7(1); ordinance of the two ministries on the notice. The layout is ours [guess]. IPAmj Mincho is embedded.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from tegata.chip.personalisation.person import shown_name
from tegata.chip.printing import sheet as paper
from tegata.chip.printing.sheet import line, lines
from tegata.rules.calendar import wareki, western
from tegata.rules.residence import Residence

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
    out = io.BytesIO()
    canvas = paper.sheets(out, "個人番号通知書")
    for sheet in sheets:
        _page(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, sheet: Sheet) -> None:
    line(canvas, 262, 11, f"〒{sheet.postcode[:3]}-{sheet.postcode[3:]}" if sheet.postcode else "")
    lines(canvas, 255, 11, sheet.address)
    lines(canvas, 237, 13, f"{sheet.name}　様")
    line(canvas, 205, 20, "個人番号通知書")
    line(canvas, 198, 9, "Notice of the Individual Number")
    spaced = " ".join(sheet.number[place : place + 4] for place in (0, 4, 8))
    _field(canvas, 180, "個人番号 Individual Number", spaced, 22)
    _field(canvas, 160, "氏名 Name", shown_name(sheet.name, sheet.former_name, sheet.alias), 13)
    born = wareki(sheet.birth) if sheet.residence is Residence.NATIONAL else western(sheet.birth)
    _field(canvas, 135, "生年月日 Date of birth", born, 13)
    _field(canvas, 115, "発行日 Date of issue", wareki(sheet.issued), 13)
    for row, text in enumerate(NO_PROOF):
        line(canvas, 90 - 7 * row, 9, text)


def _field(canvas: Canvas, height: float, label: str, text: str, size: float) -> None:
    line(canvas, height + 9, 8, label)
    lines(canvas, height, size, text)
