"""The photo rules as numbers: one table for everybody, a lenient one before the first birthday.

The application form asks for 4.5 by 3.5 cm, from the front, no hat, plain background, within six months; a passport's
32 to 36 mm for the head is the aim, what is still let through is [guess].
"""

from dataclasses import dataclass

PICTURE_MM = 45.0
HEAD_PER_BOX = 1.46
"""Crown to chin over the height of the detector's box, measured on drawn faces; the box comes in steps of a sixth."""


@dataclass(frozen=True, slots=True)
class Limits:
    """All [guess]: lenient around what the form asks, since a clerk looks at each photo too."""

    face_mm: tuple[float, float] = (24.0, 42.0)
    off_centre: float = 0.12
    """Of the face's middle from the picture's, in parts of its width."""
    middle_height: tuple[float, float] = (0.38, 0.68)
    """Where the face's middle lies, from the top, in parts of the height."""
    unplain: float = 0.15
    """Part of the border that may differ from its own colour by more than UNLIKE."""
    sides_differ: float = 60.0
    """Grey levels between the left border and the right one."""
    darkest: float = 75.0
    """The bright parts of a face (95th percentile) must be above: a fair measure for dark skin too."""
    brightest: float = 0.35
    """Part of the face that may be pure white."""
    sharpness: float = 0.015
    """Energy of the edges over that of the whole face."""


EVERYBODY = Limits()
NEWBORN = Limits(
    face_mm=(16.0, 44.0), off_centre=0.2, middle_height=(0.3, 0.75), unplain=0.4, sides_differ=90.0, sharpness=0.008
)
"""Lying on a sheet, eyes shut or mouth open: accepted under one year of age."""
UNLIKE = 24.0
"""Grey levels."""


def limits_for(age: int) -> Limits:
    """The table for somebody of this age in whole years."""
    return NEWBORN if age < 1 else EVERYBODY
