"""The back: the Individual Number with its QR code, name, birth date, contacts of the chip, magnetic stripe, braille."""

import segno
from PIL import Image

from tegata.chip.personalisation.person import Person
from tegata.chip.printing.braille import cells
from tegata.chip.printing.canvas import INK, LABEL, Canvas, px
from tegata.chip.printing.front import printed_birth

DOT_PITCH, CELL_PITCH, DOT = 2.2, 5.4, 0.62
"""Japanese braille in millimetres: between dots, between cells, radius of a dot."""


def back(person: Person) -> Image.Image:
    """The back of the card. Raises MissingGlyph, DoesNotFit or NotBraille."""
    canvas = Canvas.blank((236, 242, 250), (246, 238, 244))
    _stripe(canvas)
    _contacts(canvas)
    _number(canvas, person.individual_number)
    _name(canvas, person)
    canvas.label(29.4, 43.5, "生年月日")
    canvas.text(37.6, 43.6, printed_birth(person), 2.5)
    notice = "この面のコピーと番号の提供は、法律で認められた場合だけにしてください。"
    canvas.text(5.2, 52.4, notice, 1.5, LABEL)
    if person.braille:
        _braille(canvas, person.kana)
    canvas.specimen()
    return canvas.finished()


def check_back(person: Person) -> None:
    """Raise what `back` would raise over the person, without drawing: MissingGlyph, DoesNotFit or NotBraille."""
    _name(Canvas.scrap(), person)
    if person.braille:
        cells(person.kana)


def _name(canvas: Canvas, person: Person) -> None:
    canvas.label(29.4, 37.6, "氏名")
    canvas.paragraph(37.6, 37.8, person.shown_name, (3.0, 2.4, 2.0, 1.75), 27.0, 5.2)


def _stripe(canvas: Canvas) -> None:
    """ISO/IEC 7811-6: the band of the magnetic stripe."""
    canvas.draw.rectangle((0, px(4.2), px(85.6), px(14.6)), fill=(46, 44, 52))


def _contacts(canvas: Canvas) -> None:
    """ISO/IEC 7816-2: eight contacts; the outline only, for the picture has no chip."""
    left, top = 9.2, 19.0
    canvas.draw.rounded_rectangle((px(left), px(top), px(left + 13), px(top + 11.6)), px(1.6), fill=(222, 196, 122))
    for row in range(1, 4):
        y = px(top + row * 2.9)
        canvas.draw.line((px(left), y, px(left + 4.2), y), fill=(150, 122, 60), width=4)
        canvas.draw.line((px(left + 8.8), y, px(left + 13), y), fill=(150, 122, 60), width=4)
    inner = (px(left + 4.2), px(top + 1.6), px(left + 8.8), px(top + 10.0))
    canvas.draw.rounded_rectangle(inner, px(1.2), outline=(150, 122, 60), width=4)


def _number(canvas: Canvas, number: str) -> None:
    canvas.label(29.4, 22.6, "個人番号")
    canvas.text(29.4, 28.6, f"{number[:4]} {number[4:8]} {number[8:]}", 5.0)
    code = segno.make_qr(number, error="m", boost_error=False)
    scale = max(1, px(13.5) // int(code.symbol_size(border=0)[0]))
    modules = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=0)]
    picture = Image.frombytes("L", (len(modules), len(modules)), b"".join(modules))
    picture = picture.resize((len(modules) * scale,) * 2, Image.Resampling.NEAREST)
    left, top = px(67.0), px(31.0)
    quiet, side = px(1.2), picture.width
    canvas.draw.rectangle((left - quiet, top - quiet, left + side + quiet, top + side + quiet), fill=(255, 255, 255))
    canvas.image.paste(picture, (left, top))


def _braille(canvas: Canvas, kana: str) -> None:
    for index, dots in enumerate(cells(kana)):
        for dot in dots:
            x = 6.0 + index * CELL_PITCH + (dot - 1) // 3 * DOT_PITCH
            y = 46.0 + (dot - 1) % 3 * DOT_PITCH * 0.8
            canvas.draw.ellipse((px(x - DOT), px(y - DOT), px(x + DOT), px(y + DOT)), outline=INK, width=3)
