"""Distances and searches over descriptors and hashes; whatever is no descriptor is refused, not near."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.faces import DRAWN, DifferentPerson, distance, hamming, is_copy, matrix, nearest, same_person, within

BITS = st.integers(-(2**63), 2**63 - 1)


def face(*start: float) -> bytes:
    values = np.zeros(128, "<f2")
    values[: len(start)] = start
    return values.tobytes()


def test_distance_is_euclidean() -> None:
    assert distance(face(0.25), face(0, 0)) == pytest.approx(0.25)
    assert distance(face(3, 0), face(0, 4)) == pytest.approx(5)


def test_verification_raises_and_says_how_far() -> None:
    assert same_person(face(0.1), face(0)) == pytest.approx(0.1, abs=1e-4)
    with pytest.raises(DifferentPerson) as raised:
        same_person(face(DRAWN + 0.1), face(0))
    assert raised.value.distance == pytest.approx(DRAWN + 0.1, abs=1e-3)


def test_the_threshold_itself_is_too_far() -> None:
    with pytest.raises(DifferentPerson):
        same_person(face(0.5), face(0), threshold=0.5)


@pytest.mark.parametrize("wrong", [b"", b"\0" * 255, b"\0" * 512, face(float("nan")), face(float("inf"))])
def test_what_is_no_descriptor_is_near_nobody(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="descriptor"):
        distance(wrong, face(0))
    with pytest.raises(ValueError, match="descriptor"):
        nearest(wrong, matrix([face(0)]))


def test_search_agrees_with_one_by_one() -> None:
    chance = np.random.default_rng(1)
    town = [chance.normal(0, 0.08, 128).astype("<f2").tobytes() for _ in range(500)]
    wanted = chance.normal(0, 0.08, 128).astype("<f2").tobytes()
    apart = [distance(wanted, other) for other in town]
    found = nearest(wanted, matrix(town))
    assert found is not None
    assert found[0] == int(np.argmin(apart))
    assert found[1] == pytest.approx(min(apart), abs=1e-3)
    limit = sum(sorted(apart)[9:11]) / 2
    assert [row for row, _ in within(wanted, matrix(town), limit)] == np.argsort(apart)[:10].tolist()


def test_a_town_without_faces_has_no_nearest() -> None:
    assert nearest(face(0), matrix([])) is None
    assert within(face(0), matrix([])) == []


@given(BITS, BITS)
def test_hamming_counts_the_bits_of_signed_numbers(a: int, b: int) -> None:
    mask = 2**64 - 1
    assert hamming(a, b) == hamming(b, a) == f"{(a & mask) ^ (b & mask):b}".count("1")
    assert hamming(a, ~a) == 64


def test_copies_are_within_four_bits() -> None:
    assert is_copy(0b1111, 0)
    assert not is_copy(0b11111, 0)
    assert is_copy(-1, -2)
