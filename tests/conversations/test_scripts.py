"""Conversations of known clients, kept as text in `scripts/`, replayed with every card."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tegata.chip.card import Card

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.apdu"))


def steps(script: str) -> Iterator[tuple[str, str]]:
    """Mark and text of each line; indented lines go on."""
    joined = re.sub(r"\n[ \t]+(?=\S)", "", script)
    for line in joined.splitlines():
        if line and not line.startswith("#"):
            yield line[0], re.sub(r"\s", "", line[1:])


def pattern(expected: str) -> re.Pattern[str]:
    return re.compile(re.escape(expected).replace(r"\?\?", "..").replace(r"\*", "(?:..)*"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_the_card_answers_as_the_script_says(card: Card, path: Path) -> None:
    controls = {"poweroff": card.power_off, "poweron": card.power_on, "reset": card.reset}
    command, answer = "", ""
    for mark, text in steps(path.read_text(encoding="utf8")):
        match mark:
            case ">":
                command, answer = text, card.respond(bytes.fromhex(text)).hex().upper()
            case "<":
                assert pattern(text).fullmatch(answer), f"> {command}\n< {answer}\nexpected {text}"
            case "!":
                controls[text]()
            case _:
                pytest.fail(f"{path.name}: a line starts with >, <, ! or #, not {mark}")


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 8
