"""The colours of a drawn face: skin, eyes, brows, lips, hair, beard, glasses and clothes, laid over each other."""

import numpy as np

from tegata.synthetic.face_relief import CROWN, HEIGHT, WIDTH, Frame, Plane, bump, pair, step
from tegata.synthetic.face_traits import Traits

Colour = tuple[float, float, float]
SKIN = ((0.97, 0.84, 0.74), (0.93, 0.76, 0.63), (0.86, 0.67, 0.53), (0.68, 0.49, 0.37), (0.45, 0.31, 0.24))
SKIN_AT = (0.0, 0.45, 0.8, 0.93, 1.0)
HAIR = ((0.06, 0.05, 0.05), (0.10, 0.07, 0.06), (0.22, 0.14, 0.09), (0.42, 0.29, 0.17))
HAIR_AT = (0.0, 0.6, 0.85, 1.0)
IRIS = ((0.13, 0.08, 0.05), (0.26, 0.15, 0.08), (0.35, 0.38, 0.30))
IRIS_AT = (0.0, 0.75, 1.0)
GREY: Colour = (0.80, 0.80, 0.80)
_STRANDS = np.random.default_rng(7).normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32)


def between(stops: tuple[Colour, ...], places: tuple[float, ...], at: float) -> Plane:
    """The colour at a place of a scale."""
    return np.array([np.interp(at, places, channel) for channel in zip(*stops, strict=True)], dtype=np.float32)


