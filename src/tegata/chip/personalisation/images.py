"""Texts as the chip holds them for its face: black on white PNG of one bit, in the sizes seen on real cards where known."""

import io

from PIL import Image, ImageDraw

from tegata.chip.personalisation.glyphs import coverage, font

NUMBER_SIZE = (72, 12)
CODE_SIZE = (24, 12)
LINE_HEIGHT, LONGEST_LINE = 24, 480


def number_image(number: str) -> bytes:
    """The Individual Number, 72 by 12."""
    return _digits(number, NUMBER_SIZE)


def code_image(code: str) -> bytes:
    """The security code, 24 by 12."""
    return _digits(code, CODE_SIZE)


def text_image(text: str) -> bytes:
    """A name or an address, wrapped into lines. Raises MissingGlyph."""
    coverage().check(text)
    face = font(LINE_HEIGHT - 4)
    lines, line = [], ""
    for character in text:
        if face.getlength(line + character) > LONGEST_LINE:
            lines.append(line)
            line = ""
        line += character
    lines.append(line)
    width = max(1, *(round(face.getlength(item)) for item in lines))
    image = Image.new("1", (width, LINE_HEIGHT * len(lines)), 1)
    draw = ImageDraw.Draw(image)
    for row, item in enumerate(lines):
        draw.text((0, row * LINE_HEIGHT + LINE_HEIGHT // 2), item, font=face, fill=0, anchor="lm")
    return _png(image)


def _digits(text: str, size: tuple[int, int]) -> bytes:
    """Digits in a row of equal cells."""
    image = Image.new("1", size, 1)
    draw = ImageDraw.Draw(image)
    cell = size[0] / len(text)
    for index, digit in enumerate(text):
        draw.text(((index + 0.5) * cell, size[1] / 2), digit, font=font(size[1]), fill=0, anchor="mm")
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
