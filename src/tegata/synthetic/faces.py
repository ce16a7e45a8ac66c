"""Drawn faces of people who do not exist, for photos of applications: a lit relief with some forty traits an identity.

Never a photograph of a person, nor a model trained on any. Good enough that a face recogniser finds one face in
each, tells identities apart and knows an identity again on another day: measured in docs/decisions/2026-11-24-faces.md.
"""

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tegata.rules.sex import Sex
from tegata.synthetic import face_paint as paint
from tegata.synthetic.face_relief import HEIGHT, WIDTH, Frame, Plane, frame, lit, relief, step
from tegata.synthetic.face_traits import Traits, grown, traits

SIZE = (700, 900)
CLOTHES: tuple[paint.Colour, ...] = (
    (0.12, 0.18, 0.36),
    (0.40, 0.14, 0.20),
    (0.16, 0.34, 0.30),
    (0.30, 0.30, 0.33),
    (0.85, 0.85, 0.87),
)
GROUNDS: tuple[paint.Colour, ...] = ((0.88, 0.91, 0.95), (0.93, 0.93, 0.93), (0.80, 0.88, 0.95), (0.95, 0.94, 0.91))


def draw_face(
    identity: int, picture: int = 0, *, age: float = 35, sex: Sex = Sex.OTHER, related_to: int | None = None
) -> bytes:
    """A passport photo of an identity: JPEG, 700 by 900. The same arguments make the same bytes.

    Another `picture` is another day: other light, a slight turn, other clothes and ground. `related_to` is an identity
    whose features this one shares, as siblings do.
    """
    day = np.random.default_rng((identity, picture, 0xDA7))
    face = grown(traits(identity, related_to), age, sex)
    small = _painted(face, age, day)
    return _developed(small, day)


def _painted(face: Traits, age: float, day: np.random.Generator) -> Plane:
    old = min(1.0, max(0.0, (age - 40) / 45))
    at = frame(face, float(day.normal(0, 0.22)))
    ground = np.array(GROUNDS[day.integers(len(GROUNDS))], np.float32)
    picture = np.broadcast_to(ground, (HEIGHT, WIDTH, 3)).copy()
    hair = paint.between(paint.HAIR, paint.HAIR_AT, face.hair_tone)
    hair = hair + np.float32(max(0.0, old - 0.25) * 0.9) * (np.array(paint.GREY, np.float32) - hair)
    paint.hair_back(picture, face, at, hair)
    paint.body(picture, face, at, np.array(CLOTHES[day.integers(len(CLOTHES))], np.float32), old)
    if face.hair_length < 0.4:
        paint.ears(picture, face, at)
    paint.over(picture, step(at.half - np.abs(at.x), 1.2) * (at.half > 2), _head(face, at, hair, old, day))
    paint.hair_front(picture, face, at, hair)
    paint.glasses(picture, face, at)
    return picture


def _head(face: Traits, at: Frame, hair: Plane, old: float, day: np.random.Generator) -> Plane:
    plane = paint.skin(face, at)
    paint.beard(plane, face, at, hair)
    paint.lips(plane, face, at, float(day.uniform(0, 0.5)))
    paint.brows(plane, face, at, hair * 0.9)
    light = np.array([day.normal(0, 0.30), -0.45 + day.normal(0, 0.10), 0.85])
    light /= np.linalg.norm(light)
    bright, gloss = lit(relief(face, at, old), (float(light[0]), float(light[1]), float(light[2])))
    plane = plane * bright[..., None] + 0.10 * gloss[..., None]
    paint.eyes(plane, face, at)
    return np.asarray(plane, np.float32)


def _developed(small: Plane, day: np.random.Generator) -> bytes:
    """To full size, a little turned and shifted, with the noise of a camera, as JPEG."""
    exposure = day.normal(1.0, 0.05) * (1 + day.normal(0, 0.012, 3))
    image = Image.fromarray((np.clip(small * exposure.astype(np.float32), 0, 1) * 255).astype(np.uint8))
    image = _placed(image, day)
    pixels = np.asarray(image).astype(np.int16)
    noise = np.roll(_grain(), tuple(day.integers(0, 500, 2)), (0, 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8)).save(
        out, "JPEG", quality=int(day.integers(86, 95))
    )
    return out.getvalue()


def _placed(image: Image.Image, day: np.random.Generator) -> Image.Image:
    angle = np.radians(day.normal(0, 1.2))
    scale = 1 / day.normal(1.0, 0.015)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    cx, cy = WIDTH / 2 + day.normal(0, 2), HEIGHT / 2 + day.normal(0, 2)
    matrix = (
        cos,
        -sin,
        cx - cos * WIDTH / 2 + sin * HEIGHT / 2,
        sin,
        cos,
        cy - sin * WIDTH / 2 - cos * HEIGHT / 2,
    )
    fill = np.asarray(image)[2, 2].tolist()
    turned = image.transform(
        image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=tuple(fill)
    )
    return turned.resize(SIZE, Image.Resampling.BICUBIC)


@lru_cache(maxsize=1)
def _grain() -> NDArray[np.int16]:
    return np.random.default_rng(3).normal(0, 2.2, (SIZE[1], SIZE[0], 1)).round().astype(np.int16)
