"""Paper, ink and type: an ID-1 card (ISO/IEC 7810: 85.60 by 53.98 mm, corners 3.18 mm) at 300 dpi, in millimetres."""

import io
import math
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from tegata.chip.personalisation.glyphs import coverage, font
from tegata.chip.printing.pdf_file import assemble, stream

DPI = 300
WIDTH_MM, HEIGHT_MM, CORNER_MM = 85.60, 53.98, 3.18
SCALE = 2
"""Everything is drawn at twice the size and made smaller at the end, so that lines are smooth."""

INK = (28, 30, 44)
LABEL = (74, 88, 122)
Colour = tuple[int, int, int]


class DoesNotFit(ValueError):
    """A text is too long for its place on the card even in the smallest type. It is never cut silently."""


def px(millimetres: float) -> int:
    """Millimetres in pixels of the drawing."""
    return round(millimetres / 25.4 * DPI * SCALE)


@dataclass(slots=True)
class Canvas:
    """One side of a card while it is drawn."""

    image: Image.Image
    draw: ImageDraw.ImageDraw

    @classmethod
    def blank(cls, top: Colour, bottom: Colour) -> "Canvas":
        """A side with a pastel gradient and a guilloche over it."""
        image = _background(top, bottom).copy()
        return cls(image, ImageDraw.Draw(image))

    @classmethod
    def scrap(cls) -> "Canvas":
        """A place to try whether texts fit; nothing on it is seen."""
        image = Image.new("RGB", (1, 1))
        return cls(image, ImageDraw.Draw(image))

    def text(self, x: float, y: float, text: str, size: float, colour: Colour = INK, anchor: str = "ls") -> None:
        """A line of text at its baseline; `size` is the height of the type in millimetres. Raises MissingGlyph."""
        coverage().check(text)
        self.draw.text((px(x), px(y)), text, font=font(px(size)), fill=colour, anchor=anchor)

    def fitted(self, x: float, y: float, text: str, sizes: tuple[float, ...], width: float) -> None:
        """A line in the largest of the sizes that fits. Raises DoesNotFit."""
        for size in sizes:
            if _width(text, size) <= width:
                self.text(x, y, text, size)
                return
        raise DoesNotFit(f"a text of {len(text)} characters does not fit on its line of the card")

    def paragraph(self, x: float, y: float, text: str, sizes: tuple[float, ...], width: float, height: float) -> None:
        """Lines that wrap anywhere, as Japanese does, in the largest size that fits. Raises DoesNotFit."""
        for size in sizes:
            lines = wrapped(text, size, width)
            if len(lines) * size * 1.3 <= height:
                for row, line in enumerate(lines):
                    self.text(x, y + row * size * 1.3, line, size)
                return
        raise DoesNotFit(f"a text of {len(text)} characters does not fit in its place on the card")

    def label(self, x: float, y: float, text: str) -> None:
        """The small name of a field."""
        self.text(x, y, text, 1.75, LABEL)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour | None = None) -> None:
        """A field's frame."""
        corners = (px(x), px(y), px(x + width), px(y + height))
        self.draw.rounded_rectangle(corners, px(0.6), fill=fill, outline=(150, 164, 196), width=3)

    def specimen(self) -> None:
        """見本 SPECIMEN across the side, so that nobody takes the picture for a card."""
        layer = _specimen(self.image.size)
        self.image.paste(layer, mask=layer)

    def finished(self) -> Image.Image:
        """The side at 300 dpi with round corners on white."""
        size = (round(WIDTH_MM / 25.4 * DPI), round(HEIGHT_MM / 25.4 * DPI))
        finished = self.image.resize(size, Image.Resampling.BOX)
        finished.putalpha(_corners(self.image.size, size))
        return finished


@lru_cache(maxsize=1)
def _corners(drawn: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", drawn, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), px(CORNER_MM), fill=255)
    return mask.resize(size, Image.Resampling.BOX)


@lru_cache(maxsize=4)
def _background(top: Colour, bottom: Colour) -> Image.Image:
    size = (px(WIDTH_MM), px(HEIGHT_MM))
    gradient = Image.linear_gradient("L").resize(size)
    image = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), gradient)
    image.paste(Image.new("RGB", size, (146, 176, 214)), mask=_guilloche(size))
    return image


def _guilloche(size: tuple[int, int]) -> Image.Image:
    """Interwoven waves and a rosette, as security printing has them."""
    lines = Image.new("L", size, 0)
    pen = ImageDraw.Draw(lines)
    width, height = size
    for row in range(-8, 40):
        points = [
            (
                x,
                height * row / 32
                + px(2.4) * math.sin(x / px(9.5) + row * 0.55)
                + px(1.1) * math.sin(x / px(4.1) - row),
            )
            for x in range(0, width + 12, 12)
        ]
        pen.line(points, fill=70, width=2)
    for turn in range(36):
        angle = turn * math.pi / 18
        x, y = px(60) + px(9) * math.cos(angle), px(31) + px(9) * math.sin(angle)
        pen.ellipse((x - px(11), y - px(11), x + px(11), y + px(11)), outline=54, width=2)
    return lines


@lru_cache(maxsize=1)
def _specimen(size: tuple[int, int]) -> Image.Image:
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    middle = (size[0] // 2, size[1] // 2)
    pen = ImageDraw.Draw(layer)
    pen.text(middle, "見本 SPECIMEN", font=font(px(10.5)), fill=(196, 40, 60, 66), anchor="mm")
    return layer.rotate(24, resample=Image.Resampling.BICUBIC, center=middle)


def _width(text: str, size: float) -> float:
    return font(px(size)).getlength(text) / px(1)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Lines no wider than this, in millimetres."""
    face: ImageFont.FreeTypeFont = font(px(size))
    lines, line = [], ""
    for character in text:
        if line and face.getlength(line + character) > px(width):
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def png(side: Image.Image) -> bytes:
    """PNG at 300 dpi."""
    out = io.BytesIO()
    side.save(out, "PNG", dpi=(DPI, DPI), compress_level=1)
    return out.getvalue()


def pdf(*sides: Image.Image) -> bytes:
    """PDF, a page a side, of the card's own size."""
    width, height = (round(side / 25.4 * 72, 3) for side in (WIDTH_MM, HEIGHT_MM))
    pages = [3 + 3 * number for number in range(len(sides))]
    kids = " ".join(f"{page} 0 R" for page in pages)
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(sides)} >>".encode()]
    for page, side in zip(pages, sides, strict=True):
        resources = f"<< /XObject << /Side {page + 2} 0 R >> >>"
        box = f"[0 0 {width} {height}]"
        bodies += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {page + 1} 0 R /Resources {resources} >>".encode(),
            stream(f"{width} 0 0 {height} 0 0 cm /Side Do".encode()),
            _picture(side),
        ]
    return assemble(bodies)


def _picture(side: Image.Image) -> bytes:
    """An image object: RGB on white, compressed without loss."""
    flat = Image.new("RGB", side.size, "white")
    flat.paste(side, mask=side.getchannel("A"))
    shape = f"/Type /XObject /Subtype /Image /Width {flat.width} /Height {flat.height} /ColorSpace /DeviceRGB "
    return stream(zlib.compress(flat.tobytes(), 6), shape + "/BitsPerComponent 8 /Filter /FlateDecode ")
