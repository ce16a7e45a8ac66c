"""The grounds of invalidity in the order of the law, their clocks to the day, and which comes first."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.invalidity import (
    CardFacts,
    CardInvalid,
    Fall,
    Ground,
    Move,
    fall_by_late_move_in,
    fall_by_leaving_japan,
    fall_by_not_carrying_on,
    first_fall,
    require_valid,
)

TABLE = Path(__file__).parents[2] / "vectors" / "seed" / "grounds.tsv"
LAST_DAY = date(2034, 10, 10)
DAY = date(2025, 4, 1)
EVENTS = {
    Ground.LEFT_JAPAN: "left_japan",
    Ground.DIED: "died",
    Ground.OUTSIDE_THE_REGISTER: "outside_the_register",
    Ground.RECORD_ERASED: "record_erased",
    Ground.RESIDENT_CODE_CORRECTED: "resident_code_corrected",
    Ground.NUMBER_CHANGED: "number_changed",
    Ground.RETURNED: "returned",
    Ground.RETURN_ORDERED: "return_ordered",
}


def days(count: int) -> timedelta:
    return timedelta(days=count)


def test_the_published_list() -> None:
    with TABLE.open(encoding="utf8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [(row["法令"], row["日数"]) for row in rows] == [
        (ground.law, str(ground.clock.days) if ground.clock else "") for ground in Ground
    ]


def test_a_card_falls_the_day_after_its_last() -> None:
    facts = CardFacts(LAST_DAY)
    assert first_fall(facts) == Fall(LAST_DAY + days(1), Ground.EXPIRED)
    require_valid(facts, LAST_DAY)
    with pytest.raises(CardInvalid) as caught:
        require_valid(facts, LAST_DAY + days(1))
    assert caught.value.fall.ground is Ground.EXPIRED


@pytest.mark.parametrize(("ground", "event"), EVENTS.items())
def test_an_event_ends_the_card_on_its_day(ground: Ground, event: str) -> None:
    facts = CardFacts(LAST_DAY, **{event: DAY})  # type: ignore[arg-type]  # every one of them is a day
    assert first_fall(facts) == Fall(DAY, ground)
    require_valid(facts, DAY - days(1))
    with pytest.raises(CardInvalid):
        require_valid(facts, DAY)


@pytest.mark.parametrize(
    ("move", "falls"),
    [
        (Move(DAY), DAY + days(31)),
        (Move(DAY, moved_in=DAY), DAY + days(15)),
        (Move(DAY, moved_in=DAY, notified=DAY + days(14)), None),
        (Move(DAY, moved_in=DAY, notified=DAY + days(15)), DAY + days(15)),
        (Move(DAY, moved_in=DAY + days(20)), DAY + days(31)),
        (Move(DAY, notified=DAY + days(30)), None),
    ],
)
def test_the_move_in_notice_has_fourteen_days(move: Move, falls: date | None) -> None:
    assert fall_by_late_move_in(move) == falls


@pytest.mark.parametrize(
    ("move", "falls"),
    [
        (Move(DAY), None),
        (Move(DAY, notified=DAY), DAY + days(91)),
        (Move(DAY, notified=DAY, carried_on=DAY + days(90)), None),
        (Move(DAY, notified=DAY, carried_on=DAY + days(91)), DAY + days(91)),
        (Move(DAY, notified=DAY, moved_on=DAY + days(10)), DAY + days(10)),
        (Move(DAY, notified=DAY, carried_on=DAY + days(5), moved_on=DAY + days(10)), None),
        (Move(DAY, notified=DAY, moved_on=DAY + days(100)), DAY + days(91)),
    ],
)
def test_the_card_is_carried_on_within_ninety_days(move: Move, falls: date | None) -> None:
    assert fall_by_not_carrying_on(move) == falls


def test_each_move_has_its_own_clocks() -> None:
    done = Move(DAY, moved_in=DAY, notified=DAY, carried_on=DAY)
    late = Move(DAY + days(100), moved_in=DAY + days(100), notified=DAY + days(101))
    assert first_fall(CardFacts(LAST_DAY, moves=(done,))).ground is Ground.EXPIRED
    assert first_fall(CardFacts(LAST_DAY, moves=(done, late))) == Fall(DAY + days(192), Ground.NOT_CARRIED_ON)


def test_a_card_is_kept_abroad_only_since_the_law_allows_it() -> None:
    assert fall_by_leaving_japan(date(2024, 5, 26), kept_abroad=True) == date(2024, 5, 26)
    assert fall_by_leaving_japan(date(2024, 5, 27), kept_abroad=True) is None
    assert fall_by_leaving_japan(date(2024, 5, 27), kept_abroad=False) == date(2024, 5, 27)
    kept = CardFacts(LAST_DAY, left_japan=DAY, kept_abroad=True)
    assert first_fall(kept).ground is Ground.EXPIRED


@given(st.dictionaries(st.sampled_from(sorted(EVENTS.values())), st.dates(date(2024, 6, 1), date(2040, 1, 1))))
def test_the_earliest_day_counts_and_then_the_order_of_the_law(events: dict[str, date]) -> None:
    fall = first_fall(CardFacts(LAST_DAY, **events))  # type: ignore[arg-type]  # every one of them is a day
    assert fall.day == min([LAST_DAY + days(1), *events.values()])
    if fall.ground is not Ground.EXPIRED:
        before = list(Ground)[: list(Ground).index(fall.ground)]
        assert all(events.get(EVENTS.get(ground, "")) != fall.day for ground in before)
