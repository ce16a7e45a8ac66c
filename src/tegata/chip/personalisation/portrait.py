"""The photo as grey JPEG 2000 in the chip, within the size that real cards use. And a drawn sample.

Whether a face is on it, and whose, is asked when somebody applies (`faces`); here it is only about the picture.
"""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tegata.cardspec.photo import PhotoError, open_photo

SIZE = (240, 320)
LARGEST = 6_000
"""Bytes of the portrait in the chip; faces of several kB were seen on real cards [guess: the limit]."""
RATES = (13.0, 16.0, 24.0, 32.0, 48.0, 64.0)
"""Of compression; the first is what 240 by 320 grey pixels need to stay within LARGEST."""


def framed(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of the picture in this size."""
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))


@lru_cache(maxsize=2)
def portrait(data: bytes) -> bytes:
    """Grey JPEG 2000 (JP2), 240 by 320, at most LARGEST bytes; asked again for the same photo, it is remembered.

    Raises PhotoError.
    """
    grey = framed(ImageOps.grayscale(open_photo(data, side=max(SIZE))), SIZE)
    for rate in RATES:
        out = io.BytesIO()
        grey.save(out, "JPEG2000", quality_mode="rates", quality_layers=[rate], irreversible=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise PhotoError("the photo is too restless to fit into the chip; use one with a plain background")


def sample_face(seed: int) -> bytes:
    """A drawn face, never a photograph of a person; the same for the same seed. JPEG, 700 by 900."""
    skin = ((255, 224, 196), (247, 208, 172), (238, 196, 160), (224, 178, 140))[seed % 4]
    hair = ((38, 32, 32), (62, 44, 36), (24, 24, 30), (110, 110, 116))[seed // 2 % 4]
    clothes = ((40, 62, 110), (120, 44, 60), (40, 96, 84), (84, 84, 92), (24, 34, 58))[seed % 5]
    image = Image.new("RGB", (700, 900), (226, 234, 242))
    draw = ImageDraw.Draw(image)
    if seed % 2 == 0:
        draw.rounded_rectangle((176, 250, 524, 760), 150, fill=hair)
    _body(draw, skin, clothes)
    _head(draw, skin, hair)
    _features(draw, hair, skin, smile=seed % 3)
    image = image.filter(ImageFilter.GaussianBlur(1.6))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


Colour = tuple[int, int, int]


def _body(draw: ImageDraw.ImageDraw, skin: Colour, clothes: Colour) -> None:
    draw.ellipse((60, 690, 640, 1180), fill=clothes)
    draw.rounded_rectangle((288, 560, 412, 770), 56, fill=_darker(skin, 0.92))
    draw.polygon(((268, 716), (350, 850), (432, 716)), fill=_darker(skin, 0.96))
    draw.line(((262, 708), (350, 858), (438, 708)), fill=(246, 246, 250), width=16, joint="curve")


def _head(draw: ImageDraw.ImageDraw, skin: Colour, hair: Colour) -> None:
    for x in (198, 502):
        draw.ellipse((x - 28, 385, x + 28, 470), fill=_darker(skin, 0.94))
    draw.ellipse((182, 130, 518, 540), fill=hair)
    draw.ellipse((196, 180, 504, 640), fill=skin)
    draw.chord((178, 128, 522, 520), 196, 344, fill=hair)


def _features(draw: ImageDraw.ImageDraw, hair: Colour, skin: Colour, *, smile: int) -> None:
    for x in (280, 420):
        draw.arc((x - 44, 352, x + 44, 420), 200, 340, fill=hair, width=9)
        draw.ellipse((x - 30, 404, x + 30, 436), fill=(252, 252, 252))
        draw.ellipse((x - 17, 402, x + 17, 438), fill=(44, 34, 30))
        draw.ellipse((x - 4, 408, x + 6, 418), fill=(255, 255, 255))
        draw.arc((x - 34, 396, x + 34, 444), 190, 350, fill=(40, 30, 28), width=5)
    draw.arc((330, 440, 372, 506), 20, 150, fill=_darker(skin, 0.78), width=6)
    draw.arc((296, 500, 404, 562 + 8 * smile), 25, 155, fill=(176, 84, 84), width=9)


def _darker(colour: Colour, factor: float) -> Colour:
    red, green, blue = (round(part * factor) for part in colour)
    return red, green, blue
