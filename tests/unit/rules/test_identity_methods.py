"""Which method identifies whom on which day: the table of both laws, the withdrawal's first day, cards that cannot sign."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules import identity_methods as law
from tegata.rules.ages import NotYetBorn
from tegata.rules.identity_methods import Business, Instead, Need, Proof

LAST_DAY, FIRST_DAY = date(2027, 3, 31), date(2027, 4, 1)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("business", "proof", "letter"),
    [
        (Business.BANK, Proof.SIGNATURE, "ワ"),
        (Business.BANK, Proof.CHIP_AND_FACE, "ヘ"),
        (Business.PHONE_SHOP, Proof.SIGNATURE, "チ"),
        (Business.PHONE_SHOP, Proof.CHIP_AND_FACE, "ニ"),
    ],
)
def test_methods_by_the_card_stay(business: Business, proof: Proof, letter: str) -> None:
    for day in (LAST_DAY, FIRST_DAY, date(2030, 1, 1)):
        assert law.require_allowed(business, proof, day).letter == letter


@pytest.mark.parametrize("proof", [Proof.IMAGE_AND_FACE, Proof.IMAGE_AND_ACCOUNT])
def test_a_banks_image_methods_end_with_the_day_before(proof: Proof) -> None:
    assert law.require_allowed(Business.BANK, proof, LAST_DAY)
    with pytest.raises(law.Withdrawn, match="2027-04-01"):
        law.require_allowed(Business.BANK, proof, FIRST_DAY)


def test_the_day_is_a_switch() -> None:
    later = {Business.BANK: date(2028, 1, 1), Business.PHONE_SHOP: date(2028, 1, 1)}
    assert law.require_allowed(Business.BANK, Proof.IMAGE_AND_FACE, FIRST_DAY, withdrawn=later).letter == "ホ"


def test_what_the_law_did_not_know_yet_and_what_it_has_not() -> None:
    with pytest.raises(law.NotYetAllowed):
        law.require_allowed(Business.BANK, Proof.CHIP_AND_FACE, date(2018, 11, 29))
    with pytest.raises(law.NoSuchMethod):
        law.require_allowed(Business.BANK, Proof.COPY_BY_POST, TODAY)


@given(st.sampled_from(Business), st.dates(date(2016, 1, 1), date(2040, 1, 1)))
def test_the_list_and_the_question_agree(business: Business, day: date) -> None:
    allowed = {method.proof for method in law.allowed_on(business, day)}
    for proof in Proof:
        try:
            law.require_allowed(business, proof, day)
        except law.MethodRefused:
            assert proof not in allowed
        else:
            assert proof in allowed
    assert Proof.SIGNATURE in allowed


def letters(remaining: law.WhatRemains) -> list[str]:
    return [method.letter for method in remaining.methods]


def test_a_whole_card_can_do_both() -> None:
    found = law.what_remains(Business.BANK, TODAY, age=40, has_signature_certificate=True)
    assert (found.why, letters(found), found.representative) == (Instead.NOTHING, ["ワ", "ヘ"], False)


def test_a_face_only_card_has_its_chip() -> None:
    found = law.what_remains(Business.BANK, TODAY, age=80, has_signature_certificate=False, face_only=True)
    assert (found.why, letters(found), found.representative) == (Instead.FACE_ONLY, ["ヘ"], False)


@pytest.mark.parametrize(("age", "expected"), [(14, ["ヘ"]), (1, ["ヘ"]), (0, [])])
def test_a_child_comes_with_a_parent_and_a_baby_has_no_photo(age: int, expected: list[str]) -> None:
    found = law.what_remains(Business.BANK, TODAY, age=age, has_signature_certificate=False)
    assert (found.why, letters(found), found.representative) == (Instead.UNDER_FIFTEEN, expected, True)


def test_nothing_that_a_card_needs_is_a_picture_of_it() -> None:
    for method in law.allowed_on(Business.BANK, FIRST_DAY):
        assert not {Need.DOCUMENT_IMAGE, Need.PAPER_COPY} & set(method.needs)
        assert method.needs[0] is Need.CARD


@given(st.dates(date(1920, 1, 1), TODAY), st.integers(0, 100))
def test_of_the_birth_date_only_an_answer_is_left(birth: date, years: int) -> None:
    assert law.answer_age(birth, years, TODAY) == law.AgeAnswer(years, _years(birth) >= years, TODAY)


def _years(birth: date) -> int:
    """Counted otherwise: how many birthdays there were, 1 March for whoever is born on a leap day."""
    moved = birth + timedelta(days=1) if (birth.month, birth.day) == (2, 29) else birth
    return TODAY.year - birth.year - ((TODAY.month, TODAY.day) < (moved.month, moved.day))


def test_the_day_before_the_birthday_is_too_early() -> None:
    assert not law.answer_age(date(2006, 11, 25), 20, TODAY).attained
    assert law.answer_age(date(2006, 11, 24), 20, TODAY).attained
    with pytest.raises(NotYetBorn):
        law.answer_age(date(2026, 11, 25), 20, TODAY)
