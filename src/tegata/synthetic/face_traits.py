"""What makes a drawn face somebody's: some forty numbers an identity, each about 0 ± 1, moved by sex and age.

They are drawn from a seed, never measured on a person.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tegata.rules.sex import Sex


class Traits(NamedTuple):
    """One face. 0 is the middle, ±1 usual, ±2 rare; those in the second half are positions from 0 to 1."""

    face_width: float
    face_height: float
    jaw_width: float
    jaw_square: float
    cheek: float
    chin: float
    eye_gap: float
    eye_size: float
    eye_open: float
    eye_tilt: float
    eye_height: float
    eye_depth: float
    brow_height: float
    brow_thick: float
    brow_tilt: float
    brow_arch: float
    brow_length: float
    nose_length: float
    nose_width: float
    nose_bridge: float
    nose_tip: float
    mouth_height: float
    mouth_width: float
    upper_lip: float
    lower_lip: float
    mouth_curve: float
    forehead: float
    ears: float
    skin_warm: float
    lip_red: float
    socket_dark: float
    skin_tone: float
    hair_tone: float
    hair_length: float
    hair_volume: float
    fringe: float
    parting: float
    glasses: float
    glasses_shape: float
    beard: float
    baldness: float
    iris: float


NORMAL = Traits._fields.index("skin_tone")
COUNT = len(Traits._fields)
SPREAD = 1.5
"""Wider than people are, since the recogniser, trained on people, finds drawn faces alike; at 1.15 they were."""
KINSHIP = 0.62
"""How much of a relative's shape a relative has; about what siblings share to the eye [guess]."""


def traits(identity: int, related_to: int | None = None) -> Traits:
    """The traits of an identity; of a relative of another one when `related_to` is given."""
    own = _drawn(identity)
    if related_to is not None:
        kin = _drawn(related_to)
        own[:NORMAL] = KINSHIP * kin[:NORMAL] + (1 - KINSHIP**2) ** 0.5 * own[:NORMAL]
        own[NORMAL : NORMAL + 2] = kin[NORMAL : NORMAL + 2]
    return Traits(*own.tolist())


def _drawn(identity: int) -> NDArray[np.float64]:
    chance = np.random.default_rng((0x7E6A7A, identity))
    shape = np.clip(chance.normal(0, SPREAD, NORMAL), -2.8, 2.8)
    return np.concatenate([shape, chance.uniform(0, 1, COUNT - NORMAL)])


def grown(face: Traits, age: float, sex: Sex) -> Traits:
    """The face at this age (years), by sex: a child's is round with large low eyes, an old one's lips are thin."""
    child = max(0.0, 1 - age / 16)
    old = min(1.0, max(0.0, (age - 45) / 40))
    male = (1 - child) * (sex is Sex.MALE) - (1 - child) * (sex is Sex.FEMALE) * 0.8
    return face._replace(
        face_height=face.face_height - 1.6 * child,
        jaw_width=face.jaw_width + 0.5 * male - 0.6 * child,
        jaw_square=face.jaw_square + 0.8 * male - child,
        cheek=face.cheek + 1.2 * child - 0.5 * old,
        eye_size=face.eye_size + 1.6 * child - 0.3 * male,
        eye_open=face.eye_open + 1.2 * child - 0.7 * old,
        eye_height=face.eye_height - 1.4 * child,
        brow_thick=face.brow_thick + 0.8 * male - 0.8 * child,
        nose_length=face.nose_length - 1.6 * child + 0.3 * male + 0.4 * old,
        nose_width=face.nose_width - 0.8 * child + 0.4 * male + 0.3 * old,
        nose_bridge=face.nose_bridge - 1.2 * child + 0.3 * male,
        upper_lip=face.upper_lip - 0.4 * male - 0.8 * old,
        lower_lip=face.lower_lip - 0.2 * male - 0.6 * old,
        lip_red=face.lip_red - 0.9 * male,
        hair_length=face.hair_length * (0.35 if sex is Sex.MALE else 1.0),
        glasses=face.glasses if age >= 6 else 0.0,
        beard=face.beard if sex is Sex.MALE and age >= 20 else 0.0,
        baldness=face.baldness * min(1.0, max(0.0, (age - 30) / 30)) if sex is Sex.MALE else 0.0,
    )
