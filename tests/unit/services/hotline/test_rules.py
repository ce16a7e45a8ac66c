"""What a caller is asked and what a call may do."""

from datetime import date
from itertools import product

import pytest

from tegata.services.hotline.rules import (
    QUESTIONS,
    QUESTIONS_VERSION,
    Decision,
    Happened,
    Identified,
    Person,
    Question,
    Wish,
    WrongSerials,
    decide,
    identified,
    is_right,
    parse_serials,
)

WHO = Person(
    kana="ミホン ハナコ",
    address="東京都清瀬市中里五丁目８４２番地\u3000清瀬荘１０１号",
    building="清瀬荘１０１号",
    head="見本　太郎",
    household=3,
    since=date(2015, 7, 1),
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question.ADDRESS, "東京都清瀬市中里五丁目842番地"),
        (Question.ADDRESS, "清瀬市中里5丁目842"),
        (Question.ADDRESS, "清瀬市中里5-842 清瀬荘101号"),
        (Question.KANA, "みほん はなこ"),
        (Question.KANA, "ﾐﾎﾝﾊﾅｺ"),
        (Question.HEAD, "見本太郎"),
        (Question.HOUSEHOLD, "3"),
        (Question.SINCE, " 2015 "),
    ],
)
def test_an_answer_is_right_however_it_is_written(question: Question, said: str) -> None:
    assert is_right(question, said, WHO)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question.ADDRESS, "清瀬市"),
        (Question.ADDRESS, "清瀬市中里5-843"),
        (Question.ADDRESS, ""),
        (Question.KANA, "ミホン"),
        (Question.HEAD, ""),
        (Question.HOUSEHOLD, "2"),
        (Question.SINCE, "1915"),
    ],
)
def test_an_answer_is_wrong(question: Question, said: str) -> None:
    assert not is_right(question, said, WHO)


def test_a_household_without_a_head_is_answered_by_nothing() -> None:
    nobody = Person(WHO.kana, WHO.address, WHO.building, "", 1, WHO.since)
    assert not is_right(Question.HEAD, "見本太郎", nobody)
    assert not is_right(Question.HEAD, " ", nobody)


@pytest.mark.parametrize(
    ("answers", "who"),
    [
        ([], Identified.UNSURE),
        ([True], Identified.UNSURE),
        ([True, True], Identified.SURE),
        ([False, True, True], Identified.SURE),
        ([False, True, False, True, True], Identified.UNSURE),
    ],
)
def test_two_right_and_at_most_one_wrong(answers: list[bool], who: Identified) -> None:
    assert identified(found=True, answers=answers) is who
    assert identified(found=False, answers=answers) is Identified.NOT_FOUND


def test_no_voice_lifts_a_stop() -> None:
    for happened, who in product(Happened, Identified):
        assert decide(Wish.LIFT, happened, who) is Decision.ONLY_AT_THE_COUNTER


def test_a_theft_is_stopped_first_and_asked_later() -> None:
    assert decide(Wish.STOP, Happened.STOLEN, Identified.UNSURE).is_yes
    assert not decide(Wish.STOP, Happened.LOST, Identified.UNSURE).is_yes
    assert decide(Wish.STOP, Happened.LOST, Identified.SURE).is_yes
    assert decide(Wish.STOP, Happened.FOUND, Identified.UNSURE).is_yes


def test_nobody_found_is_nobody_stopped() -> None:
    assert not any(decide(Wish.STOP, happened, Identified.NOT_FOUND).is_yes for happened in Happened)


def test_every_version_of_the_questions_stays_known() -> None:
    assert max(QUESTIONS) == QUESTIONS_VERSION
    assert QUESTIONS[1] == tuple(Question)


def test_serials_come_as_people_type_them() -> None:
    assert parse_serials("0123456789012345\n9876543210987654, 0123456789012345") == (
        "0123456789012345",
        "9876543210987654",
    )


@pytest.mark.parametrize(("text", "lines"), [("0123456789012345\n123", ("123",)), ("", ())])
def test_a_line_that_is_no_serial_is_told(text: str, lines: tuple[str, ...]) -> None:
    with pytest.raises(WrongSerials) as refused:
        parse_serials(text)
    assert refused.value.lines == lines
