"""Every row of the mission that is done has a journey of its name, and nothing else has one."""

from pathlib import Path

JOURNEYS = Path(__file__).parents[1] / "journeys"
LETTERS = {"a": "1234", "b": "1234568", "c": "1237", "d": "1234567"}
DONE = {letter + number for letter, numbers in LETTERS.items() for number in numbers}
"""Rows of this mission so far, some in part: check digits (A1, A3), layout (B6), rules of expiry (D4)."""


def test_every_row_has_a_journey() -> None:
    assert {path.name.split("_")[1] for path in JOURNEYS.glob("test_*.py")} == DONE
