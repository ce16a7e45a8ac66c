"""The front: name, address, birth date, sex, photo, expiry, serial number, security code, note field, organ donation.

Order of 2014 no. 85, art. 25 lists what the law wants on it; serial number and security code are there without a law.
"""

from collections.abc import Sequence
from datetime import date

from PIL import Image, ImageDraw

from tegata.cardspec.photo import open_photo
from tegata.chip.personalisation.person import Person
from tegata.chip.personalisation.portrait import framed
from tegata.chip.printing.canvas import LABEL, Canvas, px
from tegata.rules.calendar import wareki, western
from tegata.rules.note_field import lines_of

PHOTO = (5.2, 13.4, 21.4, 27.5)
"""Left, top, width and height of the photo in millimetres."""


NOTES = (36.2, 43.95, 2.0)
"""Where the first line of the note field begins, and how far below each other its lines stand."""


def front(
    person: Person, photo: bytes, serial: str, security_code: str, expires: date, notes: Sequence[str] = ()
) -> Image.Image:
    """The front of the card. Raises PhotoError, MissingGlyph or DoesNotFit, and NoteFieldFull."""
    canvas = Canvas.blank((247, 236, 242), (222, 236, 249))
    _heading(canvas)
    _photo(canvas, photo)
    _person(canvas, person)
    _dates(canvas, person, expires)
    _fields(canvas)
    _notes(canvas, notes)
    canvas.text(PHOTO[0], 43.6, serial, 1.5)
    canvas.text(PHOTO[0] + PHOTO[2], 43.6, security_code, 1.5, anchor="rs")
    canvas.specimen()
    return canvas.finished()


def check_front(person: Person) -> None:
    """Raise what `front` would raise over the person, without drawing: MissingGlyph or DoesNotFit."""
    _person(Canvas.scrap(), person)


def printed_birth(person: Person) -> str:
    """The birth date: in the Japanese era for nationals, Western for foreigners."""
    return wareki(person.birth) if person.is_national else western(person.birth)


def _heading(canvas: Canvas) -> None:
    canvas.text(5.2, 7.6, "個人番号カード", 3.5)
    canvas.text(31.0, 7.6, "Individual Number Card", 2.1, LABEL)
    _mark(canvas, 78.6, 6.4)


def _mark(canvas: Canvas, x: float, y: float) -> None:
    """Our own mark: a hand's print (手形) made of five discs."""
    colour = (228, 120, 150)
    discs = ((0, 0.9, 1.75), (-2.2, -0.9, 0.62), (-0.8, -1.9, 0.66), (0.8, -1.9, 0.66), (2.2, -0.9, 0.62))
    for dx, dy, r in discs:
        canvas.draw.ellipse((px(x + dx - r), px(y + dy - r), px(x + dx + r), px(y + dy + r)), fill=colour)


def _photo(canvas: Canvas, photo: bytes) -> None:
    left, top, width, height = PHOTO
    picture = framed(open_photo(photo), (px(width), px(height)))
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, picture.width - 1, picture.height - 1), px(0.8), fill=255)
    canvas.image.paste(picture, (px(left), px(top)), mask)


def _person(canvas: Canvas, person: Person) -> None:
    canvas.label(29.4, 13.0, "氏名")
    canvas.fitted(34.6, 13.2, person.shown_name, (3.5, 3.0, 2.5, 2.1, 1.8), 47.4)
    canvas.label(29.4, 18.4, "住所")
    canvas.paragraph(34.6, 18.6, person.address, (2.6, 2.3, 2.0, 1.75), 47.4, 8.4)


def _dates(canvas: Canvas, person: Person, expires: date) -> None:
    canvas.label(29.4, 28.3, "生年月日")
    canvas.text(37.6, 28.4, printed_birth(person), 2.7)
    canvas.label(63.4, 28.3, "性別")
    canvas.text(68.6, 28.4, person.sex.ja, 2.7)
    canvas.label(29.4, 32.9, "有効期限")
    canvas.text(37.6, 33.0, f"{western(expires)}まで有効", 2.35)
    canvas.label(29.4, 37.2, "電子証明書の有効期限")
    canvas.box(47.6, 34.9, 23.6, 3.2, fill=(252, 253, 255))
    town = person.municipality
    office = f"{town.prefecture}{town.name}長" if not town.is_ward else f"{town.parent.name if town.parent else ''}長"
    canvas.text(82.0, 41.4, office, 2.3, anchor="rs")


def _fields(canvas: Canvas) -> None:
    canvas.box(29.4, 42.2, 52.6, 8.4, fill=(253, 253, 255))
    canvas.label(30.0, 44.2, "追記欄")
    consent = "臓器提供意思　1 脳死後・心停止後ともに提供　2 心停止後に限り提供　3 提供しない　《1で提供したくない臓器があれば》"
    canvas.text(5.2, 52.4, consent, 1.28, LABEL)


def _notes(canvas: Canvas, notes: Sequence[str]) -> None:
    left, top, pitch = NOTES
    for row, line in enumerate(lines_of(notes)):
        canvas.fitted(left, top + row * pitch, line, (1.5, 1.4, 1.3, 1.2), 45.4)
