"""The application form (交付申請書) as a PDF sheet: one person's, with the application ID in digits and as a QR code.

The real QR code leads a phone to the application site; its address is not published, so ours is a parameter [guess].
"""

import io
from dataclasses import dataclass
from datetime import date

import segno
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tegata.chip.printing.sheet import line, lines, sheets
from tegata.rules.calendar import wareki, western
from tegata.services.applications.rules.form_ids import grouped

MODULE = 0.9
"""Millimetres of one square of the QR code."""
_TO_FILL_IN = (
    "電話番号 Telephone",
    "申請日 Date",
    "申請者氏名 Signature of the applicant",
    "代理人 Legal representative",
)
_HINTS = (
    "写真は申請前6か月以内、正面、無帽、無背景。裏面に氏名と生年月日をお書きください。",
    "The photo: within six months, from the front, no hat, plain ground; name and birth date on its back.",
    "氏名・住所が変わったときは、この申請書は使えません。市区町村で新しい申請書をお受け取りください。",
    "This form ends with any change of name or address; get a new one at the town hall.",
    "申請書IDは他人に教えないでください。申請があったときは、住民票の住所へお知らせします。",
    "Keep the application ID to yourself. Whenever it is used you are told by letter.",
)


@dataclass(frozen=True, slots=True)
class FormSheet:
    """What one form says. `link` is what the QR code leads to."""

    form_id: str
    link: str
    name: str
    birth: date
    national: bool
    postcode: str
    address: str
    printed: date


def printed_form(sheet: FormSheet) -> bytes:
    """The PDF, one page, one person. Raises NoFont, MissingGlyph."""
    out = io.BytesIO()
    canvas = sheets(out, "個人番号カード交付申請書")
    line(canvas, 272, 16, "個人番号カード交付申請書 兼 電子証明書発行申請書")
    line(canvas, 266, 8, "Application for an Individual Number Card and its certificates")
    _named(canvas, 250, "申請書ID Application ID", grouped(sheet.form_id), 15)
    _named(canvas, 234, "氏名 Name", sheet.name, 14)
    born = wareki(sheet.birth) if sheet.national else western(sheet.birth)
    _named(canvas, 218, "生年月日 Date of birth", born, 12)
    _named(canvas, 202, "住所 Address", f"〒{sheet.postcode[:3]}-{sheet.postcode[3:]}" if sheet.postcode else "", 11)
    lines(canvas, 195, 12, sheet.address)
    _code(canvas, sheet.link)
    _photo_field(canvas)
    for row, label in enumerate(_TO_FILL_IN):
        line(canvas, 162 - 14 * row, 8, label)
        canvas.line(25 * mm, (154 - 14 * row) * mm, 130 * mm, (154 - 14 * row) * mm)
    for row, hint in enumerate(_HINTS):
        line(canvas, 92 - 6 * row, 8, hint)
    line(canvas, 20, 8, f"{wareki(sheet.printed)} 印刷")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _named(canvas: Canvas, height: float, label: str, text: str, size: float) -> None:
    line(canvas, height + 7, 8, label)
    lines(canvas, height, size, text)


def _photo_field(canvas: Canvas) -> None:
    canvas.rect(145 * mm, 110 * mm, 35 * mm, 45 * mm)
    line(canvas, 132, 9, "写真 Photo", 154)
    line(canvas, 126, 8, "45 × 35 mm", 154)


def _code(canvas: Canvas, link: str) -> None:
    rows = tuple(segno.make(link, error="m", micro=False).matrix)
    side = len(rows) * MODULE
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                left, top = 185 - side + across * MODULE, 232 - down * MODULE
                canvas.rect(left * mm, top * mm, MODULE * mm, MODULE * mm, stroke=0, fill=1)
