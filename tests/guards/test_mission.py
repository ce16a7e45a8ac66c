"""Every row of the mission that is done has a journey of its name, and nothing else has one."""

from pathlib import Path

JOURNEYS = Path(__file__).parents[1] / "journeys"
DONE = {"a1", "a3", "b1", "b2", "b3", "b4", "b5", "b6", "b8", "c1", "c2", "c7", "d4"}
"""Rows of this mission so far, some in part: check digits (A1, A3), layout (B6), rules of expiry (D4)."""


def test_every_row_has_a_journey() -> None:
    assert {path.name.split("_")[1] for path in JOURNEYS.glob("test_*.py")} == DONE
