"""The recogniser: dlib's frontal detector, five landmarks and the 128 numbers of its face network. The only user of dlib.

The weights are files inside `face_recognition_models`, which is located and never imported: it pulls in pkg_resources.
"""

import importlib.util
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import dlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image

WORKING_HEIGHT = 450
"""Pixels that a photo has while it is looked at: 10 a millimetre."""
_ONE_AT_A_TIME = threading.Lock()
"""dlib's detector and network keep scratch space: two threads in one of them give nonsense."""


class EngineMissing(RuntimeError):
    """dlib's weights are not installed."""


@dataclass(frozen=True, slots=True)
class Box:
    """A face as the detector frames it, brows to chin, in parts of the picture from 0 to 1."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Engine:
    detector: Any
    landmarks: Any
    network: Any


@lru_cache(maxsize=1)
def _engine() -> _Engine:
    found = importlib.util.find_spec("face_recognition_models")
    if found is None or not found.submodule_search_locations:
        raise EngineMissing("the face model is not installed; install tegata[server]")
    models = Path(next(iter(found.submodule_search_locations))) / "models"
    return _Engine(
        dlib.get_frontal_face_detector(),
        dlib.shape_predictor(str(models / "shape_predictor_5_face_landmarks.dat")),
        dlib.face_recognition_model_v1(str(models / "dlib_face_recognition_resnet_model_v1.dat")),
    )


def working_copy(picture: Image.Image) -> NDArray[np.uint8]:
    """Height by width by 3, as high as WORKING_HEIGHT."""
    width = round(picture.width * WORKING_HEIGHT / picture.height)
    return np.asarray(picture.convert("RGB").resize((width, WORKING_HEIGHT), Image.Resampling.LANCZOS))


def find_faces(pixels: NDArray[np.uint8], *, small: bool = False) -> list[Box]:
    """Every frontal face of 80 pixels and more, of 40 if `small` (four times the work)."""
    height, width = pixels.shape[:2]
    with _ONE_AT_A_TIME:
        found = _engine().detector(pixels, int(small))
    return [Box(at.left() / width, at.top() / height, at.width() / width, at.height() / height) for at in found]


def describe(pixels: NDArray[np.uint8], face: Box) -> bytes:
    """128 half-precision numbers, 256 bytes: near for one person, far for two."""
    height, width = pixels.shape[:2]
    left, top = round(face.left * width), round(face.top * height)
    frame = dlib.rectangle(left, top, left + round(face.width * width) - 1, top + round(face.height * height) - 1)
    with _ONE_AT_A_TIME:
        engine = _engine()
        numbers = engine.network.compute_face_descriptor(pixels, engine.landmarks(pixels, frame))
    return np.asarray(numbers, dtype="<f2").tobytes()
