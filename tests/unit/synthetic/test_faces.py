"""Drawn faces: the same arguments the same bytes, another day another picture, relatives alike."""

import io

import numpy as np
from PIL import Image

from tegata.rules.sex import Sex
from tegata.synthetic.face_traits import COUNT, NORMAL, grown, traits
from tegata.synthetic.faces import SIZE, draw_face


def test_one_seed_makes_one_picture() -> None:
    assert draw_face(3, 1, age=40, sex=Sex.MALE) == draw_face(3, 1, age=40, sex=Sex.MALE)
    assert len({draw_face(3, 1), draw_face(3, 2), draw_face(4, 1)}) == 3


def test_it_is_a_jpeg_of_passport_shape() -> None:
    with Image.open(io.BytesIO(draw_face(1, age=0.2))) as image:
        assert (image.format, image.size) == ("JPEG", SIZE)


def test_relatives_share_shape_and_skin() -> None:
    kin = np.array([[traits(i)[:NORMAL], traits(i + 500, i)[:NORMAL], traits(i + 900)[:NORMAL]] for i in range(40)])
    near = np.linalg.norm(kin[:, 0] - kin[:, 1], axis=1).mean()
    far = np.linalg.norm(kin[:, 0] - kin[:, 2], axis=1).mean()
    assert near < 0.8 * far
    assert traits(7, 3).skin_tone == traits(3).skin_tone


def test_children_have_no_beard_and_women_no_bald_head() -> None:
    for identity in range(20):
        assert grown(traits(identity), 15, Sex.MALE).beard == 0
        assert grown(traits(identity), 70, Sex.FEMALE).baldness == 0
    assert len(traits(1)) == COUNT
