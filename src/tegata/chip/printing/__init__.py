"""The face of the card as pictures: front and back, ID-1 at 300 dpi, marked 見本/SPECIMEN. PNG and PDF."""

from tegata.chip.printing.back import back, check_back
from tegata.chip.printing.canvas import DoesNotFit, pdf, png
from tegata.chip.printing.front import check_front, front

__all__ = ["DoesNotFit", "back", "check_back", "check_front", "front", "pdf", "png"]
