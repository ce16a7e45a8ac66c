"""What is counted, and which cells are not shown."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.services.statistics.rules import (
    SMALLEST_SHOWN,
    Cell,
    Measure,
    Standing,
    after_entry,
    age_band,
    differences,
    percent,
    population_day,
    publishable,
)

KIYOSE, AWASHIMA, DAY = "132217", "155861", date(2026, 4, 1)


def test_a_first_standing_is_added_whole() -> None:
    after = Standing(KIYOSE, 1980, 1, lives=True, held=1)
    assert differences(None, after, DAY) == {
        Cell(Measure.POPULATION, "", KIYOSE, 1980, DAY): 1,
        Cell(Measure.HELD, "", KIYOSE, 1980, DAY): 1,
    }


def test_a_move_takes_away_where_it_was_added() -> None:
    before = Standing(AWASHIMA, 1980, 1, lives=True, held=1)
    changes = differences(before, after_entry(before, Standing(KIYOSE, 1980, 3, lives=True)), DAY)
    assert {(cell.measure, cell.town): change for cell, change in changes.items()} == {
        (Measure.POPULATION, AWASHIMA): -1,
        (Measure.HELD, AWASHIMA): -1,
        (Measure.POPULATION, KIYOSE): 1,
        (Measure.HELD, KIYOSE): 1,
    }


def test_nothing_changed_adds_nothing() -> None:
    standing = Standing(KIYOSE, 1980, 1, lives=True, held=1)
    assert differences(standing, after_entry(standing, Standing(KIYOSE, 1980, 2, lives=True)), DAY) == {}


def test_a_corrected_birth_moves_to_the_right_year() -> None:
    standing = Standing(KIYOSE, 1980, 1, lives=True)
    changes = differences(standing, after_entry(standing, Standing(KIYOSE, 1981, 2, lives=True)), DAY)
    assert {(cell.born, change) for cell, change in changes.items()} == {(1980, -1), (1981, 1)}


def test_who_leaves_takes_the_population_along_but_keeps_the_card() -> None:
    before = Standing(KIYOSE, 1980, 1, lives=True, held=1)
    changes = differences(before, after_entry(before, Standing(KIYOSE, 1980, 2)), DAY)
    assert changes == {Cell(Measure.POPULATION, "", KIYOSE, 1980, DAY): -1}


def test_an_older_entry_that_comes_late_changes_nothing() -> None:
    standing = Standing(KIYOSE, 1980, 3, lives=True)
    assert after_entry(standing, Standing(AWASHIMA, 1980, 2, lives=True)) == standing


def test_facts_in_any_order_leave_the_same_counters() -> None:
    """Deliveries of different events are not ordered among each other."""
    steps = [
        lambda standing: after_entry(standing, Standing(AWASHIMA, 1980, 1, lives=True)),
        lambda standing: after_entry(standing, Standing(KIYOSE, 1980, 2, lives=True)),
        lambda standing: replace(standing, held=standing.held + 1),
        lambda standing: replace(standing, held=standing.held - 1),
        lambda standing: replace(standing, held=standing.held + 1),
    ]
    for order in permutations(steps):
        standing = Standing(AWASHIMA, 1980)
        sums: dict[tuple[Measure, str], int] = {}
        for step in order:
            after = step(standing)
            for cell, change in differences(standing, after, DAY).items():
                sums[cell.measure, cell.town] = sums.get((cell.measure, cell.town), 0) + change
            standing = after
        assert {key: count for key, count in sums.items() if count} == {
            (Measure.POPULATION, KIYOSE): 1,
            (Measure.HELD, KIYOSE): 1,
        }


@pytest.mark.parametrize(
    ("born", "band"), [(2026, 0), (2022, 0), (2021, 5), (1980, 45), (1936, 90), (1900, 90), (2030, 0)]
)
def test_bands_are_of_five_years_up_to_ninety(born: int, band: int) -> None:
    assert age_band(born, 2026) == band


@pytest.mark.parametrize(
    ("day", "base"),
    [
        (date(2022, 7, 31), date(2021, 1, 1)),
        (date(2022, 8, 31), date(2022, 1, 1)),
        (date(2022, 12, 31), date(2022, 1, 1)),
        (date(2023, 4, 30), date(2022, 1, 1)),
    ],
)
def test_a_rate_is_over_an_earlier_first_of_january(day: date, base: date) -> None:
    assert population_day(day) == base


def test_a_rate_needs_both_sides() -> None:
    assert percent(307, 338) == 90.8
    assert percent(None, 338) is None
    assert percent(3, 0) is None


@given(st.lists(st.integers(0, 40), max_size=8))
def test_no_small_cell_is_shown_or_reckoned_back(cells: list[int]) -> None:
    shown = publishable(cells)
    assert all(count is None or count == 0 or count >= SMALLEST_SHOWN for count in shown)
    assert all(count in (None, cell) for count, cell in zip(shown, cells, strict=True))
    hidden = [cell for count, cell in zip(shown, cells, strict=True) if count is None]
    others = [count for count in shown if count]
    assert len(hidden) != 1 or not others, "one hidden cell is the sum less the others"
