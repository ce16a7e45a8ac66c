"""Status words and the counter that some of them carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.wire.status import SW, counter, describe, tries_left


@given(st.integers(0, 15))
def test_a_counter_is_read_back(tries: int) -> None:
    assert tries_left(counter(tries)) == tries


@pytest.mark.parametrize("tries", [-1, 16])
def test_a_counter_has_one_nibble(tries: int) -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        counter(tries)


def test_no_named_status_word_is_a_counter() -> None:
    assert [sw for sw in SW if tries_left(sw) is not None] == []


def test_words_for_people() -> None:
    assert describe(0x63C2) == "63C2 2 tries left"
    assert describe(SW.REFERENCE_BLOCKED) == "6984 reference blocked"
    assert describe(0x1234) == "1234 not described"
