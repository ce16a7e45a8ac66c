"""The photo of an application against the photo rules: each fault is an error whose text says what to do.

It also reads the portrait back from a chip, without rules: what was once accepted is only compared.
"""

from dataclasses import dataclass

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tegata.cardspec.photo import PhotoError, open_photo
from tegata.faces import engine
from tegata.faces.engine import Box
from tegata.faces.limits import HEAD_PER_BOX, PICTURE_MM, UNLIKE, Limits, limits_for

Pixels = NDArray[np.uint8]


class NoFace(PhotoError):
    """No face seen from the front."""


class SeveralFaces(PhotoError):
    """More than one face."""


class FaceTooSmall(PhotoError):
    """The head is too small in the picture."""


class FaceTooLarge(PhotoError):
    """The head fills the picture."""


class OffCentre(PhotoError):
    """The face is not in the middle."""


class BackgroundNotPlain(PhotoError):
    """Something, or a shadow, is behind the head."""


class TooDark(PhotoError):
    """The face is under-exposed."""


class TooBright(PhotoError):
    """The face is over-exposed."""


class Blurred(PhotoError):
    """The face is out of focus."""


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """What is kept beside a photo to compare it: 256 bytes of face, 64 bits of picture, where the face is."""

    descriptor: bytes
    picture_hash: int
    """Signed, so that a bigint column holds it."""
    box: Box


def check_photo(data: bytes, age: int = 18) -> CheckedPhoto:
    """The photo of somebody of this age (whole years), accepted. Raises a PhotoError, one class a fault."""
    limits = limits_for(age)
    picture = open_photo(data)
    pixels = engine.working_copy(picture)
    box = _only_face(pixels)
    _placed(box, limits)
    face = _cut(pixels, box)
    _exposed(face, limits)
    _sharp(face, limits)
    _plain(pixels, limits)
    return CheckedPhoto(engine.describe(pixels, box), _hash(picture), box)


def read_portrait(data: bytes) -> CheckedPhoto:
    """The portrait of a chip (JPEG 2000) or a photo once accepted. Raises PhotoError if it shows no one face."""
    picture = open_photo(data, ("JPEG", "PNG", "JPEG2000"))
    pixels = engine.working_copy(picture)
    box = _only_face(pixels)
    return CheckedPhoto(engine.describe(pixels, box), _hash(picture), box)


def _only_face(pixels: Pixels) -> Box:
    found = engine.find_faces(pixels)
    if len(found) > 1:
        raise SeveralFaces("more than one face is on the photo; use one that shows only the applicant")
    if found:
        return found[0]
    if engine.find_faces(pixels, small=True):
        raise FaceTooSmall("the face is too small; cut the photo so that the head is 32 to 36 of 45 mm high")
    raise NoFace("no face is seen on the photo; use one from the front, without hat, mask or hair over the face")


def _placed(box: Box, limits: Limits) -> None:
    head = box.height * HEAD_PER_BOX * PICTURE_MM
    if head < limits.face_mm[0]:
        raise FaceTooSmall("the face is too small; cut the photo so that the head is 32 to 36 of 45 mm high")
    if head > limits.face_mm[1]:
        raise FaceTooLarge("the face is too large; leave room around the head, which is 32 to 36 of 45 mm high")
    across, down = box.left + box.width / 2, box.top + box.height / 2
    if abs(across - 0.5) > limits.off_centre or not limits.middle_height[0] <= down <= limits.middle_height[1]:
        raise OffCentre("the face is not in the middle; cut the photo around it or take it again")


def _cut(pixels: Pixels, box: Box) -> NDArray[np.float32]:
    """The face in grey levels."""
    height, width = pixels.shape[:2]
    top, left = max(0, round(box.top * height)), max(0, round(box.left * width))
    bottom, right = round((box.top + box.height) * height), round((box.left + box.width) * width)
    return _grey(pixels[top:bottom, left:right])


def _grey(pixels: Pixels) -> NDArray[np.float32]:
    return np.asarray(pixels.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32))


def _exposed(face: NDArray[np.float32], limits: Limits) -> None:
    if np.percentile(face, 95) < limits.darkest:
        raise TooDark("the face is too dark; take the photo again with more light from the front")
    if (face > 250).mean() > limits.brightest:
        raise TooBright("the face is too bright; take the photo again with less light")


def _sharp(face: NDArray[np.float32], limits: Limits) -> None:
    """Laplacian over spread: free of contrast and skin."""
    edges = 4 * face[1:-1, 1:-1] - face[:-2, 1:-1] - face[2:, 1:-1] - face[1:-1, :-2] - face[1:-1, 2:]
    if edges.var() / max(float(face.var()), 1.0) < limits.sharpness:
        raise Blurred("the face is blurred; take the photo again, in focus and held still")


def _plain(pixels: Pixels, limits: Limits) -> None:
    """Both upper borders, beside the head and above the shoulders."""
    height, width = pixels.shape[:2]
    rows, band = slice(height // 40, height * 2 // 5), width // 12
    left, right = _grey(pixels[rows, 2:band]), _grey(pixels[rows, -band:-2])
    unlike = max(float((np.abs(side - np.median(side)) > UNLIKE).mean()) for side in (left, right))
    if unlike > limits.unplain or abs(float(np.median(left) - np.median(right))) > limits.sides_differ:
        raise BackgroundNotPlain("the background is not plain; take the photo before a bare wall, without shadows")


def _hash(picture: Image.Image) -> int:
    bits = int(str(imagehash.phash(picture)), 16)
    return bits - (1 << 64) if bits >> 63 else bits
