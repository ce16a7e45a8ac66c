"""The permutation hits everything once, and the purposes let nothing else in."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tegata.rules.numbers import parse_individual_number
from tegata.services.numbering.rules.permutation import SYNTHETIC, WHOLE, Space, SpaceUsedUp, number_at, permuted
from tegata.services.numbering.rules.purposes import NumberPurpose, ReadRefused, require_purpose

KEY = bytes(range(32))


@settings(deadline=None, max_examples=30)
@given(st.binary(min_size=16, max_size=32), st.integers(2, 400))
def test_it_is_a_permutation(key: bytes, size: int) -> None:
    assert sorted(permuted(key, size, value) for value in range(size)) == list(range(size))


@settings(deadline=None)
@given(st.integers(0, SYNTHETIC.size - 1), st.integers(0, WHOLE.size - 1))
def test_numbers_have_their_check_digit_and_their_space(count: int, other: int) -> None:
    synthetic, real = number_at(KEY, SYNTHETIC, count), number_at(KEY, WHOLE, other)
    assert parse_individual_number(synthetic).startswith("99")
    assert not parse_individual_number(real).startswith("99")


def test_neighbours_tell_nothing_of_each_other() -> None:
    """Half of the bits of the eleven digits differ on average; another key gives other numbers."""
    values = [permuted(KEY, 1 << 30, value) for value in range(400)]
    flips = [(one ^ other).bit_count() for one, other in itertools.pairwise(values)]
    assert 13 < sum(flips) / len(flips) < 17
    assert number_at(KEY, SYNTHETIC, 0) != number_at(KEY[::-1], SYNTHETIC, 0)


def test_a_space_that_is_used_up_says_so() -> None:
    with pytest.raises(SpaceUsedUp):
        number_at(KEY, Space("99999999", 1000), 1000)


@pytest.mark.parametrize("purpose", ["tax", "marketing", None, "health-insurance", 1])
def test_a_word_is_no_purpose(purpose: object) -> None:
    with pytest.raises(ReadRefused, match="purpose of the law"):
        require_purpose(purpose, "town", "p", {"p"})


@pytest.mark.parametrize("purpose", NumberPurpose)
def test_purpose_and_office_and_permission_are_all_needed(purpose: NumberPurpose) -> None:
    for office in ("town", "post", "centre", "authority", "hotline", "audit", "public", "system"):
        if office not in purpose.offices:
            with pytest.raises(ReadRefused, match="this office"):
                require_purpose(purpose, office, "p", {"p"})
        elif office != "system":
            with pytest.raises(ReadRefused, match="permission"):
                require_purpose(purpose, office, "p", {"q"})
            assert require_purpose(purpose, office, "p", {"p"}) is purpose
