"""False matches and false non-matches over drawn faces: 20 identities of both sexes and many ages, three days each."""

import itertools

import numpy as np
import pytest

from tegata.faces import DRAWN, CheckedPhoto, check_photo, distance, is_copy, matrix, nearest
from tegata.rules.sex import Sex
from tegata.synthetic.faces import draw_face

AGES = (5, 22, 30, 38, 45, 55, 68, 80, 12, 27)


def photo(identity: int, picture: int) -> CheckedPhoto:
    age = AGES[identity // 2 % 10]
    return check_photo(draw_face(identity, picture, age=age, sex=(Sex.MALE, Sex.FEMALE)[identity % 2]), age)


@pytest.fixture(scope="module")
def town() -> list[list[CheckedPhoto]]:
    return [[photo(identity, picture) for picture in range(3)] for identity in range(20)]


def test_one_person_is_known_again(town: list[list[CheckedPhoto]]) -> None:
    apart = [distance(a.descriptor, b.descriptor) for days in town for a, b in itertools.combinations(days, 2)]
    assert max(apart) < DRAWN


def test_two_people_are_told_apart(town: list[list[CheckedPhoto]]) -> None:
    pairs = [(a, b) for one, other in itertools.combinations(town, 2) for a, b in itertools.product(one, other)]
    apart = np.array([distance(a.descriptor, b.descriptor) for a, b in pairs])
    assert (apart < DRAWN).mean() < 0.002
    assert np.median(apart) > 0.42
    assert not any(
        is_copy(a.picture_hash, b.picture_hash) and d < DRAWN for (a, b), d in zip(pairs, apart, strict=True)
    )


def test_the_nearest_of_a_town_is_the_person(town: list[list[CheckedPhoto]]) -> None:
    held = matrix(days[0].descriptor for days in town)
    for index, days in enumerate(town):
        found = nearest(days[2].descriptor, held)
        assert found is not None
        assert found[0] == index
