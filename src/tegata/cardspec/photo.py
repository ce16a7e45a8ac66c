"""The picture of the holder as it comes (顔写真): a whole JPEG or PNG of the shape 35 by 45 mm. It does not look for a face.

カードの表面 shows it, the chip holds it; whoever takes one in opens it here, so that all refuse the same pictures.
"""

import io
import struct
import warnings

from PIL import Image, ImageOps

PROPORTION = 3.5 / 4.5
"""Width by height of a passport photo: 35 mm by 45 mm."""
SHAPES = (0.6, 1.05)
"""Narrowest and widest picture that may still be cut to it [guess]."""
SMALLEST_SIDE, LARGEST_FILE = 200, 20 << 20
UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error, Image.DecompressionBombError)
"""What Pillow raises over damaged pictures; struct.error and its like over damaged EXIF."""


class PhotoError(ValueError):
    """The photo cannot be used. The text says what to do."""


class NotAPicture(PhotoError):
    """No whole JPEG or PNG, or one that would fill the memory."""


class TooSmall(PhotoError):
    """Too few pixels."""


class WrongShape(PhotoError):
    """Neither 35 by 45 nor near it."""


def open_photo(data: bytes, formats: tuple[str, ...] = ("JPEG", "PNG"), *, side: int | None = None) -> Image.Image:
    """The upright picture in colour. Raises NotAPicture, TooSmall or WrongShape.

    With `side` in pixels a large JPEG may come decoded at a half or a quarter, its shorter side no less than that.
    """
    if len(data) > LARGEST_FILE:
        raise NotAPicture(f"the photo is larger than {LARGEST_FILE >> 20} MiB; save it smaller")
    try:
        picture = _decoded(data, formats, side)
    except Image.DecompressionBombWarning as error:
        raise NotAPicture("the photo has too many pixels; save it smaller") from error
    except UNREADABLE as error:
        raise NotAPicture("the photo is no whole JPEG or PNG picture; take or save it again") from error
    width, height = picture.size
    if min(width, height) < SMALLEST_SIDE:
        raise TooSmall(f"the photo is smaller than {SMALLEST_SIDE} pixels a side; use a larger one")
    if not SHAPES[0] <= width / height <= SHAPES[1]:
        raise WrongShape("the photo is not of the shape 35 by 45; cut it so that the face fills it")
    return picture


def _decoded(data: bytes, formats: tuple[str, ...], side: int | None) -> Image.Image:
    """Pillow only warns of a picture that would fill the memory; here that is the end of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=formats) as opened:
            if side is not None:
                opened.draft(None, (side, side))
            opened.load()
            return ImageOps.exif_transpose(opened).convert("RGB")
