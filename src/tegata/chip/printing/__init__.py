"""The face of the card as pictures: front and back, ID-1 at 300 dpi, marked 見本/SPECIMEN. PNG and PDF."""

from tegata.chip.printing.back import back
from tegata.chip.printing.canvas import DoesNotFit, pdf, png
from tegata.chip.printing.front import front

__all__ = ["DoesNotFit", "back", "front", "pdf", "png"]
