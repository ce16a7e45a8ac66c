"""Two faces, one face among a town's, two pictures: how far apart. Verification raises; a search returns candidates.

A distance never decides alone: a candidate is shown to a clerk. Measured error rates: docs/decisions/2026-11-24-faces.md.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

PHOTOGRAPHS = 0.6
"""Threshold for photographs of people, by the network's author: dlib, examples/dnn_face_recognition_ex.cpp."""
DRAWN = 0.27
"""Threshold for the drawn faces of `synthetic`, which look more alike than people do; measured."""
COPY_BITS = 4
"""Two hashes of 64 bits this near are one picture saved twice; measured on drawn faces."""
NUMBERS = 128
Matrix = NDArray[np.float32]
"""One row of 128 numbers a face."""


class DifferentPerson(ValueError):
    """The two faces are too far apart to be one person's."""

    def __init__(self, apart: float) -> None:
        super().__init__("the two faces are not of one person; compare them by eye and ask for another photo")
        self.distance = apart


def distance(a: bytes, b: bytes) -> float:
    """Euclidean distance of two descriptors: 0 for one picture, about 0.1 to 1. Raises ValueError for what is none."""
    return float(np.linalg.norm(matrix([a])[0] - matrix([b])[0]))


def same_person(a: bytes, b: bytes, threshold: float = DRAWN) -> float:
    """Their distance, if below the threshold. Raises DifferentPerson."""
    apart = distance(a, b)
    if not apart < threshold:
        raise DifferentPerson(apart)
    return apart


def matrix(descriptors: Iterable[bytes]) -> Matrix:
    """Descriptors as rows. Raises ValueError for one that is not 128 finite half-precision numbers."""
    rows = list(descriptors)
    if any(len(row) != 2 * NUMBERS for row in rows):
        raise ValueError(f"a face descriptor is {2 * NUMBERS} bytes")
    values = np.frombuffer(b"".join(rows), dtype="<f2").astype(np.float32).reshape(len(rows), NUMBERS)
    if not np.isfinite(values).all():
        raise ValueError("a face descriptor holds finite numbers only")
    return values


def nearest(descriptor: bytes, town: Matrix) -> tuple[int, float] | None:
    """Row and distance of the nearest face of a town, or None if it has no faces."""
    if not len(town):
        return None
    apart = _distances(descriptor, town)
    index = int(apart.argmin())
    return index, float(apart[index])


def within(descriptor: bytes, town: Matrix, threshold: float = DRAWN) -> list[tuple[int, float]]:
    """Every row nearer than the threshold, nearest first: who may be the same person under another name."""
    apart = _distances(descriptor, town)
    rows = np.flatnonzero(apart < threshold)
    return [(int(row), float(apart[row])) for row in rows[np.argsort(apart[rows])]]


def _distances(descriptor: bytes, town: Matrix) -> Matrix:
    """|a|² - 2ab + |b|²: one matrix product instead of a copy of the town."""
    face = matrix([descriptor])[0]
    squares = np.einsum("ij,ij->i", town, town) - 2 * (town @ face) + face @ face
    return np.asarray(np.sqrt(np.maximum(squares, 0)), dtype=np.float32)


def hamming(a: int, b: int) -> int:
    """How many of the 64 bits of two perceptual hashes differ."""
    return ((a ^ b) & (2**64 - 1)).bit_count()


def is_copy(a: int, b: int) -> bool:
    """Whether two perceptual hashes are of one picture, saved again or made smaller. Confirm it by the faces' distance."""
    return hamming(a, b) <= COPY_BITS
