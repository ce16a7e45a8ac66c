"""The lit head of a drawn face: a height field of soft bumps, its normals, light on it; painted skin, eyes, hair."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tegata.synthetic.face_traits import Traits

Plane = NDArray[np.floating[Any]]
"""Height by width, or height by width by 3: red, green, blue from 0 to 1."""
WIDTH, HEIGHT = 350, 450
CROWN = 62.0


@dataclass(frozen=True)
class Frame:
    """Where the parts are, in pixels from the upper left of the small canvas."""

    x: Plane
    y: Plane
    half: Plane
    middle: float
    chin: float
    half_width: float
    eye_x: float
    eye_y: float
    brow_y: float
    nose_y: float
    mouth_y: float
    yaw: float


def frame(face: Traits, yaw: float) -> Frame:
    """The layout of this face turned by `yaw` (about -1 to 1)."""
    chin = 378 + 9 * face.face_height
    height = chin - CROWN
    half_width = 112 + 6.5 * face.face_width
    middle = CROWN + height * 0.50
    eye_y = CROWN + height * (0.485 - 0.014 * face.eye_height)
    nose_y = eye_y + height * (0.205 + 0.020 * face.nose_length)
    gap = chin - nose_y
    y = np.arange(HEIGHT, dtype=np.float32)[:, None]
    return Frame(
        x=np.arange(WIDTH, dtype=np.float32)[None, :] - WIDTH / 2,
        y=y,
        half=_outline(face, y, chin, half_width, middle),
        middle=middle,
        chin=chin,
        half_width=half_width,
        eye_x=half_width * (0.445 + 0.030 * face.eye_gap),
        eye_y=eye_y,
        brow_y=eye_y - 27 - 4.5 * face.brow_height,
        nose_y=nose_y,
        mouth_y=nose_y + gap * (0.37 + 0.035 * face.mouth_height),
        yaw=yaw,
    )


def _outline(face: Traits, y: Plane, chin: float, half_width: float, middle: float) -> Plane:
    """Half the width of the head at each height: a skull above, a jaw below."""
    above = np.clip((middle - y) / (middle - CROWN), 0, 1)
    below = np.clip((y - middle) / (chin - middle), 0, 1)
    skull = np.sqrt(np.clip(1 - above**2.3, 0, 1))
    square = 2.5 + 0.42 * face.jaw_square
    jaw = np.clip(1 - below**square, 0, 1) ** (0.62 - 0.05 * face.chin)
    jaw = jaw * (1 - (0.17 - 0.055 * face.jaw_width) * np.sin(below * np.pi * 0.5) ** 2)
    return np.asarray(half_width * skull * jaw, dtype=np.float32)


def bump(at: Frame, x: float, y: float, wide: float, high: float) -> Plane:
    """A soft hill of height 1."""
    across = np.exp(-(((at.x - x) / wide) ** 2) / 2)
    return np.asarray(across * np.exp(-(((at.y - y) / high) ** 2) / 2), dtype=np.float32)


def pair(at: Frame, x: float, y: float, wide: float, high: float, turn: float = 0.0) -> Plane:
    """The same hill left and right."""
    across = np.exp(-(((at.x - x - turn) / wide) ** 2) / 2) + np.exp(-(((at.x + x - turn) / wide) ** 2) / 2)
    return np.asarray(across * np.exp(-(((at.y - y) / high) ** 2) / 2), dtype=np.float32)


def step(value: Plane, soft: float = 1.0) -> Plane:
    """From 0 to 1 around value 0, over `soft` pixels either side."""
    t = np.clip(value / (2 * soft) + 0.5, 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)


def relief(face: Traits, at: Frame, old: float) -> Plane:
    """The height field of the head, pixels towards the camera."""
    inside = np.clip(1 - (at.x / np.maximum(at.half, 1)) ** 2, 0, 1)
    z = 62 * np.sqrt(inside) * (at.half / at.half_width) ** 0.7
    turn = at.yaw * 7
    z += -(9 + 2.2 * face.eye_depth) * pair(at, at.eye_x, at.eye_y, 24, 14, turn)
    z += (4 + 1.6 * face.eye_depth) * pair(at, at.eye_x, at.brow_y + 3, 27, 9, turn)
    z += (5 + 2.6 * face.cheek) * pair(at, at.half_width * 0.60, at.eye_y + 50, 27, 24, turn)
    z += _nose(face, at)
    half_mouth = 31 + 4.2 * face.mouth_width
    z += 4 * bump(at, turn, at.mouth_y, half_mouth * 0.85, 22)
    z += (3.5 + face.upper_lip) * bump(at, turn, at.mouth_y - 6, half_mouth * 0.55, 4.5)
    z += (4.5 + face.lower_lip) * bump(at, turn, at.mouth_y + 8, half_mouth * 0.50, 6)
    z -= 4.5 * bump(at, turn, at.mouth_y + 1, half_mouth * 0.5, 2.2)
    z -= 4 * bump(at, turn, at.mouth_y + 21 + face.lower_lip, half_mouth * 0.5, 5)
    z += (6 + 2.6 * face.chin) * bump(at, turn, at.chin - 24, 20 + 3 * face.jaw_square, 13)
    z -= (1.2 + 4 * old) * pair(at, half_mouth + 7, (at.nose_y + at.mouth_y) / 2, 4, 15, turn)
    z -= (0.6 + 3 * old) * pair(at, at.eye_x * 0.9, at.eye_y + 21, 17, 3.2, turn)
    for fold in (0.30, 0.38, 0.46):
        z -= 2.2 * old * bump(at, turn, CROWN + (at.brow_y - CROWN) * (0.3 + fold), 46, 2.2)
    return np.asarray(z, dtype=np.float32)


def _nose(face: Traits, at: Frame) -> Plane:
    top, tip = at.eye_y - 8, at.nose_y - 6
    t = np.clip((at.y - top) / (tip - top), 0, 1)
    fall = np.exp(-((np.clip(at.y - tip, 0, None) / 10.5) ** 2))
    rise = np.clip((at.y - (at.brow_y - 8)) / 26, 0, 1)
    height = (8 + 3.2 * face.nose_bridge + (19 + 3 * face.nose_tip) * t**1.4) * fall * rise
    width = 8.5 + 0.8 * face.nose_width + (6 + 1.5 * face.nose_width) * t**2
    centre = at.yaw * (7 + 9 * t)
    ridge = height * np.exp(-(((at.x - centre) / width) ** 2) / 2)
    wings = 11 * pair(at, 17 + 3 * face.nose_width, at.nose_y - 3, 6.5, 7, at.yaw * 12)
    return np.asarray(ridge + wings, dtype=np.float32)


def lit(z: Plane, light: tuple[float, float, float]) -> tuple[Plane, Plane]:
    """How bright each point is (diffuse about 0.4 to 1.1), and the gloss on it."""
    down, across = np.gradient(z)
    length = np.sqrt(across**2 + down**2 + 1)
    lx, ly, lz = light
    key = np.clip((-across * lx - down * ly + lz) / length, 0, 1)
    front = 1 / length
    return np.asarray(0.28 + 0.45 * key + 0.28 * front, dtype=np.float32), np.asarray(key**24, dtype=np.float32)
