"""Every row of the mission that is done has a journey of its name, and nothing else has one."""

from pathlib import Path

JOURNEYS = Path(__file__).parents[1] / "journeys"
LETTERS = {"a": "1234", "b": "1234568", "c": "123456789", "d": "1234567", "g": "1"}
DONE = {letter + number for letter, numbers in LETTERS.items() for number in numbers}
"""Rows of this mission so far: B1, B3, B6, B8 and C7 with cards alone, C8, C9 and G1 with firms outside, all others through the
rooms of the town and the centre."""


def test_every_row_has_a_journey() -> None:
    assert {path.name.split("_")[1] for path in JOURNEYS.glob("test_*.py")} == DONE


def test_every_incident_stands_in_the_table() -> None:
    incidents = Path(__file__).parents[1] / "incidents"
    table = (incidents / "README.md").read_text(encoding="utf8")
    listed = {part for part in table.split("`") if part.startswith("test_")}
    assert listed == {path.name for path in incidents.glob("test_*.py")}