def over(picture: Plane, mask: Plane, colour: Plane) -> None:
    """Lay a colour, or a coloured plane, over the picture where the mask is; only that part is touched."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    below = picture[part]
    below += mask[part][..., None] * ((colour[part] if colour.ndim == 3 else colour) - below)


def skin(face: Traits, at: Frame) -> Plane:
    """The skin before light: tone, warm cheeks and nose, dark sockets, nostrils and lips."""
    tone = between(SKIN, SKIN_AT, face.skin_tone)
    turn = at.yaw * 7
    warm = pair(at, at.half_width * 0.55, at.eye_y + 62, 30, 26, turn) + 0.8 * bump(
        at, at.yaw * 14, at.nose_y - 8, 15, 16
    )
    plane = tone + warm[..., None] * np.array([0.0, -0.045, -0.045], np.float32) * (1 + 0.5 * face.skin_warm)
    shade = (0.16 + 0.06 * face.socket_dark) * pair(at, at.eye_x, at.eye_y - 2, 25, 15, turn)
    shade = shade + 0.20 * bump(at, turn, at.nose_y + 9, 16 + 2 * face.nose_width, 4)
    plane = plane * (1 - shade[..., None])
    nostrils = pair(at, 8.5 + 1.6 * face.nose_width, at.nose_y + 3.5, 4.2, 2.3, at.yaw * 12)
    over(plane, 0.85 * np.clip(nostrils * 1.2, 0, 1), tone * np.array([0.25, 0.16, 0.14], np.float32))
    return plane


def lips(picture: Plane, face: Traits, at: Frame, smile: float) -> None:
    """Two lips and the line between them."""
    half = 31 + 4.2 * face.mouth_width + 3 * smile
    x = (at.x - at.yaw * 8) / half
    room = np.clip(1 - x**2, 0, 1)
    curve = at.mouth_y - (2.4 * face.mouth_curve + 6 * smile) * (x**2 - 0.35)
    up = (6.5 + 2.3 * face.upper_lip) * room**0.8 * (1 - 0.28 * np.exp(-((x / 0.13) ** 2)))
    low = (9.0 + 2.6 * face.lower_lip) * room**0.9
    mask = step(at.y - (curve - np.maximum(up, 1)), 1.5) * step(curve + np.maximum(low, 1) - at.y, 1.5) * (room > 0)
    tone = between(SKIN, SKIN_AT, face.skin_tone)
    red = tone * np.array([0.86, 0.60, 0.60], np.float32) + np.array([0.02, 0, 0], np.float32)
    over(picture, mask * np.float32(np.clip(0.62 + 0.16 * face.lip_red, 0.25, 0.95)), red)
    line = np.exp(-(((at.y - curve) / 1.5) ** 2)) * step(room - 0.02, 0.03)
    over(picture, np.asarray(0.85 * line, np.float32), tone * np.array([0.34, 0.19, 0.18], np.float32))


def eyes(picture: Plane, face: Traits, at: Frame) -> None:
    """Lids, white, iris, pupil, the light in it, lashes and the fold above."""
    wide = 22.0 + 2.0 * face.eye_size
    opening = max(3.2, 7.8 + 1.5 * face.eye_open + 0.5 * face.eye_size)
    for side in (-1, 1):
        centre = side * at.eye_x + at.yaw * 8
        left, top = int(WIDTH / 2 + centre) - 40, int(at.eye_y) - 30
        _eye(
            picture[top : top + 60, left : left + 80],
            face,
            at.x[:, left : left + 80] - centre,
            at.y[top : top + 60] - at.eye_y,
            (wide, opening, side * (0.03 + 0.055 * face.eye_tilt)),
        )


def _eye(picture: Plane, face: Traits, across: Plane, down: Plane, shape: tuple[float, float, float]) -> None:
    """One eye; `across` and `down` from its middle, shape: half width, opening, slope."""
    wide, opening, slope = shape
    x, y = across / wide, down + slope * across
    room = np.clip(1 - x**2, 0, 1)
    upper, lower = -opening * room**0.75, 0.62 * opening * room**0.9
    inside = step(y - upper, 1.0) * step(lower - y, 1.0) * (room > 0)
    _ball(picture, face, inside, np.hypot(across, y + 1), opening)
    lash = np.exp(-(((y - upper) / 1.7) ** 2)) * step(1.03 - np.abs(x), 0.06)
    over(picture, 0.92 * lash, np.array([0.08, 0.06, 0.06], np.float32))
    under = np.exp(-(((y - lower) / 1.1) ** 2)) * (room > 0)
    over(picture, 0.35 * under, np.array([0.35, 0.22, 0.18], np.float32))
    fold = np.exp(-(((y - upper * 1.08 + 4.5 + 1.2 * face.eye_depth) / 1.3) ** 2)) * (room > 0.05)
    over(picture, np.float32(np.clip(0.35 + 0.25 * face.eye_depth, 0, 0.8)) * fold, picture * 0.55)


def _ball(picture: Plane, face: Traits, inside: Plane, radius: Plane, opening: float) -> None:
    iris = 10.2 + 0.5 * face.eye_size
    over(picture, inside, np.array([0.93, 0.92, 0.91], np.float32))
    over(picture, inside * step(iris - radius), between(IRIS, IRIS_AT, face.iris))
    over(picture, inside * step(iris * 0.45 - radius), np.array([0.03, 0.03, 0.03], np.float32))
    shine = np.roll(step(2.2 - radius), (-3, 3), (0, 1))
    over(picture, inside * shine, np.array([1, 1, 1], np.float32))
    over(picture, 0.25 * inside * step(radius - iris - 4, 5), np.array([0.6, 0.5, 0.48], np.float32) * opening / 8)


def brows(picture: Plane, face: Traits, at: Frame, colour: Plane) -> None:
    """Two brows of strands."""
    length = 32 + 3.5 * face.brow_length
    thick = max(2.2, 5.4 + 1.5 * face.brow_thick)
    for side in (-1, 1):
        x = (at.x - side * (at.eye_x + 2) - at.yaw * 8) * side / length
        y = (
            at.y
            - at.brow_y
            + 2.6 * (face.brow_tilt - 0.9) * x
            + (4 + 1.8 * face.brow_arch) * (1 - (x - 0.25) ** 2 * 1.4)
        )
        body = thick * np.clip(1 - 0.35 * (x + 1), 0.25, 1)
        mask = step(body - np.abs(y), 2.2) * step(1 - np.abs(x), 0.09)
        over(picture, mask * np.clip(0.80 + 0.16 * _STRANDS, 0, 1), colour)


def beard(picture: Plane, face: Traits, at: Frame, colour: Plane) -> None:
    """A shadow, a moustache or a full beard; nothing below 0.45."""
    if face.beard < 0.45:
        return
    strength = np.float32((face.beard - 0.45) / 0.55 * 0.8 + 0.1)
    below = step(at.y - (at.mouth_y + 2 - 42 * (np.abs(at.x) / at.half_width) ** 2 * 1.6), 14)
    chin = below if face.beard < 0.62 or face.beard > 0.85 else np.zeros_like(below)
    half = 36 + 4 * face.mouth_width
    lip = np.exp(-(((at.y - at.mouth_y + 14 - 8 * (at.x / half) ** 2) / 5.5) ** 2)) * step(half - np.abs(at.x), 5)
    mouth = 1 - np.exp(-((at.x / half) ** 4)) * np.exp(-(((at.y - at.mouth_y - 2) / 13) ** 4))
    mask = np.clip(np.maximum(chin * mouth, lip) * strength * (1 + 0.25 * _STRANDS), 0, 1)
    over(picture, np.asarray(mask, np.float32), colour)


def glasses(picture: Plane, face: Traits, at: Frame) -> None:
    """Frames for about three in ten adults; round, square, thin or thick."""
    if face.glasses < 0.72:
        return
    power = 2 + 4 * face.glasses_shape
    wide, high = at.eye_x * 0.80, 19 + 9 * (face.glasses - 0.72) / 0.28
    thick = 1.3 + 3.2 * ((face.glasses_shape * 7) % 1)
    dark = between(((0.06, 0.06, 0.07), (0.30, 0.16, 0.10), (0.55, 0.50, 0.46)), (0, 0.6, 1), (face.glasses * 13) % 1)
    turn = at.yaw * 10
    for side in (-1, 1):
        x = np.abs(at.x - side * at.eye_x - turn) / wide
        y = np.abs(at.y - at.eye_y - 3) / high
        ring = ((x**power + y**power) ** (1 / power) - 1) * high
        over(picture, step(thick - np.abs(ring), 0.8), dark)
    bridge = step(thick - np.abs(at.y - at.eye_y + 3), 0.8) * step(at.eye_x - wide - np.abs(at.x - turn), 1)
    over(picture, bridge, dark)


def ears(picture: Plane, face: Traits, at: Frame) -> None:
    """Behind the head, left and right."""
    tone = between(SKIN, SKIN_AT, face.skin_tone)
    for side in (-1, 1):
        x = (at.x - side * (at.half_width - 1)) / (13 + 2.5 * face.ears)
        y = (at.y - at.eye_y - 22) / (31 + 3 * face.ears)
        radius = np.hypot(x, y)
        over(picture, step((1 - radius) * 14), tone * 0.80)
        over(picture, 0.5 * step((0.6 - radius) * 14), tone * 0.55)


def hair_back(picture: Plane, face: Traits, at: Frame, colour: Plane) -> None:
    """What hangs behind the face, to the shoulders when long."""
    if face.hair_length < 0.4:
        return
    end = at.eye_y + 50 + 170 * (face.hair_length - 0.4)
    half = at.half_width + 8 + 18 * face.hair_volume
    top = CROWN - 6 - 14 * face.hair_volume
    above = np.clip((at.middle - at.y) / (at.middle - top), 0, 1)
    width = half * np.sqrt(np.clip(1 - above**2.3, 0, 1)) * (1 + 0.06 * np.sin(at.y / 40))
    mask = step(width - np.abs(at.x), 1.5) * step(end - at.y, 6) * (at.y > top + 1)
    over(picture, mask, colour * np.clip(0.75 + 0.12 * _combed(), 0.3, 1.2)[..., None])


def hair_front(picture: Plane, face: Traits, at: Frame, colour: Plane) -> None:
    """The hair over the skull, down to the hairline or the fringe."""
    lift = 6 + 16 * face.hair_volume
    top = CROWN - lift
    above = np.clip((at.middle - at.y) / (at.middle - top), 0, 1)
    sides = at.half_width + 3 + 9 * face.hair_volume
    width = sides * np.sqrt(np.clip(1 - above**2.3, 0, 1))
    forehead = at.brow_y - CROWN
    line = CROWN + forehead * (
        0.42 - 0.07 * face.forehead + 0.42 * max(0.0, face.fringe - 0.5) * 2 - 0.5 * face.baldness
    )
    x = (at.x + 40 * (face.parting - 0.5)) / at.half_width
    line = (
        line
        + 34 * np.abs(x) ** (2.2 + 2.5 * face.parting)
        + 4 * np.sin(at.x / 7 + 9 * face.parting) * (face.fringe > 0.5)
    )
    temple = at.eye_y + 30 * (1 if face.hair_length >= 0.4 else face.hair_length * 2)
    beside = step(np.abs(at.x) - at.half * (0.93 - 0.05 * face.hair_volume), 3) * step(temple - at.y, 8)
    mask = np.maximum(step(line - at.y, 3), beside) * step(width - np.abs(at.x), 1.5) * (at.y > top + 1)
    thin = 1 - 0.9 * step(CROWN + 60 - at.y, 30) * max(0.0, face.baldness - 0.45) * 1.8
    gloss = 0.22 * np.exp(-(((at.y - CROWN - 34) / 16) ** 2))
    tone = colour * np.clip(0.85 + 0.14 * _combed() + 2.2 * gloss, 0.3, 1.8)[..., None] + 0.25 * gloss[..., None]
    over(picture, np.asarray(mask * np.clip(thin, 0, 1), np.float32), np.asarray(tone, np.float32))


def _combed() -> Plane:
    """Noise drawn out downwards, as strands are."""
    return np.asarray(
        (_STRANDS + np.roll(_STRANDS, 1, 0) + np.roll(_STRANDS, 2, 0) + np.roll(_STRANDS, 3, 0)) / 2, np.float32
    )


def body(picture: Plane, face: Traits, at: Frame, cloth: Plane, old: float) -> None:
    """Neck, shoulders and a collar."""
    tone = between(SKIN, SKIN_AT, face.skin_tone)
    neck = at.half_width * 0.56 + 3 * face.jaw_width
    shade = np.clip(0.70 + 0.004 * (at.y - at.chin) - 0.15 * (at.x / neck) ** 2, 0.45, 0.95)
    over(
        picture,
        step(neck + np.clip(at.y - at.chin - 20, 0, None) * 0.5 - np.abs(at.x)) * (at.y > at.middle),
        tone * shade[..., None],
    )
    shoulder = 395 + 10 * old + 0.0011 * at.x**2 * 1.6
    open_at = 26 - 0.55 * (at.y - 395)
    mask = step(at.y - shoulder, 1.5) * step(np.abs(at.x) - np.maximum(open_at, 0) - 22, 1.5)
    over(picture, mask, cloth * (0.92 + 0.03 * _STRANDS)[..., None])
