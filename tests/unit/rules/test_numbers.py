"""Check digits, what they catch and what they cannot, and that no error repeats the number."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.numbers import (
    INDIVIDUAL_NUMBER_WEIGHTS,
    MUNICIPALITY_CODE_WEIGHTS,
    InvalidNumber,
    NotDigits,
    WrongCheckDigit,
    WrongLength,
    individual_number_check_digit,
    luhn_check_digit,
    municipality_code_check_digit,
    parse_individual_number,
    parse_municipality_code,
    parse_resident_code,
    resident_code_check_digit,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "check-digits"
PARSERS = {parse_individual_number: 12, parse_resident_code: 11, parse_municipality_code: 6}


def rows(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def remainder(body: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11


@pytest.mark.parametrize("row", rows("individual-numbers.tsv"), ids=lambda row: row["number"])
def test_published_individual_numbers(row: dict[str, str]) -> None:
    if row["verdict"] == "good":
        assert parse_individual_number(row["number"]) == row["number"]
    else:
        with pytest.raises(WrongCheckDigit):
            parse_individual_number(row["number"])


@pytest.mark.parametrize("row", rows("municipality-codes.tsv"), ids=lambda row: row["name"])
def test_published_municipality_codes(row: dict[str, str]) -> None:
    assert parse_municipality_code(row["code"]) == row["code"]
    assert remainder(row["code"][:5], MUNICIPALITY_CODE_WEIGHTS) == int(row["remainder"])


@given(digits(11), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_caught_but_for_the_shared_zero(body: str, place: int, shift: int) -> None:
    """Remainders 0 and 1 share a digit (art. 5), so only a slip from one of them to the other goes unseen."""
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    unseen = individual_number_check_digit(body) == individual_number_check_digit(wrong)
    remainders = {remainder(body, INDIVIDUAL_NUMBER_WEIGHTS), remainder(wrong, INDIVIDUAL_NUMBER_WEIGHTS)}
    assert unseen == (remainders == {0, 1})


@given(digits(5), st.integers(0, 4), st.integers(1, 9))
def test_one_wrong_digit_of_a_municipality_code(body: str, place: int, shift: int) -> None:
    """Here it is the remainders 0 and 10 that share a digit."""
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    unseen = municipality_code_check_digit(body) == municipality_code_check_digit(wrong)
    remainders = {remainder(body, MUNICIPALITY_CODE_WEIGHTS), remainder(wrong, MUNICIPALITY_CODE_WEIGHTS)}
    assert unseen == (remainders == {0, 10})


@given(digits(10), st.integers(1, 9))
def test_a_wrong_check_digit_of_a_resident_code_is_caught(body: str, shift: int) -> None:
    right = resident_code_check_digit(body)
    assert parse_resident_code(body + right) == body + right
    with pytest.raises(WrongCheckDigit):
        parse_resident_code(body + str((int(right) + shift) % 10))


def test_the_resident_code_formula_by_hand() -> None:
    assert resident_code_check_digit("1000000000") == "6"  # 5 × 1, 11 − 5
    assert resident_code_check_digit("0000000001") == "9"  # 2 × 1, 11 − 2
    assert resident_code_check_digit("0000000000") == "0"


@given(digits(15), st.integers(0, 15), st.integers(1, 9))
def test_luhn_catches_every_single_wrong_digit(body: str, place: int, shift: int) -> None:
    whole = body + luhn_check_digit("serial", body)
    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    assert luhn_check_digit("serial", wrong[:-1]) != wrong[-1]


def test_luhn_by_the_standards_example() -> None:
    assert luhn_check_digit("card", "7992739871") == "3"


@pytest.mark.parametrize(
    "written", ["6214 9832 0257", "6214-9832-0257", "６２１４９８３２０２５７", "6214　9832　0257"]
)  # as on paper
def test_spaces_hyphens_and_full_width_digits_are_read(written: str) -> None:
    assert parse_individual_number(written) == "621498320257"


@pytest.mark.parametrize("text", ["", "62149832025X", "六二一四九八三二〇二五七", "٦٢١٤٩٨٣٢٠٢٥٧", "6214\n98320257"])
def test_what_is_not_digits(text: str) -> None:
    with pytest.raises(NotDigits):
        parse_individual_number(text)


@pytest.mark.parametrize(("parse", "length"), PARSERS.items())
def test_the_length_is_told(parse, length) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(WrongLength) as caught:
        parse("9" * (length + 1))
    assert (caught.value.length, caught.value.expected) == (length + 1, length)


@given(st.sampled_from(sorted(PARSERS, key=PARSERS.__getitem__)), st.text("0123456789", min_size=4, max_size=20))
def test_no_error_repeats_the_number(parse, text) -> None:  # type: ignore[no-untyped-def]
    wrong = text if len(text) != PARSERS[parse] else text[:-1] + "x"
    with pytest.raises(InvalidNumber) as caught:
        parse(wrong)
    assert text[:-1] not in f"{caught.value!s} {caught.value!r} {caught.value.args} {vars(caught.value)}"
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("parse", "wrong"),
    [
        (parse_individual_number, "621498320258"),
        (parse_resident_code, "99000000001"),
        (parse_municipality_code, "131017"),
    ],
)
def test_a_wrong_check_digit_is_told_without_the_number(parse, wrong) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(WrongCheckDigit) as caught:
        parse(wrong)
    assert not any(character.isdigit() for character in f"{caught.value!r} {vars(caught.value)}")
