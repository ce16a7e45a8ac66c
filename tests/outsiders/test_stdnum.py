"""python-stdnum judges our Individual Numbers: both must accept and refuse the same ones."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import in_

from tegata.rules.numbers import InvalidNumber, individual_number_check_digit, parse_individual_number


def accepted(number: str) -> bool:
    try:
        parse_individual_number(number)
    except InvalidNumber:
        return False
    return True


@given(st.text("0123456789", min_size=11, max_size=11))
def test_ours_is_accepted_there(body: str) -> None:
    number = body + individual_number_check_digit(body)
    assert in_.validate(number) == number
    assert in_.calc_check_digit(body) == number[-1]


@given(st.text("0123456789", min_size=12, max_size=12))
def test_the_same_numbers_are_accepted_and_refused(number: str) -> None:
    assert accepted(number) == in_.is_valid(number)


@given(st.text("0123456789", min_size=0, max_size=14).filter(lambda text: len(text) != 12))
def test_the_same_lengths_are_refused(number: str) -> None:
    assert not accepted(number)
    assert not in_.is_valid(number)
